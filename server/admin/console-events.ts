import type { ServerResponse } from 'node:http'

import type { ChangeEvent } from '#contract/events.ts'

/** Milliseconds; a proxy or a sleeping laptop is noticed by it. */
const heartbeat = 15_000
const streamLimit = 50
/** A reader that lets this much lie about is not reading; its EventSource comes again. */
const backlogLimit = 65_536

export type Subscribe = (listener: (event: ChangeEvent) => void) => () => void

/** Server-sent events (WHATWG HTML §9.2) to every console that listens. */
export interface ConsoleEvents {
  /** `false` when there are too many already. */
  add(response: ServerResponse): boolean
  close(): void
}

export function openConsoleEvents(subscribe: Subscribe): ConsoleEvents {
  const streams = new Set<ServerResponse>()

  const send = (text: string): void => {
    for (const stream of streams) {
      if (stream.writableLength > backlogLimit) stream.destroy()
      else stream.write(text)
    }
  }
  // Whoever publishes folds: a few events a second arrive here at most.
  const unsubscribe = subscribe((event) => send(`data: ${JSON.stringify(event)}\n\n`))
  const beat = setInterval(() => send(':\n\n'), heartbeat)
  return {
    add(response) {
      if (streams.size >= streamLimit) return false
      streams.add(response)
      response.on('close', () => streams.delete(response))
      response.write(':\n\n')
      return true
    },
    close() {
      unsubscribe()
      clearInterval(beat)
      for (const stream of streams) stream.end()
    },
  }
}
