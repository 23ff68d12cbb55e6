import type { Send, Wire } from '#test/support/failures.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import {
  authorizationUrl,
  post,
  tokensOf,
  redeemCode,
  type Answer,
  type Form,
  type Tokens,
} from '#test/support/relying-party.ts'
import { openUserAgent, signInAndAllow, type UserAgent } from '#test/support/user-agent.ts'
import { alice, web } from '#test/support/workspace.ts'

// Requests of a kind, ready to be sent again.

function wireOf({ status, body }: Answer): Wire {
  const text = (name: string): string | null => (typeof body[name] === 'string' ? body[name] : null)
  return { status, error: text('error'), description: text('error_description') }
}

export function posting(
  issuer: TestIssuer,
  path: string,
  form: Form,
  headers: Readonly<Record<string, string>> = {},
): Send {
  return async () => wireOf(await post(issuer, path, form, headers))
}

/** A token request of `web` by code, its parameters changed. */
export function tokenRequest(
  issuer: TestIssuer,
  changes: Form,
  headers: Readonly<Record<string, string>> = {},
): Send {
  return posting(
    issuer,
    '/oauth2/token',
    { grant_type: 'authorization_code', ...web, ...changes },
    headers,
  )
}

export function redemption(issuer: TestIssuer, code: string, changes: Form = {}): Send {
  return async () => wireOf(await redeemCode(issuer, code, changes))
}

export function refreshing(
  issuer: TestIssuer,
  token: string | undefined,
  changes: Form = {},
): Send {
  return posting(issuer, '/oauth2/token', {
    grant_type: 'refresh_token',
    refresh_token: token,
    ...web,
    ...changes,
  })
}

export async function refreshed(issuer: TestIssuer, token: string | undefined): Promise<Tokens> {
  const form = { grant_type: 'refresh_token', refresh_token: token, ...web }
  return tokensOf(await post(issuer, '/oauth2/token', form))
}

/** A user agent where alice has signed in. */
export async function signedIn(issuer: TestIssuer): Promise<UserAgent> {
  const agent = openUserAgent(issuer.url)
  await signInAndAllow(
    agent,
    authorizationUrl(issuer, { client_id: 'other', scope: 'openid' }),
    alice,
  )
  return agent
}

/** An authorization request: where it ends, at the client or on a page of ours. */
export async function authorizing(issuer: TestIssuer, changes: Form): Promise<Send> {
  const agent = await signedIn(issuer)
  return async () => {
    const place = await agent.settle(await agent.get(authorizationUrl(issuer, changes)))
    if (!(place instanceof URL)) return pageWire(place.status, place.html)
    return {
      status: 303,
      error: place.searchParams.get('error'),
      description: place.searchParams.get('error_description'),
    }
  }
}

/** A page says its sentence and, in a detail, the code. */
export function pageWire(status: number, html: string): Wire {
  if (status < 400) return { status, error: null, description: null }
  return {
    status,
    error: /Error code: ([a-z_]+)/.exec(html)?.[1] ?? null,
    description: /<p[^>]* id="(?:message|error)"[^>]*>([^<]+)</.exec(html)?.[1] ?? null,
  }
}

export function asking(issuer: TestIssuer, path: string, authorization?: string): Send {
  return async () => {
    const response = await fetch(new URL(path, issuer.url), {
      headers: authorization === undefined ? {} : { authorization },
      redirect: 'manual',
    })
    const text = await response.text()
    if (!text.startsWith('{')) return pageWire(response.status, text)
    // RFC 6750 §3: the body repeats what the header says.
    const body = JSON.parse(text) as Answer['body']
    return wireOf({ status: response.status, headers: response.headers, body })
  }
}
