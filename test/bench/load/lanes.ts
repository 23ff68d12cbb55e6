import { createHash } from 'node:crypto'

import { decodeProtectedHeader } from 'jose'

import {
  alice,
  machine,
  opaqueMachine,
  redirectUri,
  rsaMachine,
  web,
  webScope,
  type Machine,
} from '#test/bench/targets/workspace.ts'
import { openUserAgent, signInAndAllow } from '#test/support/user-agent.ts'

import { formOf } from './connection.ts'

/** What one of the clients that ask at the same time holds; it lives on from round to round. */
export interface Lane {
  readonly issuer: string
  /** The cookies of a user who has signed in and said yes. */
  readonly cookie: string
  /** Each refresh answers with the next one. */
  refreshToken: string
  /** Access tokens to be introspected, in turn. */
  readonly jwts: readonly string[]
  readonly opaqueTokens: readonly string[]
}

const accessTokens = 16
const codeVerifier = 'a-code-verifier-of-forty-three-characters-1'

/** The path of an ordinary authorization request. */
export const authorizationPath = `/oauth2/authorize?${formOf({
  client_id: web.client_id,
  response_type: 'code',
  redirect_uri: redirectUri,
  scope: webScope,
  state: 'a-state',
  code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
  code_challenge_method: 'S256',
})}`

/** The form that redeems its code, up to the code itself. */
export const codeForm = `${formOf({
  grant_type: 'authorization_code',
  redirect_uri: redirectUri,
  code_verifier: codeVerifier,
  ...web,
})}&code=`

/** The form by which a machine asks for an access token. */
export function clientCredentialsForm({ credentials, api }: Machine): string {
  return formOf({ grant_type: 'client_credentials', scope: api.scope, ...credentials })
}

/** Signs a user in and obtains what the flows start from. */
export async function openLane(issuer: string): Promise<Lane> {
  const agent = openUserAgent(issuer)
  const callback = await signInAndAllow(agent, new URL(authorizationPath, issuer), alice)
  const { refresh_token } = await obtain(
    issuer,
    codeForm + (callback.searchParams.get('code') ?? ''),
  )
  if (refresh_token === undefined) throw new Error('There is no refresh token.')
  for (const client of [machine, rsaMachine]) await requireAlgorithm(issuer, client)
  return {
    issuer,
    cookie: agent.cookie(),
    refreshToken: refresh_token,
    jwts: await accessTokensOf(issuer, machine),
    opaqueTokens: await accessTokensOf(issuer, opaqueMachine),
  }
}

/** Who signs with something cheaper is not compared. */
async function requireAlgorithm(issuer: string, client: Machine): Promise<void> {
  const { access_token } = await obtain(issuer, clientCredentialsForm(client))
  const { alg } = decodeProtectedHeader(access_token)
  if (alg !== client.api.algorithm)
    throw new Error(`Signed by ${alg} instead of ${client.api.algorithm}.`)
}

/** As many as make it unlikely that the last one is all that is remembered. */
async function accessTokensOf(issuer: string, client: Machine): Promise<readonly string[]> {
  const form = clientCredentialsForm(client)
  const tokens: string[] = []
  while (tokens.length < accessTokens) tokens.push((await obtain(issuer, form)).access_token)
  return tokens
}

interface TokenResponse {
  readonly access_token: string
  readonly refresh_token?: string
}

async function obtain(issuer: string, form: string): Promise<TokenResponse> {
  const response = await fetch(new URL('/oauth2/token', issuer), {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`)
  // A successful token response (RFC 6749 §5.1).
  return (await response.json()) as TokenResponse
}
