import { expect } from 'vitest'

import type { RawAnswer } from '#test/support/raw-socket.ts'

// The issuer's whole surface, and what every answer of it has.

export const formType = ['Content-Type', 'application/x-www-form-urlencoded'] as const

export function header(answer: RawAnswer, name: string): string | undefined {
  return answer.headers.get(name)?.join(', ')
}

/** What row 79 asks of every answer, whoever made it. */
export function expectHeaders(answer: RawAnswer): void {
  expect(header(answer, 'x-content-type-options')).toBe('nosniff')
  expect(header(answer, 'referrer-policy')).toBe('same-origin')
  expect(header(answer, 'cross-origin-opener-policy')).toBe('same-origin')
  expect(header(answer, 'content-security-policy')).toMatch(
    /^default-src 'none';.*frame-ancestors 'none'/,
  )
  expect(header(answer, 'server')).toBeUndefined()
  expect(header(answer, 'x-powered-by')).toBeUndefined()
}

/** A refusal in words: JSON of RFC 6749 §5.2, or a page; empty where it has none. */
export function sentenceOf(answer: RawAnswer): string {
  if (header(answer, 'content-type')?.startsWith('text/html'))
    return /id="(?:message|error)"[^>]*>([^<]+)</.exec(answer.body)?.[1] ?? ''
  const { error_description: sentence } = JSON.parse(answer.body) as Record<string, string>
  return sentence ?? ''
}

export const getRoutes = [
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  '/oauth2/jwks',
  '/oauth2/pages.css',
  '/oauth2/userinfo',
  '/oauth2/authorize',
  '/issue/oauth2/authorize',
  '/oauth2/sign-in',
  '/oauth2/continue',
  '/oauth2/consent',
  '/oauth2/logout',
]
export const postRoutes = [
  '/oauth2/token',
  '/issue/oauth2/token',
  '/oauth2/revoke',
  '/oauth2/introspect',
  '/oauth2/userinfo',
  '/oauth2/authorize',
  '/issue/oauth2/authorize',
  '/oauth2/sign-in',
  '/oauth2/consent',
  '/oauth2/logout',
  '/oauth2/logout/confirm',
]
export const publicRoutes: ReadonlySet<string> = new Set(getRoutes.slice(0, 4))
