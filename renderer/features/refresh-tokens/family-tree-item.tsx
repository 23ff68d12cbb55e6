import type { JSX } from 'react'

import { absoluteTime } from '#renderer/format.ts'

import type { TreeItem } from './family-tree-items.ts'
import { groupTitle, nodeSentence, nodeTitle } from './family-tree-words.ts'

/** One node: a shape to see, a sentence to hear, a button to press. */
export function TreeItemView(props: {
  readonly item: TreeItem
  readonly now: number
  readonly isSelected: boolean
  /** The one that Tab leads to. */
  readonly isTabStop: boolean
}): JSX.Element {
  const { item, isSelected, now } = props
  const { shape } = item
  return (
    <g
      // An SVG has no tag for it.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="button"
      tabIndex={props.isTabStop ? 0 : -1}
      aria-pressed={isSelected}
      aria-label={`${itemTitle(item)}. ${itemSentence(item, now)}`}
      className="tree-item"
      data-item={item.key}
      data-tone={toneOf(item)}
    >
      <Target item={item} />
      {shape === 'mark' ? <Mark item={item} /> : <Bar item={item} />}
    </g>
  )
}

/** What the pointer has to meet: no wider than leaves the neighbors theirs. */
function Target({ item }: { readonly item: TreeItem }): JSX.Element {
  const { x, end, y, shape, nodes } = item
  const isOnBar = nodes[0].kind === 'use' || nodes[0].kind === 'grace'
  const half = shape === 'thin' || isOnBar ? 6 : 12
  const width = Math.max(end - x + 8, isOnBar ? 14 : 24)
  return (
    <rect
      className="tree-hit"
      x={(x + end - width) / 2}
      y={y - half}
      width={width}
      height={half * 2}
      rx={4}
    />
  )
}

/** The title of what is drawn as one. */
export function itemTitle({ nodes }: Pick<TreeItem, 'nodes'>): string {
  const [first, ...others] = nodes
  const last = others.at(-1)
  if (last === undefined) return nodeTitle(first)
  if (first.kind === 'generation' && last.kind === 'generation')
    return `Generations ${first.generation}–${last.generation}`
  return groupTitle(nodes)
}

export function itemSentence({ nodes }: Pick<TreeItem, 'nodes'>, now: number): string {
  const [first, ...others] = nodes
  const last = others.at(-1)
  if (last === undefined) return nodeSentence(first, now)
  return `From ${absoluteTime(first.at)} to ${absoluteTime(last.at)}.`
}

/** By what counts now: never told by colour alone. */
function toneOf({ nodes: [node, ...others] }: TreeItem): string {
  switch (node.kind) {
    case 'generation':
      return node.end === 'current' && others.length === 0 ? 'green' : 'blue'
    case 'access':
      return [node, ...others].some((one) => one.kind === 'access' && one.state === 'works')
        ? 'amber'
        : 'grey'
    case 'replay':
    case 'revocation':
      return 'red'
    case 'grace':
      return 'amber'
    case 'use':
      return 'green'
    case 'request':
      return [node, ...others].some((one) => one.kind === 'request' && one.outcome !== 'passed')
        ? 'red'
        : 'blue'
    default:
      return 'grey'
  }
}

function Bar({ item }: { readonly item: TreeItem }): JSX.Element {
  const { x, end, y, shape, nodes } = item
  const [node] = nodes
  const half = shape === 'thin' ? 3 : 5
  const isJwt = node.kind === 'access' && node.format === 'jwt'
  const wasCut = nodes.some((one) => one.kind === 'access' && one.state === 'revoked')
  return (
    <>
      <rect
        className={isJwt ? 'tree-bar tree-jwt' : 'tree-bar'}
        x={x}
        y={y - half}
        width={end - x}
        height={half * 2}
        rx={shape === 'thin' ? 1.5 : 3}
      />
      {item.notches.length === 0 ? null : (
        <path
          className="tree-notches"
          d={item.notches.map((at) => `M ${at} ${y - 5} v 10`).join(' ')}
        />
      )}
      {wasCut ? (
        <path className="tree-cut" d={`M ${end - 3} ${y - 5} l 6 10 m 0 -10 l -6 10`} />
      ) : null}
    </>
  )
}

function Mark({ item }: { readonly item: TreeItem }): JSX.Element {
  const { x, y, nodes } = item
  const [node, ...others] = nodes
  if (others.length > 0) {
    return (
      <>
        <rect className="tree-cluster" x={x - 11} y={y - 8} width={22} height={16} rx={8} />
        <text className="tree-cluster-count" x={x} y={y + 4} textAnchor="middle">
          {nodes.length > 99 ? '99+' : nodes.length}
        </text>
      </>
    )
  }
  switch (node.kind) {
    case 'replay':
      return (
        <>
          <circle className="tree-replay-ground" cx={x} cy={y} r={9} />
          <path className="tree-cross" d={cross(x, y, 4)} />
        </>
      )
    case 'revocation':
      return <path className="tree-cross strong" d={cross(x, y, 5)} />
    case 'grace':
      return <path className="tree-solid" d={`M ${x} ${y - 5} l 5 5 l -5 5 l -5 -5 Z`} />
    case 'request':
      return node.outcome === 'passed' ? (
        <circle className="tree-ring" cx={x} cy={y} r={4.5} />
      ) : (
        <path className="tree-cross" d={cross(x, y, 4)} />
      )
    case 'expiry':
    case 'orphaning':
      return <rect className="tree-solid" x={x - 4.5} y={y - 4.5} width={9} height={9} />
    default:
      return <circle className="tree-use" cx={x} cy={y} r={3.5} />
  }
}

function cross(x: number, y: number, half: number): string {
  return `M ${x - half} ${y - half} L ${x + half} ${y + half} M ${x + half} ${y - half} L ${x - half} ${y + half}`
}
