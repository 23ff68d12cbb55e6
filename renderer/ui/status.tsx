import type { JSX, ReactNode } from 'react'

import './status.css'

export type Tone = 'green' | 'amber' | 'red' | 'blue' | 'grey'

/** The shapes tell tones apart without colour. */
export type Shape = 'dot' | 'ring' | 'square' | 'diamond' | 'cross'

const shapeOfTone = {
  green: 'dot',
  amber: 'diamond',
  red: 'cross',
  blue: 'square',
  grey: 'ring',
} as const satisfies Record<Tone, Shape>

/** A shape and a word. */
export function Status(props: {
  readonly tone: Tone
  readonly shape?: Shape
  readonly children: ReactNode
}): JSX.Element {
  return (
    <span className="status" data-tone={props.tone}>
      <StatusShape tone={props.tone} shape={props.shape ?? shapeOfTone[props.tone]} />
      <span className="truncate">{props.children}</span>
    </span>
  )
}

/** The shape alone; whoever uses it says the word elsewhere. */
export function StatusShape(props: { readonly tone: Tone; readonly shape?: Shape }): JSX.Element {
  return (
    <span
      className="status-shape"
      data-tone={props.tone}
      data-shape={props.shape ?? shapeOfTone[props.tone]}
      aria-hidden="true"
    />
  )
}

/** A word on a tinted ground: kinds, flows, policies. */
export function Badge(props: {
  readonly tone?: Tone
  readonly mono?: boolean
  readonly children: ReactNode
}): JSX.Element {
  return (
    <span className={props.mono === true ? 'badge mono' : 'badge'} data-tone={props.tone ?? 'grey'}>
      {props.children}
    </span>
  )
}
