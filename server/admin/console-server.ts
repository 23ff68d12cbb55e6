import cookie from '@fastify/cookie'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'

import type { AdminErrorCode, Reply } from '#contract/reply.ts'

import { openConsoleEvents, type ConsoleEvents, type Subscribe } from './console-events.ts'
import { findConsoleFile } from './console-files.ts'
import { strangerProblem } from './console-guard.ts'
import { openConsoleSessions, type ConsoleSessions } from './console-sessions.ts'
import type { Caller } from './context.ts'
import type { AdminDispatch } from './dispatch.ts'

export interface ConsoleOptions {
  /** 0 takes any free one. */
  readonly port: number
  readonly dispatch: AdminDispatch
  readonly subscribe: Subscribe
  /** The built console. */
  readonly rendererFolder: string
  /** A clock that never goes back, in seconds. */
  readonly seconds?: () => number
}

export interface ConsoleServer {
  readonly url: string
  /** A link that opens the console once. */
  openLink(): string
  close(): Promise<void>
}

const caller: Caller = { actor: 'console', role: 'administrator' }

const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; " +
  "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

function noSchemas(): never {
  throw new Error('No route has a schema of Fastify.')
}

/** Serves the console on loopback to whoever holds a one-time link. */
export async function openConsoleServer(options: ConsoleOptions): Promise<ConsoleServer> {
  const sessions = openConsoleSessions(options.seconds ?? (() => performance.now() / 1000))
  const events = openConsoleEvents(options.subscribe)
  const app = fastify({
    bodyLimit: 262_144,
    forceCloseConnections: 'idle',
    // Fastify sets none of these: a slow socket would stay for ever.
    requestTimeout: 8000,
    keepAliveTimeout: 10_000,
    http: { headersTimeout: 5000, connectionsCheckingInterval: 1000, maxHeaderSize: 16_384 },
    // The contract looks at what comes. Without these Fastify loads two compilers of JSON Schema.
    schemaController: {
      compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas },
    },
  })
  app.server.maxConnections = 200
  let port = options.port
  const cookieName = (): string => `latchkey_console_${port}`
  await app.register(cookie)
  acceptJsonAlone(app)
  app.addHook('onRequest', async (request, reply) => {
    secure(reply)
    const stranger = strangerProblem(request.raw, port)
    if (stranger !== undefined) return refuse(request, reply, 403, stranger)
    const isOpen = sessions.isOpen(request.cookies[cookieName()])
    if (!isOpen && pathOf(request) !== '/open')
      return refuse(request, reply, 401, 'Open the link that latchkey printed when it started.')
  })
  app.addHook('preClose', async () => events.close())
  serveEntry(app, sessions, cookieName)
  serveOperations(app, options.dispatch)
  serveEvents(app, events)
  serveFiles(app, options.rendererFolder)
  await app.listen({ host: '127.0.0.1', port })
  const address = app.server.address()
  if (typeof address === 'object' && address !== null) port = address.port
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    openLink: () => `${url}/open?t=${sessions.issueLink()}`,
    close: () => app.close(),
  }
}

function secure(reply: FastifyReply): void {
  reply.headers({
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  })
}

/** A form or a text of another site can be sent without asking first; JSON cannot. */
function acceptJsonAlone(app: FastifyInstance): void {
  app.removeContentTypeParser('text/plain')
  app.setErrorHandler((error: { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500
    return refuse(request, reply, status, sentences[status] ?? 'This request cannot be read.')
  })
}

const sentences: Readonly<Record<number, string>> = {
  413: 'The input is too long.',
  415: 'Only JSON is read here.',
  500: 'Something went wrong inside Latchkey. Its log has more.',
}

function serveEntry(
  app: FastifyInstance,
  sessions: ConsoleSessions,
  cookieName: () => string,
): void {
  app.get('/open', async (request, reply) => {
    const token = new URL(request.url, 'http://console').searchParams.get('t') ?? ''
    const session = sessions.redeemLink(token)
    // Whoever is in already may use a spent link as a bookmark.
    if (session === undefined && !sessions.isOpen(request.cookies[cookieName()]))
      return refuse(request, reply, 401, 'This link was used or is too old. Start latchkey again.')
    if (session !== undefined)
      reply.setCookie(cookieName(), session, { path: '/', httpOnly: true, sameSite: 'strict' })
    return reply.redirect('/', 303)
  })
}

function serveOperations(app: FastifyInstance, dispatch: AdminDispatch): void {
  app.post<{ Params: { operation: string } }>('/rpc/:operation', async (request, reply) => {
    const answer = await dispatch(request.params.operation, request.body, caller)
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer))
  })
}

function serveEvents(app: FastifyInstance, events: ConsoleEvents): void {
  app.get('/events', (request, reply) => {
    const headers = { 'content-type': 'text/event-stream; charset=utf-8' }
    // Fastify leaves the response to us: it stays open for as long as the console does.
    reply.hijack()
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value)
    reply.raw.writeHead(200, headers)
    if (!events.add(reply.raw)) reply.raw.end()
    request.raw.socket.setTimeout(0)
  })
}

function serveFiles(app: FastifyInstance, folder: string): void {
  app.get('/*', async (request, reply) => {
    const file = await findConsoleFile(folder, pathOf(request), wantsPage(request))
    if (!file) return refuse(request, reply, 404, 'There is no such page.')
    return reply.type(file.type).send(file.content)
  })
  app.setNotFoundHandler((request, reply) => refuse(request, reply, 404, 'There is no such page.'))
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? ''
}

function wantsPage(request: FastifyRequest): boolean {
  return request.headers.accept?.includes('text/html') ?? false
}

/** The same sentence, as a page for people and as data for the console. */
function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  message: string,
): FastifyReply {
  reply.code(status)
  if (wantsPage(request))
    return reply
      .type('text/html; charset=utf-8')
      .send(`<!doctype html><title>Latchkey</title><p>${message}</p>`)
  const answer: Reply<never> = { ok: false, error: { code: codeOf(status), message } }
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer))
}

function codeOf(status: number): AdminErrorCode {
  if (status === 401 || status === 403) return 'not_allowed'
  if (status === 404) return 'not_found'
  return status >= 500 ? 'internal' : 'invalid_input'
}
