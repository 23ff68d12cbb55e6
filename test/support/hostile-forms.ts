import type { TestIssuer } from '#test/support/issuer.ts'
import { authorizationUrl, type Form } from '#test/support/relying-party.ts'
import { alice } from '#test/support/workspace.ts'

type At = Pick<TestIssuer, 'url'>

/** Sends a form of the issuer's own with whatever headers a foreign page would cause. */
export function sendForm(
  issuer: At,
  path: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(new URL(path, issuer.url), {
    method: 'POST',
    body: new URLSearchParams(form),
    headers,
    redirect: 'manual',
  })
}

/** Begins an authorization request; returns the id of its interaction. */
export async function beginInteraction(
  issuer: At,
  changes: Form = {},
  cookie = '',
): Promise<string> {
  const response = await fetch(authorizationUrl(issuer, changes), {
    redirect: 'manual',
    headers: { cookie },
  })
  const location = response.headers.get('location') ?? ''
  const id = new URL(location, issuer.url).searchParams.get('interaction')
  if (id === null) throw new Error(`No interaction: ${response.status} ${location}`)
  return id
}

/** The session cookie of an answer, as a request sends it; empty where it sets none. */
export function sessionCookie(response: Response): string {
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

/** Tries a user name and a password once. */
export async function trySignIn(
  issuer: At,
  credentials: { readonly username: string; readonly password: string },
  cookie = '',
): Promise<Response> {
  const interaction = await beginInteraction(issuer)
  const { username, password } = credentials
  return sendForm(issuer, '/oauth2/sign-in', { interaction, username, password }, { cookie })
}

/** Signs alice in; returns her cookie. */
export async function signIn(issuer: At, cookie = ''): Promise<string> {
  const response = await trySignIn(issuer, alice, cookie)
  if (response.status !== 303) throw new Error(`Not signed in: ${response.status}`)
  return sessionCookie(response)
}

/** Whether the issuer knows this cookie's session: it then answers without a page. */
export async function isSignedIn(issuer: At, cookie: string): Promise<boolean> {
  const url = authorizationUrl(issuer, { prompt: 'none' })
  const response = await fetch(url, { redirect: 'manual', headers: { cookie } })
  const location = response.headers.get('location') ?? ''
  return new URL(location).searchParams.get('error') !== 'login_required'
}
