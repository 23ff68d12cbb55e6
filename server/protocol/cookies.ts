import type { FastifyReply, FastifyRequest } from 'fastify'

import { digest } from '#domain/secret.ts'
import type { Session } from '#store/sessions.ts'

import type { ProtocolContext } from './context.ts'

/** Seconds that a sign-in at the issuer lasts. */
export const sessionLifetime = 36_000

/** Cookies know no ports: the port in the name keeps two issuers on one machine apart. */
function cookieName(issuer: string): string {
  const { protocol, port } = new URL(issuer)
  return protocol === 'https:' ? '__Host-latchkey' : `latchkey_${port || '80'}`
}

/** The digest of the session cookie that a request carries. */
export function sessionDigest(
  context: ProtocolContext,
  request: FastifyRequest,
): Buffer | undefined {
  const value = request.cookies[cookieName(context.issuer)]
  return value === undefined ? undefined : digest(value)
}

export async function sessionOf(
  context: ProtocolContext,
  request: FastifyRequest,
): Promise<Session | undefined> {
  const digest = sessionDigest(context, request)?.toString('hex')
  const session = digest === undefined ? undefined : await context.store.findSession({ digest })
  return session && session.expiresAt > context.clock.now() ? session : undefined
}

export function setSessionCookie(
  context: ProtocolContext,
  reply: FastifyReply,
  value: string,
): void {
  void reply.setCookie(cookieName(context.issuer), value, {
    ...cookieOptions(context.issuer),
    maxAge: sessionLifetime,
  })
}

export function clearSessionCookie(context: ProtocolContext, reply: FastifyReply): void {
  void reply.clearCookie(cookieName(context.issuer), cookieOptions(context.issuer))
}

// SECURITY: Lax, not Strict: the user arrives from the client's site and is still signed in.
function cookieOptions(issuer: string) {
  return {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: issuer.startsWith('https:'),
  } as const
}
