import type { FastifyRequest } from 'fastify'

import { endpointPaths } from './discovery.ts'

/** What records call the endpoint at a path. */
const names: ReadonlyMap<string, string> = new Map([
  ['/.well-known/openid-configuration', 'discovery'],
  ['/.well-known/oauth-authorization-server', 'discovery'],
  [endpointPaths.jwks_uri, 'jwks'],
  [endpointPaths.authorization_endpoint, 'authorize'],
  ['/issue/oauth2/authorize', 'authorize'],
  ['/oauth2/sign-in', 'sign-in'],
  ['/oauth2/continue', 'authorize'],
  ['/oauth2/consent', 'consent'],
  [endpointPaths.token_endpoint, 'token'],
  ['/issue/oauth2/token', 'token'],
  [endpointPaths.revocation_endpoint, 'revoke'],
  [endpointPaths.introspection_endpoint, 'introspect'],
  [endpointPaths.userinfo_endpoint, 'userinfo'],
  [endpointPaths.end_session_endpoint, 'logout'],
  ['/oauth2/logout/confirm', 'logout'],
  ['/oauth2/error', 'error'],
])

/** Of a path where nothing is. */
const nowhere = 'unknown'

export function endpointOf(request: FastifyRequest): string {
  return names.get(barePath(request.url)) ?? nowhere
}

/** The path of a request as a record may show it: one that is none of ours may hold anything. */
export function pathOf(request: FastifyRequest): string {
  const path = barePath(request.url)
  return names.has(path)
    ? path
    : path
        .slice(0, 300)
        .split('/')
        .map((segment) => (/^[\w.~-]{0,24}$/.test(segment) ? segment : '$SEGMENT'))
        .join('/')
}

/** Without query, and without the host of an absolute form (RFC 9112 §3.2.2). */
function barePath(url: string): string {
  const query = url.indexOf('?')
  const target = query === -1 ? url : url.slice(0, query)
  return target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/]*/i, '')
}
