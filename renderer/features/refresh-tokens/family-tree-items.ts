import type { TimeAxis } from './family-tree-axis.ts'
import type { AccessNode, EndNode, FamilyNode } from './family-tree-nodes.ts'
import type { FamilyRow } from './family-tree-rows.ts'

/** One thing that is drawn and can be selected: a node, or several of one kind close together. */
export interface TreeItem {
  readonly key: string
  readonly nodes: readonly [FamilyNode, ...FamilyNode[]]
  /** Its row, counted from the top, for the arrow keys. */
  readonly lane: number
  readonly shape: 'bar' | 'thin' | 'mark'
  readonly x: number
  /** The same as `x` for a mark. */
  readonly end: number
  readonly y: number
  /** Where, within a run, one generation gave way to the next, as far as they can be told apart. */
  readonly notches: readonly number[]
}

export type TreeRowKind = FamilyRow | { readonly kind: 'grant' } | { readonly kind: 'requests' }

export interface TreeRow {
  readonly key: string
  readonly row: TreeRowKind
  readonly lane: number
  readonly y: number
  readonly height: number
}

export const barY = 16
const accessY = 32
const accessStep = 14
const grantHeight = 32
const generationHeight = 46
const requestsHeight = 36
const replayHeight = 38
/** Access tokens of one row that are drawn one by one. */
const mostAccessLines = 3
/** Marks that are closer than this are drawn as one. */
const markApart = 16
/** A life that is shorter is still seen. */
const leastBar = 5

/** What of the family belongs into a row. */
export function nodesOfRow(row: TreeRowKind, nodes: readonly FamilyNode[]): readonly FamilyNode[] {
  return nodes.filter((node) => {
    switch (row.kind) {
      case 'grant':
        return isEnd(node)
      case 'requests':
        return node.kind === 'request'
      case 'generation':
        return 'generation' in node && node.generation === row.node.generation
      case 'run':
        return 'generation' in node && node.generation >= row.from && node.generation <= row.to
    }
  })
}

export function isEnd(node: FamilyNode): node is EndNode {
  return node.kind === 'revocation' || node.kind === 'expiry' || node.kind === 'orphaning'
}

export function heightOfRow(row: TreeRowKind, nodes: readonly FamilyNode[]): number {
  if (row.kind === 'grant') return grantHeight
  if (row.kind === 'requests') return requestsHeight
  const lines = row.kind === 'run' ? 1 : accessLines(nodes.filter(isAccess)).length
  const replays = nodes.some(({ kind }) => kind === 'replay')
  return generationHeight + Math.max(lines - 1, 0) * accessStep + (replays ? replayHeight : 0)
}

/** What stands for several nodes has a name of its own. */
function keyOf([first, ...others]: Some): string {
  return others.length === 0 ? first.key : `group-${first.key}`
}

/** From left to right. */
export function itemsOfRow(
  { row, lane, y, height }: TreeRow,
  nodes: readonly FamilyNode[],
  axis: TimeAxis,
): readonly TreeItem[] {
  const mark = (nodes: readonly FamilyNode[], markY: number): TreeItem[] =>
    clusters(nodes, axis).map(([first, ...others]) => {
      const x = (axis.x(first.at) + axis.x(others.at(-1)?.at ?? first.at)) / 2
      const nodes: Some = [first, ...others]
      return { key: keyOf(nodes), nodes, lane, shape: 'mark', x, end: x, y: markY, notches: [] }
    })
  if (row.kind === 'grant') return mark(nodes, y + grantHeight / 2)
  if (row.kind === 'requests') return mark(nodes, y + requestsHeight / 2)
  const ofKind = (kind: FamilyNode['kind']) => nodes.filter((node) => node.kind === kind)
  const bar = (shape: 'bar' | 'thin', nodes: readonly FamilyNode[], barY: number): TreeItem[] => {
    const [first, ...others] = nodes
    if (first === undefined) return []
    const x = axis.x(first.at)
    const until = Math.max(...nodes.map((node) => ('until' in node ? node.until : node.at)))
    const end = Math.max(axis.x(until), x + leastBar)
    const notches = shape === 'bar' ? notchesOf(others, axis, { from: x, to: end }) : []
    const some: Some = [first, ...others]
    return [{ key: keyOf(some), nodes: some, lane, shape, x, end, y: barY, notches }]
  }
  const access = nodes.filter(isAccess)
  const lines = row.kind === 'run' ? [access] : accessLines(access)
  return [
    ...bar('bar', ofKind('generation'), y + barY),
    ...lines.flatMap((line, at) => bar('thin', line, y + accessY + at * accessStep)),
    ...mark(ofKind('use'), y + barY),
    // Above the bar, which may be no wider than the mark.
    ...mark(ofKind('grace'), y + barY - 10),
    ...mark(ofKind('replay'), y + height - replayHeight + 8),
  ].toSorted((a, b) => a.x - b.x)
}

function notchesOf(
  nodes: readonly FamilyNode[],
  axis: TimeAxis,
  { from, to }: { readonly from: number; readonly to: number },
): readonly number[] {
  const notches: number[] = []
  for (const { at } of nodes) {
    const x = axis.x(at)
    if (x - (notches.at(-1) ?? from) >= 4 && to - x >= 2) notches.push(x)
  }
  return notches
}

function isAccess(node: FamilyNode): node is AccessNode {
  return node.kind === 'access'
}

/** Each on a line of its own; where they are many, the newest on one and the others as a band. */
function accessLines(access: readonly AccessNode[]): readonly (readonly AccessNode[])[] {
  if (access.length <= mostAccessLines) return access.map((node) => [node])
  return [access.slice(0, -1), access.slice(-1)]
}

type Some = readonly [FamilyNode, ...FamilyNode[]]

/** What is so close together that its marks would cover one another. */
function clusters(nodes: readonly FamilyNode[], axis: TimeAxis): readonly Some[] {
  const found: [FamilyNode, ...FamilyNode[]][] = []
  for (const node of nodes) {
    const last = found.at(-1)
    if (last && axis.x(node.at) - axis.x(last[0].at) < markApart) last.push(node)
    else found.push([node])
  }
  return found
}
