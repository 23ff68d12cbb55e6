import { createHash } from 'node:crypto'

import type { TestIssuer } from '#test/support/issuer.ts'
import {
  openUserAgent,
  signInAndAllow,
  type Page,
  type UserAgent,
} from '#test/support/user-agent.ts'
import { alice, redirectUri, web } from '#test/support/workspace.ts'

// A relying party by hand: for requests that no client library would send.

export type Form = Readonly<Record<string, string | undefined>>

/** A JSON answer. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

/** A successful token response, as the wire names its members. */
export interface Tokens {
  readonly access_token: string
  readonly token_type: string
  readonly expires_in: number
  readonly scope: string
  readonly refresh_token?: string
  readonly id_token?: string
}

export const codeVerifier = 'a-code-verifier-of-forty-three-characters-1'

/** An ordinary authorization request; `undefined` leaves a parameter out. */
export function authorizationUrl(issuer: Pick<TestIssuer, 'url'>, changes: Form = {}): URL {
  const url = new URL('/oauth2/authorize', issuer.url)
  url.search = query({
    client_id: 'web',
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid offline_access read',
    state: 'a-state',
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  }).toString()
  return url
}

function query(form: Form): URLSearchParams {
  return new URLSearchParams(
    Object.entries(form).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

/** Posts a form and reads the JSON that comes back. */
export async function post(
  issuer: Pick<TestIssuer, 'url'>,
  path: string,
  form: Form,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(new URL(path, issuer.url), {
    method: 'POST',
    body: query(form),
    headers,
  })
  return {
    status: response.status,
    headers: response.headers,
    // Every endpoint that is posted to here answers with a JSON object.
    body: (await response.json()) as Answer['body'],
  }
}

/** Signs alice in, says yes to everything, and returns the code. */
export async function obtainCode(
  issuer: Pick<TestIssuer, 'url'>,
  changes: Form = {},
  agent: UserAgent = openUserAgent(issuer.url),
): Promise<string> {
  const callback = await signInAndAllow(agent, authorizationUrl(issuer, changes), alice)
  const code = callback.searchParams.get('code')
  if (code === null) throw new Error(`No code: ${callback.href}`)
  return code
}

export function redeemCode(
  issuer: Pick<TestIssuer, 'url'>,
  code: string,
  changes: Form = {},
): Promise<Answer> {
  return post(issuer, '/oauth2/token', {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: codeVerifier,
    ...web,
    ...changes,
  })
}

export function refresh(
  issuer: Pick<TestIssuer, 'url'>,
  token: string | undefined,
  changes: Form = {},
): Promise<Answer> {
  return post(issuer, '/oauth2/token', {
    grant_type: 'refresh_token',
    refresh_token: token,
    ...web,
    ...changes,
  })
}

/** The tokens of a successful answer; fails the test on any other. */
export function tokensOf({ status, body }: Answer): Tokens {
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`)
  // RFC 6749 §5.1; the tests assert on what is in it.
  return body as unknown as Tokens
}

/** The whole code flow by hand. */
export async function obtainTokens(
  issuer: Pick<TestIssuer, 'url'>,
  changes: Form = {},
  client: Form = {},
): Promise<Tokens> {
  const code = await obtainCode(issuer, changes)
  return tokensOf(await redeemCode(issuer, code, client))
}

export function basic(clientId: string, secret: string): { readonly authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` }
}

/** What introspection says of a token, asked by the client that it was issued to. */
export async function introspect(
  issuer: Pick<TestIssuer, 'url'>,
  token: string | undefined,
  client: Form = web,
): Promise<Answer['body']> {
  return (await post(issuer, '/oauth2/introspect', { token, ...client })).body
}

/** The claims of a JWT, unverified. */
export function claimsOf(jwt: string | undefined): Readonly<Record<string, unknown>> {
  // A JWT's payload is a JSON object (RFC 7519 §7.2).
  return JSON.parse(Buffer.from(jwt?.split('.')[1] ?? '', 'base64url').toString()) as Readonly<
    Record<string, unknown>
  >
}

/** The page where a user agent has come to rest; fails the test where it was sent elsewhere. */
export function pageOf(place: Page | URL): Page {
  if (place instanceof URL) throw new Error(`No page, but ${place.href}`)
  return place
}

/** The parameters that the client is sent; fails the test where the user still sees a page. */
export function answerOf(place: Page | URL): Readonly<Record<string, string>> {
  if (!(place instanceof URL)) throw new Error(`Still at ${place.url.pathname}: ${place.html}`)
  return Object.fromEntries(place.searchParams)
}

/** Signs a user in up to the consent page of an ordinary request. */
export async function openConsent(
  issuer: Pick<TestIssuer, 'url'>,
  changes: Form = {},
  agent: UserAgent = openUserAgent(issuer.url),
): Promise<{ readonly agent: UserAgent; readonly consent: Page }> {
  const first = await agent.settle(await agent.get(authorizationUrl(issuer, changes)))
  const signIn = pageOf(first)
  const consent = signIn.html.includes('id="sign-in"')
    ? pageOf(await agent.settle(await agent.submit(signIn, alice)))
    : signIn
  return { agent, consent }
}
