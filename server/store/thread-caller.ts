import { Worker } from 'node:worker_threads'

import type { Call, Outcome } from './group-commit.ts'
import { isNotReadYet } from './not-read-yet.ts'
import { storeError, StoreUnavailableError } from './store-error.ts'
import type { ThreadStart } from './thread.ts'

/** Calls that may wait for one thread; beyond it a caller is told to come back (503). */
const queueLimit = 4096

export interface ThreadCaller {
  call(call: Call): Promise<unknown>
  close(): Promise<void>
}

interface Waiting {
  readonly call: Call
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

/** Starts a store thread. Calls of one turn of the event loop travel in one message. */
export function startThread(start: ThreadStart, onEnd: (error: Error) => void): ThreadCaller {
  // A bundle carries the thread as its own file beside it.
  const entry = import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js'
  const worker = new Worker(new URL(entry, import.meta.url), { workerData: start })
  const waiting: Waiting[] = []
  let outbox: Call[] = []
  let ended: Error | undefined
  let closing = false

  worker.on('message', (outcomes: readonly Outcome[]) => {
    for (const [index, asked] of waiting.splice(0, outcomes.length).entries()) {
      const outcome = outcomes[index]
      if (outcome?.ok) asked.resolve(outcome.value)
      // Behind what has come since.
      else if (isNotReadYet(outcome)) ask(asked)
      else asked.reject(storeError(outcome?.message ?? 'No answer.', outcome?.code))
    }
  })
  const end = (error: Error): void => {
    if (ended) return
    ended = error
    for (const { reject } of waiting.splice(0)) reject(error)
    if (!closing) onEnd(error)
  }
  const fail = (how: string): void =>
    end(new StoreUnavailableError(`The store's ${start.role} thread ${how}`))
  worker.on('error', (error) => fail(`failed: ${String(error)}`))
  worker.on('messageerror', (error) => fail(`was not understood: ${error.message}`))
  worker.on('exit', () => fail('ended.'))

  const send = (): void => {
    worker.postMessage(outbox)
    outbox = []
  }
  const ask = (asked: Waiting): void => {
    waiting.push(asked)
    if (outbox.push(asked.call) === 1) setImmediate(send)
  }
  return {
    call(call) {
      if (ended) return Promise.reject(ended)
      if (waiting.length >= queueLimit)
        return Promise.reject(new StoreUnavailableError('The store has too much to do.'))
      return new Promise((resolve, reject) => ask({ call, resolve, reject }))
    },
    close() {
      closing = true
      const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
      if (ended) return Promise.resolve()
      // Behind whatever is still in the outbox: nothing acknowledged or accepted is dropped, but for
      // a question that would have to be asked again.
      setImmediate(() => worker.postMessage('close'))
      return exited
    },
  }
}

/**
 * A thread that is started anew when it has ended: what it was asked is refused, the next call
 * finds a new one. For a reader alone; a writer that fails has failed for a reason.
 */
export function keepThread(start: ThreadStart, onEnd: (error: Error) => void): ThreadCaller {
  const begin = (): ThreadCaller =>
    startThread(start, (error) => {
      thread = undefined
      onEnd(error)
    })
  let thread: ThreadCaller | undefined = begin()
  return {
    call: (call) => (thread ??= begin()).call(call),
    close: async () => thread?.close(),
  }
}
