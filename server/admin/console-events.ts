import type { ServerResponse } from 'node:http'

import type { ChangeEvent, Topic } from '#contract/events.ts'

/** Milliseconds in which changes are folded into one event. */
const foldingTime = 200
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
  const waiting = new Set<Topic>()
  let timer: NodeJS.Timeout | undefined

  const send = (text: string): void => {
    for (const stream of streams) {
      if (stream.writableLength > backlogLimit) stream.destroy()
      else stream.write(text)
    }
  }
  const flush = (): void => {
    timer = undefined
    const event: ChangeEvent = { topics: [...waiting] }
    waiting.clear()
    send(`data: ${JSON.stringify(event)}\n\n`)
  }
  const unsubscribe = subscribe(({ topics }) => {
    for (const topic of topics) waiting.add(topic)
    timer ??= setTimeout(flush, foldingTime)
  })
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
      clearTimeout(timer)
      for (const stream of streams) stream.end()
    },
  }
}
