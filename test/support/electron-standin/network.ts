import type { Session } from './cdp.ts'
import { answerScheme } from './protocol.ts'

export interface PausedRequest {
  readonly requestId: string
  readonly request: {
    readonly url: string
    readonly method: string
    readonly headers: Record<string, string>
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
  const { requestId } = paused
  // Chromium asks every site for this file by itself; Electron never does.
  if (paused.resourceType === 'Other' && paused.request.url.endsWith('/favicon.ico')) {
    await session.send('Fetch.fulfillRequest', { requestId, responseCode: 204 })
    return
  }
  if (paused.resourceType === 'Document' && !allow(paused)) {
    await session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
    return
  }
  const response = await answerScheme(paused.request).catch((error: unknown) => {
    process.stderr.write(`stand-in: the protocol handler threw: ${String(error)}\n`)
    return Response.error()
  })
  if (response === undefined) await passOn(session, paused)
  else if (response.type === 'error') {
    await session.send('Fetch.failRequest', { requestId, errorReason: 'Failed' })
  } else {
    const body = Buffer.from(await response.arrayBuffer()).toString('base64')
    const responseHeaders = [...response.headers].map(([name, value]) => ({ name, value }))
    const responseCode = response.status
    await session.send('Fetch.fulfillRequest', { requestId, responseCode, responseHeaders, body })
  }
}

async function passOn(session: Session, { requestId, request }: PausedRequest): Promise<void> {
  const url = URL.parse(request.url)
  if (url !== null && loopback.has(url.hostname)) {
    await session.send('Fetch.continueRequest', { requestId })
    return
  }
  process.stderr.write(`stand-in: a request left the machine and was refused: ${request.url}\n`)
  await session.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' })
}
