import type { JSX } from 'react'

import { clockSecond, clockTime, dayOf } from './family-tree-clock.ts'
import { barY } from './family-tree-items.ts'
import { axisHeight } from './family-tree-layout.ts'
import type { TreeLayout } from './family-tree-layout.ts'
import { notesOf } from './family-tree-notes.ts'
import { nodeTitle, shortDuration } from './family-tree-words.ts'

const flagY = 14
const tickY = 29
const dayY = 43
/** About how wide the words over the end and the present are. */
const endWidth = 150
const nowWidth = 30

/** What lies behind the nodes: time, rows, branches, and where the family ends. */
export function TreeGround(props: { readonly layout: TreeLayout }): JSX.Element {
  const { layout } = props
  return (
    <g aria-hidden="true">
      <Rows layout={layout} />
      <Ticks layout={layout} />
      {layout.axis.breaks.map((silence) => (
        <Silence key={silence.from} silence={silence} height={layout.height} />
      ))}
      {layout.branches.map(({ x, from, to }) => (
        <path key={to} className="tree-branch" d={`M ${x} ${from} V ${to}`} />
      ))}
      <Flags layout={layout} />
    </g>
  )
}

function Rows({ layout }: { readonly layout: TreeLayout }): JSX.Element {
  return (
    <>
      {layout.rows.map(({ key, y, lane }) => (
        <path
          key={key}
          className={lane === 0 ? 'tree-line strong' : 'tree-line'}
          d={`M 0 ${y} H ${layout.width}`}
        />
      ))}
    </>
  )
}

function Ticks({ layout }: { readonly layout: TreeLayout }): JSX.Element {
  const { ticks } = layout.axis
  return (
    <>
      {ticks.map(({ at, x, says }, number) => {
        const before = ticks[number - 1]
        const isNewDay = before === undefined || dayOf(before.at) !== dayOf(at)
        const label = x > layout.width - 30 ? 'end' : x < 24 ? 'start' : 'middle'
        return (
          <g key={at} textAnchor={label}>
            <path className="tree-tick" d={`M ${x} ${axisHeight} V ${layout.height}`} />
            {says === 'day' ? null : (
              <text className="tree-time" x={x} y={tickY}>
                {says === 'second' ? clockSecond(at) : clockTime(at)}
              </text>
            )}
            {isNewDay || says === 'day' ? (
              <text className="tree-time" x={x} y={dayY}>
                {dayOf(at)}
              </text>
            ) : null}
          </g>
        )
      })}
    </>
  )
}

function Silence(props: {
  readonly silence: TreeLayout['axis']['breaks'][number]
  readonly height: number
}): JSX.Element {
  const { x, width, from, to } = props.silence
  const edge = (x: number): string => {
    const teeth = Math.ceil((props.height - axisHeight) / 12)
    const tooth = (n: number): string => `l ${n % 2 === 0 ? 4 : -4} 6`
    return `M ${x} ${axisHeight} ${Array.from({ length: teeth * 2 }, (_, n) => tooth(n)).join(' ')}`
  }
  return (
    <g>
      <rect
        className="tree-silence"
        x={x + 8}
        y={axisHeight}
        width={width - 16}
        height={props.height - axisHeight}
      />
      <path className="tree-silence-edge" d={edge(x + 8)} />
      <path className="tree-silence-edge" d={edge(x + width - 12)} />
      <text className="tree-time" x={x + width / 2} y={tickY} textAnchor="middle">
        {shortDuration(to - from)}
      </text>
    </g>
  )
}

/** Where the present is, and where the family came to its end. */
function Flags({ layout }: { readonly layout: TreeLayout }): JSX.Element {
  const { now, end, height, width } = layout
  const tone = end?.node.kind === 'revocation' ? 'red' : 'plain'
  const endAnchor = end !== undefined && end.x > endWidth ? 'end' : 'start'
  const nowAnchor = now !== undefined && now > width - nowWidth ? 'end' : 'start'
  const clear = endAnchor === 'start' ? endWidth : nowAnchor === 'end' ? nowWidth + 4 : 6
  const showNow = now !== undefined && (end === undefined || now - end.x > clear)
  return (
    <>
      {now === undefined ? null : (
        <path className="tree-now" d={`M ${now} ${axisHeight} V ${height}`} />
      )}
      {showNow ? (
        <text className="tree-flag" x={now} y={flagY} textAnchor={nowAnchor}>
          now
        </text>
      ) : null}
      {end === undefined ? null : (
        <g data-tone={tone}>
          {tone === 'red' ? (
            <rect
              className="tree-after"
              x={end.x}
              y={axisHeight}
              width={Math.max(width - end.x, 0)}
              height={height - axisHeight}
            />
          ) : null}
          <path className="tree-end" d={`M ${end.x} ${axisHeight} V ${height}`} />
          <text className="tree-flag" x={end.x} y={flagY} textAnchor={endAnchor}>
            {`${nodeTitle(end.node)}, ${clockTime(end.node.at)}`}
          </text>
        </g>
      )}
    </>
  )
}

/** Texts above all that is drawn, each on a line of its own. */
export function TreeNotes(props: { readonly layout: TreeLayout }): JSX.Element {
  return (
    <g aria-hidden="true">
      {notesOf(props.layout).map(({ key, x, y, anchor, text, tone }) => (
        <text key={key} className="tree-note" data-tone={tone} x={x} y={y + 4} textAnchor={anchor}>
          {text}
        </text>
      ))}
    </g>
  )
}

/** The grant's own life, and how long its newest generation may still live. */
export function TreeLives(props: { readonly layout: TreeLayout }): JSX.Element {
  const { rows, items, end, now, foreseen, axis } = props.layout
  const [grant] = rows
  const newest = items.find(
    ({ nodes: [node] }) => node.kind === 'generation' && node.end === 'current',
  )
  const first = items.find(({ nodes: [node] }) => node.kind === 'generation')
  return (
    <g aria-hidden="true">
      {grant === undefined || first === undefined ? null : (
        <path
          className="tree-grant"
          d={`M ${axis.x(first.nodes[0].at)} ${grant.y + barY} H ${end?.x ?? now ?? first.end}`}
        />
      )}
      <Replayed layout={props.layout} />
      {newest === undefined || foreseen === undefined ? null : (
        <>
          <path className="tree-foreseen" d={`M ${newest.end} ${newest.y} H ${foreseen}`} />
          <path className="tree-foreseen-end" d={`M ${foreseen} ${newest.y - 5} v 10`} />
        </>
      )}
    </g>
  )
}

/** From where a generation was spent to where it came again. */
function Replayed({ layout }: { readonly layout: TreeLayout }): JSX.Element | null {
  const replay = layout.items.find(({ nodes: [node] }) => node.kind === 'replay')
  const spent = layout.items.find(({ lane, shape }) => lane === replay?.lane && shape === 'bar')
  if (replay === undefined || spent === undefined) return null
  const from = Math.max(spent.end - 3, spent.x)
  return (
    <path className="tree-replayed" d={`M ${from} ${spent.y} V ${replay.y} H ${replay.x - 9}`} />
  )
}
