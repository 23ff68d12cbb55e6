import type { Session } from './cdp.ts'
import { answerScheme } from './protocol.ts'

export interface PausedRequest {
  readonly requestId: string
  readonly request: {
    readonly url: string
    readonly method: string
    readonly headers: Record<string, string>
    readonly postData?: string
  }
  readonly frameId: string
  readonly resourceType: string
  readonly redirectedRequestId?: string
}

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** Puts the application between Chromium and the network. `allow` is asked for every document. */
export async function interceptNetwork(
  session: Session,
  allow: (request: PausedRequest) => boolean,
): Promise<void> {
  session.on('Fetch.requestPaused', (paused) => {
    answer(session, paused, allow).catch((error: unknown) => {
      process.stderr.write(`stand-in: ${paused.request.url}: ${String(error)}\n`)
    })
  })
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
}

async function answer(
  session: Session,
  paused: PausedRequest,
  allow: (request: PausedRequest) => boolean,
): Promise<void> {
  const { requestId, request, resourceType } = paused
  // Chromium asks every site for this file by itself; Electron never does.
  if (resourceType === 'Other' && request.url.endsWith('/favicon.ico')) {
    await session.send('Fetch.fulfillRequest', { requestId, responseCode: 204 })
    return
  }
  if (resourceType === 'Document' && !allow(paused)) {
    await session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
    return
  }
  const response = await respond(request).catch((error: unknown) => {
    process.stderr.write(`stand-in: no answer to ${request.url}: ${String(error)}\n`)
    return undefined
  })
  if (response === undefined) {
    await session.send('Fetch.failRequest', { requestId, errorReason: 'Failed' })
    return
  }
  const body = Buffer.from(await response.arrayBuffer()).toString('base64')
  const responseHeaders = [...response.headers].map(([name, value]) => ({ name, value }))
  const responseCode = response.status
  await session.send('Fetch.fulfillRequest', { requestId, responseCode, responseHeaders, body })
}

/** Chromium itself has no network at all; what is on this machine is fetched for it. */
async function respond(request: PausedRequest['request']): Promise<Response> {
  const own = await answerScheme(request)
  if (own !== undefined) return own
  const { url, method, headers, postData } = request
  if (!loopback.has(URL.parse(url)?.hostname ?? '')) throw new Error('it leads off this machine')
  const body = postData === undefined ? {} : { body: postData }
  return fetch(url, { method, headers, redirect: 'manual', ...body })
}
