import { createContext, useContext, useEffect, useState } from 'react'
import type { JSX, ReactNode } from 'react'

import { absoluteTime, relativeTime } from '#renderer/format.ts'

const Now = createContext(0)

/** The time in epoch seconds as the other end of the wire sees it; advances every ten seconds. */
export function NowProvider(props: {
  /** Seconds that the other end's clock is ahead of this machine's. */
  readonly offset: number
  readonly children: ReactNode
}): JSX.Element {
  const [now, setNow] = useState(() => Date.now() / 1000)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() / 1000), 10_000)
    return () => clearInterval(timer)
  }, [])
  const there = Math.floor(now + props.offset)
  return <Now.Provider value={there}>{props.children}</Now.Provider>
}

export function useNow(): number {
  return useContext(Now)
}

/** "3 minutes ago", "in 12 days"; the absolute time on hover. */
export function RelativeTime(props: {
  /** Epoch seconds; `null` is drawn as `otherwise`. */
  readonly at: number | null
  readonly otherwise?: string
}): JSX.Element {
  const now = useNow()
  if (props.at === null) return <span className="secondary">{props.otherwise ?? 'Never'}</span>
  return (
    <time dateTime={new Date(props.at * 1000).toISOString()} title={absoluteTime(props.at)}>
      {relativeTime(props.at, now)}
    </time>
  )
}
