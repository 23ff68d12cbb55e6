import { createContext, useContext, useEffect, useState } from 'react'
import type { JSX, ReactNode } from 'react'

import { absoluteTime, relativeTime } from '#renderer/format.ts'

/** The offset, in an object that is new with every tick. */
const Ticking = createContext({ offset: 0 })

/** Makes times current every ten seconds, as the other end of the wire sees them. */
export function NowProvider(props: {
  /** Seconds that the other end's clock is ahead of this machine's. */
  readonly offset: number
  readonly children: ReactNode
}): JSX.Element {
  const { offset } = props
  const [ticking, setTicking] = useState({ offset })
  useEffect(() => {
    const tick = (): void => setTicking({ offset })
    tick()
    const timer = setInterval(tick, 10_000)
    return () => clearInterval(timer)
  }, [offset])
  return <Ticking.Provider value={ticking}>{props.children}</Ticking.Provider>
}

/** Epoch seconds, read at each render: what happened a moment ago is never in the future. */
export function useNow(): number {
  // oxlint-disable-next-line react/purity -- the time is what is asked for, and each tick renders
  return Math.floor(Date.now() / 1000 + useContext(Ticking).offset)
}

/** "3 minutes ago", "in 12 days"; the absolute time on hover. */
export function RelativeTime(props: {
  /** Epoch seconds; `null` is drawn as `otherwise`. */
  readonly at: number | null
  readonly otherwise?: string
  /** The words alone: a cell of a grid tells the absolute time by itself. */
  readonly bare?: boolean
}): JSX.Element {
  const now = useNow()
  if (props.at === null) return <span className="secondary">{props.otherwise ?? 'Never'}</span>
  if (props.bare === true) return <>{relativeTime(props.at, now)}</>
  return (
    <time dateTime={new Date(props.at * 1000).toISOString()} title={absoluteTime(props.at)}>
      {relativeTime(props.at, now)}
    </time>
  )
}
