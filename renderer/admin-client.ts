import type { ConsoleBridge } from '#contract/console-bridge.ts'
import { topics } from '#contract/events.ts'
import type { ChangeEvent } from '#contract/events.ts'
import type { Input, OperationName, Output } from '#contract/operations.ts'
import type { AdminErrorCode, AdminFailure, Reply } from '#contract/reply.ts'

declare global {
  interface Window {
    /** Present in the desktop window, put there by its preload. */
    readonly latchkey?: ConsoleBridge
  }
}

/** An operation was refused: what happened and, where one field is to blame, which. */
export class AdminRequestError extends Error {
  readonly code: AdminErrorCode
  readonly path: string | undefined

  constructor(failure: AdminFailure) {
    super(failure.message)
    this.name = 'AdminRequestError'
    this.code = failure.code
    this.path = failure.path
  }
}

/** Asks the issuer; throws `AdminRequestError` when it refuses. */
export async function call<Name extends OperationName>(
  operation: Name,
  input: Input<Name>,
): Promise<Output<Name>> {
  const reply = await bridge().call(operation, input)
  if (!reply.ok) throw new AdminRequestError(reply.error)
  return reply.value
}

/** Calls `listener` whenever something changed; returns how to stop. */
export function subscribe(listener: (event: ChangeEvent) => void): () => void {
  return bridge().subscribe(listener)
}

function bridge(): ConsoleBridge {
  return window.latchkey ?? httpBridge
}

const httpBridge: ConsoleBridge = {
  async call(operation, input) {
    const response = await post(operation, input)
    if (response === undefined) return unavailable('The issuer does not answer. Is it running?')
    if (response.status === 401) {
      return unavailable('This console session has ended. Open the link that latchkey printed.')
    }
    if (!(response.headers.get('content-type') ?? '').includes('json')) {
      return unavailable(`The issuer answered with status ${response.status}.`)
    }
    // The other end validates every reply against the contract before it is sent.
    return (await response.json()) as Reply<Output<typeof operation>>
  },
  subscribe(listener) {
    const source = new EventSource('/events')
    let connected = false
    source.addEventListener('open', () => {
      // What changed while the connection was down was told to nobody.
      if (connected) listener({ topics })
      connected = true
    })
    source.addEventListener('message', (message: MessageEvent<string>) => {
      // Sent by the same program from the same type.
      listener(JSON.parse(message.data) as ChangeEvent)
    })
    return () => source.close()
  },
}

async function post(operation: string, input: unknown): Promise<Response | undefined> {
  try {
    return await fetch(`/rpc/${operation}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
      credentials: 'same-origin',
    })
  } catch {
    return undefined
  }
}

function unavailable(message: string): Reply<never> {
  return { ok: false, error: { code: 'unavailable', message } }
}
