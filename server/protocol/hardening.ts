import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import type { ProtocolContext } from './context.ts'
import { EarlyRefusal } from './early-refusal.ts'
import { OAuthError } from './oauth-error.ts'
import {
  bodyLimit,
  parseForm,
  parseQuery,
  printable,
  refuseSecrets,
  type Parameters,
} from './parameters.ts'
import { securityHeaders } from './security-headers.ts'
import { refuseExpectation, refuseOnSocket } from './unreadable-request.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The query's parameters. */
    parameters: Parameters
    /** Whether its decision record is on its way. */
    isRecorded: boolean
    /** What its record can be found by, where it was refused. */
    trace: string | null
  }
}

/** Options of the server itself; Fastify's own defaults leave slow and deep requests open. */
export const hardenedServer = {
  bodyLimit,
  requestTimeout: 5000,
  connectionTimeout: 0,
  keepAliveTimeout: 5000,
  // Connections are looked at each second, so that 1,000 slow ones are gone within eight.
  http: {
    headersTimeout: 4000,
    connectionsCheckingInterval: 1000,
    maxHeaderSize: 16_384,
    // `requireHost` asks for it, in our words.
    requireHostHeader: false,
  },
  clientErrorHandler: refuseOnSocket,
  // At the end, answers that are on their way still leave.
  forceCloseConnections: 'idle',
  // `parseQuery` reads it, once and strictly.
  routerOptions: { maxParamLength: 200, querystringParser: () => ({}) },
  exposeHeadRoutes: false,
  // Our checks look at what comes. Without these Fastify loads two compilers of JSON Schema.
  schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
} as const

function noSchemas(): never {
  throw new Error('No route has a schema of Fastify.')
}

const maxConnections = 1500

/** What every endpoint is protected by. */
export function harden(
  app: FastifyInstance,
  context: Pick<ProtocolContext, 'hosts' | 'isReady' | 'issuer'>,
): void {
  app.server.maxConnections = maxConnections
  app.server.on('checkExpectation', refuseExpectation)
  app.decorateRequest('parameters')
  app.decorateRequest('isRecorded', false)
  app.decorateRequest('trace', null)
  app.addHook('onRequest', (request, reply, next) => {
    reply.headers(securityHeaders)
    if (!context.isReady())
      throw new EarlyRefusal('temporarily_unavailable', 'The issuer is starting.', {
        check: 'issuer.ready',
        clause: 'RFC 9110 §15.6.4',
        expected: 'an issuer that has started',
        received: 'a request before that',
      })
    requireHost(request, context.hosts)
    request.parameters = parseQuery(request.url)
    next()
  })
  parseOnlyForms(app)
  app.addHook('preHandler', (request, _reply, next) => {
    if (isOwnForm(request)) requireSameOrigin(request, context.issuer, context.hosts)
    // What a user agent brings from a client's site is as public as a URL: the user sees it.
    else if (request.routeOptions.config.html && request.body instanceof Map)
      refuseSecrets(request.body, 'by way of the user agent')
    next()
  })
}

// SECURITY: DNS rebinding sends no Origin, so only the Host header tells (CVE class of 2018 and on).
function requireHost(request: FastifyRequest, hosts: readonly string[]): void {
  const { rawHeaders } = request.raw
  let host: string | undefined
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() !== 'host') continue
    if (host !== undefined) throw notOneHost('two')
    host = rawHeaders[index + 1]
  }
  if (host === undefined) throw notOneHost('none')
  // RFC 9112 §3.2.2: a target in absolute form names the host, whatever Host says.
  const named = request.url.startsWith('/')
    ? host
    : (/^https?:\/\/([^/?#]*)/i.exec(request.url)?.[1] ?? host)
  const stranger = [host, named].find((each) => !hosts.includes(each.toLowerCase()))
  if (stranger !== undefined)
    throw new EarlyRefusal('invalid_request', 'This issuer does not answer to that host name.', {
      check: 'host',
      clause: 'RFC 9110 §7.4, §15.5.20',
      expected: hosts.join(' or '),
      received: printable(stranger),
      status: 421,
    })
}

function notOneHost(received: 'none' | 'two'): EarlyRefusal {
  return new EarlyRefusal('invalid_request', 'The request has to name exactly one Host.', {
    check: 'host',
    clause: 'RFC 9112 §3.2',
    expected: 'exactly one Host header',
    received,
  })
}

/** Bodies are forms, in UTF-8; JSON and text are refused with 415. */
function parseOnlyForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit },
    (_request, body, done) => {
      try {
        done(null, parseForm(String(body)))
      } catch (error) {
        done(error instanceof Error ? error : new Error('The form cannot be read.'))
      }
    },
  )
}

function isOwnForm(request: FastifyRequest): boolean {
  return request.method === 'POST' && request.routeOptions.config.ownForm === true
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers people: an error is a page too. */
    html?: boolean
    /** A form of ours, sent with the user's cookie: only our own page may send it. */
    ownForm?: boolean
  }
}

// SECURITY: the forms act with the user's cookie; a foreign page must not be able to send them.
function requireSameOrigin(
  request: FastifyRequest,
  issuer: string,
  hosts: readonly string[],
): void {
  const site = request.headers['sec-fetch-site']
  const { origin } = request.headers
  const ours = [new URL(issuer).origin, ...hosts.map((host) => `http://${host}`)]
  const foreignSite = site !== undefined && site !== 'same-origin'
  const foreignOrigin = origin !== undefined && !ours.includes(origin)
  if (foreignSite || foreignOrigin)
    throw new EarlyRefusal('invalid_request', 'This form was sent from another site.', {
      check: 'form.origin',
      clause: 'RFC 9700 §4.7.1',
      expected: ours.join(' or '),
      received: printable(foreignOrigin ? origin : `Sec-Fetch-Site: ${site ?? ''}`),
    })
}

/** The form that a request carried. */
export function formOf(request: FastifyRequest): Parameters {
  if (request.body instanceof Map) return request.body
  if (request.body === undefined || request.body === null) return new Map()
  throw new OAuthError('invalid_request', 'The body has to be a form.')
}

/** Cross-origin reads for browser clients, never with cookies (client-side apps, RFC 9700 §2.6). */
export function allowCrossOrigin(
  _request: FastifyRequest,
  reply: FastifyReply,
  next: () => void,
): void {
  reply.header('access-control-allow-origin', '*')
  next()
}

/** Answers the preflight of an endpoint that browser clients call. */
export function answerPreflight(app: FastifyInstance, path: string, methods: string): void {
  app.options(path, (_request, reply) =>
    reply
      .headers({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': methods,
        'access-control-allow-headers': 'authorization, content-type',
        'access-control-max-age': '600',
      })
      .code(204)
      .send(),
  )
}
