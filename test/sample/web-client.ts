/**
 * The web client of the sample: it signs a user in at the issuer (the code flow with PKCE), calls
 * the API with the access token it gets, and renews that token without asking the user again.
 * `code-flow.ts` has the steps; here are the pages that lead through them.
 *
 * Tokens stay on this server. The browser holds a cookie that means nothing to anybody else.
 */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseArgs } from 'node:util'

import {
  callService,
  discover,
  explain,
  getToken,
  receiveCode,
  renewToken,
  startHandshake,
  type Session,
} from './code-flow.ts'
import { listen, type Running } from './listen.ts'
import { codePage, homePage, stylesheet, tokensPage } from './web-pages.ts'

export interface WebClientOptions {
  /** The issuer's URL. */
  readonly issuer: string
  readonly clientId: string
  /** Absent for a public client. */
  readonly clientSecret?: string | undefined
  /** Where the API is. */
  readonly apiUrl: string
  /** `openid` asks for an id token, `offline_access` for a refresh token, `read` is the API's. */
  readonly scope?: string
  readonly port?: number
}

/** The redirect URI to register at the issuer is `${url}/callback`. */
export async function startWebClient(options: WebClientOptions): Promise<Running> {
  const sessions = new Map<string, Session>()
  const pages = pagesOf(options)
  const running: Running = await listen(options.port ?? 0, async (request, response) => {
    const url = new URL(request.url ?? '/', running.url)
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    const show = pages[`${request.method} ${url.pathname}`]
    if (!show) return void response.writeHead(404).end('There is no such page.')
    if (isForeign(request)) return void response.writeHead(403).end('Press our own buttons.')
    await show({ url, response, session: sessionOf(request, response, sessions) })
  })
  return running
}

const headers = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  // The address of the callback carries the code: no other site shall be told it.
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
}

interface Visit {
  readonly url: URL
  readonly session: Session
  readonly response: ServerResponse
}

type Page = (visit: Visit) => Promise<void> | void

function pagesOf(options: WebClientOptions): Readonly<Record<string, Page>> {
  const { scope = 'openid profile offline_access read' } = options
  // Asked for at each step, to keep the sample short: an application may keep it for an hour.
  const configuration = () => discover(options.issuer, options.clientId, options.clientSecret)
  return {
    'GET /style.css': ({ response }) =>
      void response.setHeader('content-type', 'text/css').end(stylesheet),

    'GET /': ({ session, response }) => show(response, homePage(session)),

    'GET /start': ({ url, session, response }) =>
      attempt(session, response, async () => {
        const redirectUri = new URL('/callback', url).href
        return startHandshake(session, await configuration(), { redirectUri, scope })
      }),

    'GET /callback': ({ url, session, response }) => {
      try {
        show(response, codePage(receiveCode(session, url)))
      } catch (error) {
        show(response, homePage({ error: explain(error) }), 400)
      }
    },

    'POST /token': ({ session, response }) =>
      attempt(session, response, async () => getToken(session, await configuration())),

    'GET /tokens': ({ session, response }) => show(response, tokensPage(session)),

    'POST /call': ({ session, response }) =>
      attempt(session, response, () => callService(session, options.apiUrl)),

    'POST /renew': ({ session, response }) =>
      attempt(session, response, async () => renewToken(session, await configuration())),
  }
}

/** Takes a step, then sends the browser on: reloading a page must not take the step again. */
async function attempt(
  session: Session,
  response: ServerResponse,
  step: () => Promise<URL | void>,
): Promise<void> {
  delete session.error
  delete session.serviceAnswer
  const next = await step().catch((error: unknown) => void (session.error = explain(error)))
  response.writeHead(303, { location: next?.href ?? '/tokens' }).end()
}

function show(response: ServerResponse, page: string, status = 200): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(page)
}

/** Browsers say where a request comes from; a form on another site must not press our buttons. */
function isForeign(request: IncomingMessage): boolean {
  const site = request.headers['sec-fetch-site'] ?? 'same-origin'
  return request.method !== 'GET' && site !== 'same-origin'
}

/** Finds the session by its cookie, or begins one. */
function sessionOf(
  request: IncomingMessage,
  response: ServerResponse,
  sessions: Map<string, Session>,
): Session {
  const [, id = ''] = /(?:^|; )sample_session=([\w-]+)/.exec(request.headers.cookie ?? '') ?? []
  const known = sessions.get(id)
  if (known) return known
  const newId = randomBytes(24).toString('base64url')
  const session: Session = {}
  sessions.set(newId, session)
  // No script can read it; `Lax` lets it come along when the issuer sends the browser back. Over
  // https it would be `Secure` as well.
  response.setHeader('set-cookie', `sample_session=${newId}; Path=/; HttpOnly; SameSite=Lax`)
  return session
}

// `SAMPLE_CLIENT_SECRET=… node test/sample/web-client.ts --issuer http://localhost:4600`
if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      issuer: { type: 'string', default: 'http://localhost:4600' },
      'client-id': { type: 'string', default: 'codeflowclient' },
      api: { type: 'string', default: 'http://127.0.0.1:44304' },
      port: { type: 'string', default: '44303' },
    },
  })
  const { url } = await startWebClient({
    issuer: values.issuer,
    clientId: values['client-id'],
    // From the environment: what stands on a command line, every program of the machine can read.
    clientSecret: process.env['SAMPLE_CLIENT_SECRET'],
    apiUrl: values.api,
    port: Number(values.port),
  })
  console.log(`Open ${url} in a browser.`)
}
