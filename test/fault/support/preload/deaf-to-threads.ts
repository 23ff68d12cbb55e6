import { Worker } from 'node:worker_threads'

// Mutation: nobody listens to whether a thread has ended.
// oxlint-disable-next-line typescript/unbound-method -- called on its worker below
const { on } = Worker.prototype

Object.defineProperty(Worker.prototype, 'on', {
  value(this: Worker, event: string, listener: (value: unknown) => void) {
    return event === 'exit' || event === 'error' ? this : on.call(this, event, listener)
  },
})
