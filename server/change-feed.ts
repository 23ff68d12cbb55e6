import type { ChangeEvent, Topic } from '#contract/events.ts'

/** Milliseconds in which changes are folded into one event. */
const foldFor = 200

export interface ChangeFeed {
  readonly publish: (topics: readonly Topic[]) => void
  /** Counts up with each change of a topic, at once: what was prepared from an older one is stale. */
  readonly revision: (topic: Topic) => number
  /** Returns how to stop listening. */
  readonly subscribe: (listener: (event: ChangeEvent) => void) => () => void
}

/** Tells every open console what changed: five times a second at most, however much happens. */
export function openChangeFeed(): ChangeFeed {
  const listeners = new Set<(event: ChangeEvent) => void>()
  const revisions = new Map<Topic, number>()
  const waiting = new Set<Topic>()
  let timer: NodeJS.Timeout | undefined

  const send = (): void => {
    timer = undefined
    const event = { topics: [...waiting] }
    waiting.clear()
    for (const listener of listeners) listener(event)
  }
  return {
    publish(topics) {
      for (const topic of topics) revisions.set(topic, (revisions.get(topic) ?? 0) + 1)
      if (listeners.size === 0) return
      for (const topic of topics) waiting.add(topic)
      timer ??= setTimeout(send, foldFor).unref()
    },
    revision: (topic) => revisions.get(topic) ?? 0,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
