import { EventEmitter } from 'node:events'
import type { Readable, Writable } from 'node:stream'

import type { CDPSession } from 'playwright'

/** One target of the browser, or the browser itself. Playwright's own types describe the protocol. */
export interface Session {
  readonly send: CDPSession['send']
  readonly on: CDPSession['on']
}

/** Speaks the DevTools protocol over the browser's pipe, which ends the browser when it breaks. */
export interface Connection {
  readonly browser: Session
  session(id: string): Session
}

interface Message {
  readonly id?: number
  readonly sessionId?: string
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
  readonly method: string
}

export function connect(toBrowser: Writable, fromBrowser: Readable): Connection {
  const waiting = new Map<number, Waiting>()
  const events = new Map<string, EventEmitter>()
  let lastId = 0

  // A browser that is gone answers nobody; its exit is reported elsewhere.
  toBrowser.on('error', () => {})
  readMessages(fromBrowser, (message) => {
    if (message.id === undefined) {
      events.get(message.sessionId ?? '')?.emit(message.method ?? '', message.params)
      return
    }
    const caller = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.error === undefined) caller?.resolve(message.result)
    else caller?.reject(new Error(`${caller.method}: ${message.error.message}`))
  })

  const session = (sessionId: string): Session => {
    const emitter = events.get(sessionId) ?? new EventEmitter()
    events.set(sessionId, emitter)
    const send = (method: string, params?: object): Promise<unknown> =>
      new Promise((resolve, reject) => {
        lastId += 1
        waiting.set(lastId, { resolve, reject, method })
        const message = { id: lastId, method, params, ...(sessionId === '' ? {} : { sessionId }) }
        toBrowser.write(`${JSON.stringify(message)}\0`)
      })
    // The protocol's types belong to Playwright's session; messages of both look the same.
    return { send, on: emitter.on.bind(emitter) } as unknown as Session
  }
  return { browser: session(''), session }
}

function readMessages(stream: Readable, receive: (message: Message) => void): void {
  let rest = Buffer.alloc(0)
  stream.on('data', (chunk: Buffer) => {
    let text = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let end = text.indexOf(0); end >= 0; end = text.indexOf(0)) {
      const message: Message = JSON.parse(text.toString('utf8', 0, end))
      text = text.subarray(end + 1)
      receive(message)
    }
    rest = Buffer.from(text)
  })
}
