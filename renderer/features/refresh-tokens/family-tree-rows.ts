import type { FamilyNode, GenerationNode } from './family-tree-nodes.ts'

/** A line of the tree: one generation, or a run of them drawn as one. */
export type FamilyRow =
  | { readonly kind: 'generation'; readonly key: string; readonly node: GenerationNode }
  | {
      readonly kind: 'run'
      readonly key: string
      readonly nodes: readonly GenerationNode[]
      /** Generations that the history does not hold any more, among them or all of them. */
      readonly unseen: number
      readonly from: number
      readonly to: number
    }

/** Up to here each generation has a row. */
const mostRows = 12
/** The newest ones always do. */
const newest = 3
/** And so many of those that were retried. */
const newestRetried = 3

/** Rows, oldest first; `opened` holds the keys of runs that are shown in their parts. */
export function familyRows(
  nodes: readonly FamilyNode[],
  opened: ReadonlySet<string>,
): readonly FamilyRow[] {
  const generations = nodes.filter((node) => node.kind === 'generation')
  const shown = generations.length <= mostRows ? undefined : kept(nodes, generations)
  const rows: FamilyRow[] = []
  let run: GenerationNode[] = []
  const close = (): void => {
    rows.push(...partsOf(run, opened, 0))
    run = []
  }
  for (const node of generations) {
    const before = run.at(-1) ?? lastOf(rows)
    const unseen = before === undefined ? 0 : node.generation - before.generation - 1
    if (unseen > 0) {
      close()
      rows.push(unseenRow(node.generation - unseen, node.generation - 1))
    }
    if (shown === undefined || shown.has(node.generation)) {
      close()
      rows.push(single(node))
    } else run.push(node)
  }
  close()
  return rows
}

/** What is never compressed: the first, the newest, a replay with what spent it, retries. */
function kept(
  nodes: readonly FamilyNode[],
  generations: readonly GenerationNode[],
): ReadonlySet<number> {
  const kept = new Set<number>()
  for (const node of [...generations.slice(0, 1), ...generations.slice(-newest)])
    kept.add(node.generation)
  for (const node of nodes) {
    if (node.kind !== 'replay') continue
    kept.add(node.generation)
    kept.add(node.generation + 1)
  }
  const retried = nodes.filter(({ kind }) => kind === 'grace')
  for (const node of retried.slice(-newestRetried))
    if (node.kind === 'grace') kept.add(node.generation)
  return kept
}

function lastOf(rows: readonly FamilyRow[]): { readonly generation: number } | undefined {
  const row = rows.at(-1)
  if (row === undefined) return undefined
  return row.kind === 'run' ? { generation: row.to } : row.node
}

function single(node: GenerationNode): FamilyRow {
  return { kind: 'generation', key: node.key, node }
}

function unseenRow(from: number, to: number): FamilyRow {
  return { kind: 'run', key: `unseen-${from}`, nodes: [], unseen: to - from + 1, from, to }
}

/** A run as one row or, once opened, as its generations or as ten shorter runs. */
function partsOf(
  run: readonly GenerationNode[],
  opened: ReadonlySet<string>,
  depth: number,
): readonly FamilyRow[] {
  const [first] = run
  const last = run.at(-1)
  if (first === undefined || last === undefined) return []
  if (run.length === 1) return [single(first)]
  // Not by its last: a run that is open stays so when it grows.
  const key = `run-${first.generation}-${depth}`
  if (!opened.has(key)) {
    const { generation: from } = first
    return [{ kind: 'run', key, nodes: run, unseen: 0, from, to: last.generation }]
  }
  if (run.length <= mostRows) return run.map(single)
  const size = Math.ceil(run.length / 10)
  return Array.from({ length: Math.ceil(run.length / size) }, (_, part) =>
    partsOf(run.slice(part * size, (part + 1) * size), opened, depth + 1),
  ).flat()
}
