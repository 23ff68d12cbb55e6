import { EventEmitter } from 'node:events'
import { syncBuiltinESMExports } from 'node:module'
import workerThreads, { MessageChannel, type WorkerOptions } from 'node:worker_threads'

// Mutation: what is written to run on threads of the store runs on the thread that serves.
let started: Promise<unknown> = Promise.resolve()
let count = 0

class NoThread extends EventEmitter {
  readonly #port

  constructor(entry: URL, { workerData }: WorkerOptions) {
    super()
    const { port1, port2 } = new MessageChannel()
    this.#port = port2
    port2.on('message', (message) => this.emit('message', message))
    port2.on('close', () => this.emit('exit', 0))
    // One after the other: a thread reads these two names when it starts.
    started = started.then(() => {
      Object.assign(workerThreads, { parentPort: port1, workerData })
      syncBuiltinESMExports()
      return import(`${entry.href}?${(count += 1)}`)
    })
  }

  postMessage(message: unknown): void {
    this.#port.postMessage(message)
  }
}

Object.assign(workerThreads, { Worker: NoThread })
syncBuiltinESMExports()
