import type { JSX } from 'react'

import { durationInWords } from '#renderer/format.ts'
import { RelativeTime } from '#renderer/ui/relative-time.tsx'
import { StatusShape } from '#renderer/ui/status.tsx'

import type { FamilyNode, Origin, ReplayNode } from './family-tree-nodes.ts'

/** Who spent a generation first, beside who came with it again. */
export function ReplayCompared(props: {
  readonly nodes: readonly FamilyNode[]
}): JSX.Element | null {
  const replay = props.nodes.findLast((node) => node.kind === 'replay')
  if (replay?.spent === undefined || replay.spent === null) return null
  const { generation, at, by, spent } = replay
  return (
    <section className="replay-compared" aria-label="The replay compared">
      <Party title={`Generation ${generation} was spent`} at={spent.at} by={spent.by} other={by} />
      <Party
        title={`${durationInWords(at - spent.at)} later it came again`}
        at={at}
        by={by}
        other={spent.by}
        isReplay
      />
    </section>
  )
}

function Party(props: {
  readonly title: string
  readonly at: ReplayNode['at']
  readonly by: Origin
  readonly other: Origin
  readonly isReplay?: boolean
}): JSX.Element {
  const { by, other, isReplay = false } = props
  const line = (value: string | null, otherValue: string | null, name: string): JSX.Element => (
    <div className="replay-line" data-differs={isReplay && value !== otherValue ? '' : undefined}>
      <span>{value ?? `unknown ${name}`}</span>
      {isReplay ? (
        <span className="small secondary">
          {value === otherValue ? `the same ${name}` : `another ${name}`}
        </span>
      ) : null}
    </div>
  )
  return (
    <div className="replay-party" data-replay={isReplay ? '' : undefined}>
      <div className="replay-title">
        <StatusShape tone={isReplay ? 'red' : 'blue'} shape={isReplay ? 'cross' : 'dot'} />
        <strong>{props.title}</strong>
      </div>
      {line(by.ip, other.ip, 'address')}
      {line(by.device, other.device, 'device')}
      <span className="small secondary">
        <RelativeTime at={props.at} />
      </span>
    </div>
  )
}
