import type { makeCodec } from './codec.ts'

interface Peer {
  expose(name: string, value: unknown): void
}

/**
 * One end of the context bridge. The same text runs in the page's world and in the preload's; they
 * share nothing but events under a name that the page cannot know. Values are copied, functions
 * are called across. Its source text runs in the page, so it stands on its own.
 */
export function makeBridge(ends: {
  readonly mine: string
  readonly other: string
  readonly codec: typeof makeCodec
}): Peer {
  // Taken before any script of the page could replace them.
  const { addEventListener, dispatchEvent, CustomEvent, Promise, JSON, Object } = globalThis
  const functions = new Map<number, (...args: unknown[]) => unknown>()
  const promises = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let lastNumber = 0
  let answer: { value?: unknown; promise?: number; error?: string } | undefined
  const { encode, decode } = ends.codec({
    encode(value) {
      lastNumber += 1
      functions.set(lastNumber, value)
      return lastNumber
    },
    decode:
      (number) =>
      (...args: unknown[]) =>
        callAcross(number, args),
  })

  const send = (message: object): void => {
    dispatchEvent.call(globalThis, new CustomEvent(ends.other, { detail: JSON.stringify(message) }))
  }

  function callAcross(fn: unknown, args: unknown[]): unknown {
    answer = undefined
    send({ kind: 'call', fn, args: args.map((value) => encode(value)) })
    // The other end has answered by now: events are dispatched synchronously.
    const given = answer as { value?: unknown; promise?: number; error?: string } | undefined
    if (given === undefined) throw new Error('the other world is gone')
    if (given.error !== undefined) throw new Error(given.error)
    const { promise } = given
    if (promise === undefined) return decode(given.value)
    return new Promise((resolve, reject) => promises.set(promise, { resolve, reject }))
  }

  function reply(fn: number, args: unknown[]): void {
    const message = (error: unknown): string =>
      error instanceof Error ? error.message : String(error)
    try {
      const result = functions.get(fn)?.(...args.map(decode))
      if (!(result instanceof Promise)) return send({ kind: 'answer', value: encode(result) })
      lastNumber += 1
      const promise = lastNumber
      send({ kind: 'answer', promise })
      result.then(
        (value: unknown) => send({ kind: 'settle', promise, value: encode(value) }),
        (error: unknown) => send({ kind: 'settle', promise, error: message(error) }),
      )
    } catch (error) {
      send({ kind: 'answer', error: message(error) })
    }
    return undefined
  }

  function freeze(value: unknown): unknown {
    if (value === null || typeof value !== 'object') return value
    Object.values(value).forEach(freeze)
    return Object.freeze(value)
  }

  addEventListener.call(globalThis, ends.mine, (event) => {
    // Only the other end knows the event's name.
    const message = JSON.parse((event as CustomEvent<string>).detail)
    if (message.kind === 'call') reply(message.fn, message.args)
    else if (message.kind === 'answer') answer = message
    else if (message.kind === 'settle') {
      const waiting = promises.get(message.promise)
      promises.delete(message.promise)
      if (message.error === undefined) waiting?.resolve(decode(message.value))
      else waiting?.reject(new Error(message.error))
    } else if (message.name in globalThis) {
      answer = { error: `Cannot bind an API on top of an existing property on the window object` }
      send({ kind: 'answer', ...answer })
    } else {
      const value = freeze(decode(message.value))
      Object.defineProperty(globalThis, message.name, { value, enumerable: true })
      send({ kind: 'answer', value: null })
    }
  })

  return {
    expose(name, value) {
      answer = undefined
      send({ kind: 'expose', name, value: encode(value) })
      const given = answer as { error?: string } | undefined
      if (given?.error !== undefined) throw new Error(given.error)
    },
  }
}
