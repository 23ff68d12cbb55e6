import cookie from '@fastify/cookie'
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'

import { authorizeEndpoint } from './authorize.ts'
import { consentEndpoint, consentPage } from './consent.ts'
import type { ProtocolContext } from './context.ts'
import { endpointPaths, metadata } from './discovery.ts'
import { draftOf } from './draft.ts'
import { EarlyRefusal } from './early-refusal.ts'
import { endpointOf, pathOf } from './endpoint-names.ts'
import { answerError } from './error-answer.ts'
import { allowCrossOrigin, answerPreflight, harden, hardenedServer } from './hardening.ts'
import { introspectionEndpoint } from './introspect.ts'
import { logoutConfirmation, logoutEndpoint } from './logout.ts'
import { stylesheetPath } from './pages/layout.ts'
import { stylesheet } from './pages/stylesheet.ts'
import { preparedAnswer, type AnswerSource } from './prepared-answer.ts'
import { recorded } from './recorded.ts'
import { revocationEndpoint } from './revoke.ts'
import { securityHeaders } from './security-headers.ts'
import { continueEndpoint, signInEndpoint, signInPage } from './sign-in.ts'
import { supportedGrantTypes, tokenEndpoint } from './token.ts'
import { tracePage, tracePath } from './trace.ts'
import { unreadablePath } from './unreadable-request.ts'
import { userinfoEndpoint } from './userinfo.ts'

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

/** The issuer as an HTTP application: the order of things, and every path it answers. */
export async function openProtocol(context: ProtocolContext): Promise<FastifyInstance> {
  const app = fastify({
    ...hardenedServer,
    frameworkErrors: (_error, request, reply) => refusePath(context, request, reply),
    trustProxy: context.behindProxy ? '127.0.0.1' : false,
  })
  harden(app, context)
  app.setErrorHandler((error, request, reply) => answerError(context, error, request, reply))
  app.setNotFoundHandler((request, reply) => {
    // Browsers ask for one by themselves.
    request.isRecorded = request.url === '/favicon.ico'
    return answerError(context, nothingThere(app, request, reply), request, reply)
  })
  serveMetadata(app, context)
  serveClients(app, context)
  await app.register(async (pages) => {
    await pages.register(cookie)
    serveUsers(pages, context)
  })
  return app
}

/** What no route can be found for has run no hook either. */
function refusePath(context: ProtocolContext, request: FastifyRequest, reply: FastifyReply): void {
  reply.headers(securityHeaders)
  answerError(context, unreadablePath(), request, reply)
}

/** RFC 9110 §15.5.6: a path that is known under other methods says which. */
function nothingThere(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
): EarlyRefusal {
  const [url = ''] = request.url.split('?', 1)
  const allowed = ['GET', 'POST', 'OPTIONS'].filter((method) => app.hasRoute({ method, url }))
  if (allowed.length === 0)
    return new EarlyRefusal('not_found', 'There is nothing at this path.', {
      check: 'path',
      clause: 'RFC 9110 §15.5.5',
      expected: 'the path of an endpoint',
      received: pathOf(request),
      status: 404,
    })
  reply.header('allow', allowed.join(', '))
  return new EarlyRefusal('invalid_request', 'This path does not answer that method.', {
    check: 'method',
    clause: 'RFC 9110 §15.5.6',
    expected: allowed.join(', '),
    received: request.method,
    status: 405,
  })
}

/** What anybody may read. */
function serveMetadata(app: FastifyInstance, context: ProtocolContext): void {
  const read = (path: string, source: AnswerSource): void => {
    const answer = preparedAnswer(source)
    app.get(path, { onRequest: allowCrossOrigin }, (request, reply) =>
      recorded(context, draftOf(request, endpointOf(request)), () => answer(request, reply)),
    )
    answerPreflight(app, path, 'GET')
  }
  const ofIssuer = {
    revision: () => `${context.issuer} ${context.resourcesRevision()}`,
    build: () => metadata(context, supportedGrantTypes),
  }
  read('/.well-known/openid-configuration', ofIssuer)
  read('/.well-known/oauth-authorization-server', ofIssuer)
  const keySet = (): object => context.keys.published()
  read(endpointPaths.jwks_uri, { revision: keySet, build: keySet })
  app.get(stylesheetPath, (_request, reply) =>
    reply.header('cache-control', 'public, max-age=3600').type('text/css').send(stylesheet),
  )
}

/** What clients call; browser clients may, from any origin, without cookies. */
function serveClients(app: FastifyInstance, context: ProtocolContext): void {
  const post = (path: string, handler: Handler): void => {
    app.post(path, { onRequest: allowCrossOrigin }, handler)
    answerPreflight(app, path, 'POST')
  }
  post(endpointPaths.token_endpoint, tokenEndpoint(context))
  // Where Thinktecture IdentityServer v2 had it.
  post('/issue/oauth2/token', tokenEndpoint(context))
  post(endpointPaths.revocation_endpoint, revocationEndpoint(context))
  app.post(endpointPaths.introspection_endpoint, introspectionEndpoint(context))
  const userinfo = userinfoEndpoint(context)
  app.get(endpointPaths.userinfo_endpoint, { onRequest: allowCrossOrigin }, userinfo)
  app.post(endpointPaths.userinfo_endpoint, { onRequest: allowCrossOrigin }, userinfo)
  answerPreflight(app, endpointPaths.userinfo_endpoint, 'GET, POST')
}

/** What users see. No path here answers another origin's script. */
function serveUsers(app: FastifyInstance, context: ProtocolContext): void {
  const html = { config: { html: true } }
  const ownForm = { config: { html: true, ownForm: true } }
  for (const path of [endpointPaths.authorization_endpoint, '/issue/oauth2/authorize']) {
    app.get(path, html, authorizeEndpoint(context))
    app.post(path, html, authorizeEndpoint(context))
  }
  app.get('/oauth2/sign-in', html, signInPage(context))
  app.post('/oauth2/sign-in', ownForm, signInEndpoint(context))
  app.get('/oauth2/continue', html, continueEndpoint(context))
  app.get('/oauth2/consent', html, consentPage(context))
  app.post('/oauth2/consent', ownForm, consentEndpoint(context))
  app.get(endpointPaths.end_session_endpoint, html, logoutEndpoint(context))
  app.post(endpointPaths.end_session_endpoint, html, logoutEndpoint(context))
  app.post('/oauth2/logout/confirm', ownForm, logoutConfirmation(context))
  app.get(tracePath, html, tracePage(context))
}
