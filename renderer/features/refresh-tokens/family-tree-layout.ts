import type { RefreshTokenDetail } from '#contract/refresh-tokens.ts'

import { timeAxis } from './family-tree-axis.ts'
import type { TimeAxis } from './family-tree-axis.ts'
import { barY, heightOfRow, isEnd, itemsOfRow, nodesOfRow } from './family-tree-items.ts'
import type { TreeItem, TreeRow, TreeRowKind } from './family-tree-items.ts'
import type { EndNode, FamilyNode } from './family-tree-nodes.ts'
import { familyRows } from './family-tree-rows.ts'

/** The line that leads from a row to the one that was made of it. */
export interface Branch {
  readonly x: number
  readonly from: number
  readonly to: number
}

export interface TreeLayout {
  readonly width: number
  readonly height: number
  readonly axis: TimeAxis
  readonly rows: readonly TreeRow[]
  /** From top to bottom, and in each row from left to right. */
  readonly items: readonly TreeItem[]
  readonly branches: readonly Branch[]
  /** Where the present is, while anything of the family still counts. */
  readonly now: number | undefined
  /** Where the newest generation will end if nobody uses it. */
  readonly foreseen: number | undefined
  readonly end: { readonly x: number; readonly node: EndNode } | undefined
}

export interface TreeRoom {
  /** Pixels. */
  readonly width: number
  readonly now: number
  /** Seconds that local time is ahead of UTC. */
  readonly zone: number
  /** Keys of the runs that are shown in their parts. */
  readonly opened: ReadonlySet<string>
}

export const axisHeight = 50
const margin = 12
/** From here on there is room to show how long the family may live. */
const foreseeingWidth = 520

/** Where everything is drawn: from facts and a width to pixels, and nothing else. */
export function layOutFamily(
  nodes: readonly FamilyNode[],
  detail: RefreshTokenDetail,
  room: TreeRoom,
): TreeLayout {
  const { width, now } = room
  const end = nodes.find(isEnd)
  const lives = end === undefined || nodes.some(works)
  const isForeseen = detail.token.status === 'active' && width >= foreseeingWidth
  const foreseen = isForeseen ? [detail.token.expiresAt] : []
  const times = nodes.flatMap((node) => ('until' in node ? [node.at, node.until] : [node.at]))
  const axis = timeAxis([...times, ...(lives ? [now] : []), ...foreseen], {
    left: margin,
    right: width - margin,
    zone: room.zone,
  })
  const rows = stack(kindsOfRows(nodes, room.opened), nodes)
  const last = rows.at(-1)
  return {
    width,
    height: (last === undefined ? axisHeight : last.y + last.height) + margin,
    axis,
    rows,
    items: rows.flatMap((row) => itemsOfRow(row, nodesOfRow(row.row, nodes), axis)),
    branches: branchesOf(rows, axis),
    now: lives ? axis.x(now) : undefined,
    foreseen: isForeseen ? axis.x(detail.token.expiresAt) : undefined,
    end: end && { x: axis.x(end.at), node: end },
  }
}

function works(node: FamilyNode): boolean {
  return node.kind === 'access' && node.state === 'works'
}

function kindsOfRows(
  nodes: readonly FamilyNode[],
  opened: ReadonlySet<string>,
): readonly TreeRowKind[] {
  const asked = nodes.some(({ kind }) => kind === 'request')
  return [
    { kind: 'grant' },
    ...familyRows(nodes, opened),
    ...(asked ? [{ kind: 'requests' } as const] : []),
  ]
}

function stack(kinds: readonly TreeRowKind[], nodes: readonly FamilyNode[]): readonly TreeRow[] {
  let y = axisHeight
  return kinds.map((row, lane) => {
    const height = heightOfRow(row, nodesOfRow(row, nodes))
    const key = row.kind === 'generation' || row.kind === 'run' ? row.key : row.kind
    const placed = { key, row, lane, y, height }
    y += height
    return placed
  })
}

/** The grant leads to its first generation, and each generation to the next. */
function branchesOf(rows: readonly TreeRow[], axis: TimeAxis): readonly Branch[] {
  return rows.flatMap(({ row, y }, at) => {
    const first =
      row.kind === 'run' ? row.nodes[0] : row.kind === 'generation' ? row.node : undefined
    const above = rows[at - 1]
    if (first === undefined || above === undefined) return []
    return [{ x: axis.x(first.at), from: above.y + barY, to: y + barY }]
  })
}
