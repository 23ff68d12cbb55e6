import { useEffect, useRef } from 'react'
import type { JSX, KeyboardEvent } from 'react'

import type { ExchangeView, Lane } from '#contract/playground.ts'

import { arrowsOf, lanes, unseenWords, type Arrow } from './arrows.ts'

import './sequence.css'

/** A sequence diagram whose arrows are buttons, in order; arrow keys walk along them. */
export function Sequence(props: {
  readonly exchanges: readonly ExchangeView[]
  /** Who waits for whom now; the dots at the end say so. */
  readonly waiting: string | undefined
  readonly openId: number | undefined
  readonly onOpen: (exchange: ExchangeView) => void
}): JSX.Element {
  const arrows = arrowsOf(props.exchanges)
  const list = useRef<HTMLOListElement>(null)
  const count = arrows.length
  useEffect(() => {
    // What has just happened is seen, however long the run is.
    if (count > 0) list.current?.lastElementChild?.scrollIntoView({ block: 'nearest' })
  }, [count])
  function walk(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0) return
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])]
    const at = buttons.findIndex((button) => button === document.activeElement)
    event.preventDefault()
    buttons[Math.max(0, at + step)]?.focus()
  }
  return (
    <div className="sequence">
      <div className="sequence-lanes" aria-hidden="true">
        {lanes.map(({ lane, name }) => (
          <span key={lane} className="sequence-lane">
            {name}
          </span>
        ))}
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys move between its buttons */}
      <ol ref={list} className="sequence-arrows" aria-label="Requests and answers" onKeyDown={walk}>
        {arrows.map((arrow, index) => (
          <li key={arrow.key}>
            <ArrowButton
              arrow={arrow}
              position={index + 1}
              isOpen={arrow.exchange.id === props.openId}
              onOpen={props.onOpen}
            />
          </li>
        ))}
      </ol>
      {props.waiting === undefined ? null : (
        <p className="sequence-waiting secondary">{props.waiting}</p>
      )}
    </div>
  )
}

/** Per cent from the left. */
function placeOf(lane: Lane): number {
  return 12.5 + 25 * lanes.findIndex((each) => each.lane === lane)
}

function ArrowButton(props: {
  readonly arrow: Arrow
  readonly position: number
  readonly isOpen: boolean
  readonly onOpen: (exchange: ExchangeView) => void
}): JSX.Element {
  const { arrow, position } = props
  const [from, to] = [placeOf(arrow.from), placeOf(arrow.to)]
  const { before, after } = unseenWords(arrow)
  return (
    <button
      type="button"
      className="sequence-arrow"
      aria-pressed={props.isOpen}
      data-answer={arrow.isAnswer ? '' : undefined}
      data-outcome={arrow.outcome}
      onClick={() => props.onOpen(arrow.exchange)}
    >
      <span className="sequence-number tabular">{position}</span>
      <span className="visually-hidden">{before}</span>
      <span
        className="sequence-line"
        data-direction={from < to ? 'right' : 'left'}
        style={{ left: `${Math.min(from, to)}%`, width: `${Math.abs(to - from)}%` }}
      >
        <span className="sequence-label">
          {arrow.outcome === 'refused' ? <span className="sequence-cross" /> : null}
          {arrow.label}
        </span>
      </span>
      <span className="visually-hidden">{after}</span>
    </button>
  )
}
