/**
 * The five steps of the sample's web client, each a function of the session: start, receive the
 * code, redeem it, call the API, renew. All that concerns OAuth is in this file.
 */
import { decodeJwt } from 'jose'
import * as openid from 'openid-client'

import type { ShownTokens } from './web-pages.ts'

/** What the server remembers of one browser. A real application keeps it in a store, with expiry. */
export interface Session {
  /** Made for one handshake, gone when it is over. */
  handshake?: { readonly state: string; readonly nonce: string; readonly codeVerifier: string }
  /** The address that the browser came back to, with the code in it. */
  callback?: URL
  tokens?: ShownTokens
  serviceAnswer?: unknown
  /** Why the last step did not work. */
  error?: string
}

/** Learns the issuer's endpoints from its URL. Without a secret the client is a public one. */
export function discover(
  issuer: string,
  clientId: string,
  clientSecret?: string,
): Promise<openid.Configuration> {
  const url = new URL(issuer)
  return openid.discovery(
    url,
    clientId,
    undefined,
    clientSecret === undefined ? openid.None() : openid.ClientSecretBasic(clientSecret),
    // http is for an issuer on this machine; anywhere else the secret would travel in clear.
    ['localhost', '127.0.0.1'].includes(url.hostname)
      ? { execute: [openid.allowInsecureRequests] }
      : {},
  )
}

/** Step 1: where to send the browser, with three values that only this session knows. */
export async function startHandshake(
  session: Session,
  configuration: openid.Configuration,
  request: { readonly redirectUri: string; readonly scope: string },
): Promise<URL> {
  session.handshake = {
    // Comes back with the code: proof that this browser asked for it, and not an attacker's page.
    state: openid.randomState(),
    // Comes back inside the id token: proof that it was made for this handshake.
    nonce: openid.randomNonce(),
    // Only its hash is sent now (PKCE). Who steals the code cannot redeem it without this value.
    codeVerifier: openid.randomPKCECodeVerifier(),
  }
  return openid.buildAuthorizationUrl(configuration, {
    redirect_uri: request.redirectUri,
    scope: request.scope,
    state: session.handshake.state,
    nonce: session.handshake.nonce,
    code_challenge: await openid.calculatePKCECodeChallenge(session.handshake.codeVerifier),
    code_challenge_method: 'S256',
  })
}

/** Step 2: the browser is back, with a code or with the issuer's refusal. */
export function receiveCode(session: Session, callback: URL): string {
  const answer = callback.searchParams
  if (!session.handshake || answer.get('state') !== session.handshake.state)
    throw new Error('This answer belongs to no handshake that this browser started.')
  const error = answer.get('error')
  if (error !== null) {
    delete session.handshake
    throw new Error(`The issuer says ${error}: ${answer.get('error_description') ?? ''}`)
  }
  session.callback = callback
  return answer.get('code') ?? ''
}

/** Step 3: redeem the code, from server to server. The browser never sees a token. */
export async function getToken(
  session: Session,
  configuration: openid.Configuration,
): Promise<void> {
  const { callback, handshake } = session
  if (!callback || !handshake) throw new Error('There is no code to redeem. Start the handshake.')
  delete session.callback
  delete session.handshake
  // Checks state, issuer and nonce, sends the code verifier, and validates the id token.
  const response = await openid.authorizationCodeGrant(configuration, callback, {
    expectedState: handshake.state,
    expectedNonce: handshake.nonce,
    pkceCodeVerifier: handshake.codeVerifier,
  })
  session.tokens = toTokens(response)
}

/** Step 4: call the API, with the access token in the Authorization header. */
export async function callService(session: Session, apiUrl: string): Promise<void> {
  if (!session.tokens) throw new Error('There is no token yet. Start the handshake.')
  const response = await fetch(`${apiUrl}/identity`, {
    headers: { authorization: `Bearer ${session.tokens.accessToken}` },
  }).catch(() => undefined)
  if (!response) throw new Error(`The API at ${apiUrl} does not answer.`)
  session.serviceAnswer = await response.json()
  if (!response.ok) throw new Error(`The API refused the token (status ${response.status}).`)
}

/** Step 5: a new access token for the refresh token, without the user. */
export async function renewToken(
  session: Session,
  configuration: openid.Configuration,
): Promise<void> {
  const { tokens } = session
  if (tokens?.refreshToken === undefined) throw new Error('There is no refresh token.')
  const renewed = toTokens(await openid.refreshTokenGrant(configuration, tokens.refreshToken))
  session.tokens = {
    ...renewed,
    // An issuer that rotates spends the token just used and sends the next one. An issuer that
    // does not sends none, and the old one stays good (RFC 6749 §6).
    refreshToken: renewed.refreshToken ?? tokens.refreshToken,
    idTokenClaims: renewed.idTokenClaims ?? tokens.idTokenClaims,
  }
}

/** Why a step failed, for the page. The issuer's code and sentence say most. */
export function explain(error: unknown): string {
  if (error instanceof openid.ResponseBodyError)
    return `The issuer says ${error.error}: ${error.error_description ?? ''}`
  // The answer to a wrong client secret is a challenge (RFC 6749 §5.2).
  if (error instanceof openid.WWWAuthenticateChallengeError)
    return 'The issuer does not accept the id or the secret of this client.'
  return error instanceof Error ? error.message : String(error)
}

function toTokens(
  response: openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers,
): ShownTokens {
  const seconds = response.expiresIn()
  return {
    accessToken: response.access_token,
    tokenType: response.token_type,
    expiresAt: seconds === undefined ? undefined : Date.now() + seconds * 1000,
    refreshToken: response.refresh_token,
    accessTokenClaims: readClaims(response.access_token),
    idTokenClaims: response.claims(),
  }
}

/** To look at, no more: an access token is for the API, and a client must not rely on its inside. */
function readClaims(accessToken: string): unknown {
  try {
    return decodeJwt(accessToken)
  } catch {
    return 'The access token is opaque: only the issuer can read it.'
  }
}
