import type { DecisionSummary } from '#contract/activity.ts'

import { stepWords } from './steps.ts'

/** Requests that belong together: one authorization, and what became of its grant. */
export interface Fold {
  /** Stays the same while older and newer steps join. */
  readonly id: string
  /** Newest first. */
  readonly records: readonly DecisionSummary[]
}

interface Growing {
  readonly id: string
  records: DecisionSummary[]
  /** Another one, which has taken its records over. */
  joined?: Growing
}

/**
 * Folds records that share a flow or a grant, each fold in the place of its newest record. One
 * record links a flow to its grant: the one that gave the code.
 */
export function foldRecords(records: readonly DecisionSummary[]): readonly Fold[] {
  const byLink = new Map<string, Growing>()
  const folds: Growing[] = []
  for (const record of records) {
    const links = linksOf(record)
    const [first, second] = [...new Set(links.map((link) => whole(byLink.get(link))))].filter(
      (fold) => fold !== undefined,
    )
    const fold = first ?? { id: links[0] ?? recordId(record), records: [] }
    if (first === undefined) folds.push(fold)
    if (first !== undefined && second !== undefined) join(first, second)
    const home = whole(fold) ?? fold
    home.records.push(record)
    for (const link of links) byLink.set(link, home)
  }
  return folds.filter((fold) => fold.joined === undefined)
}

/** The later one gives what it has to the one whose newest record is newer. */
function join(one: Growing, other: Growing): void {
  const oneIsNewer = (one.records[0]?.id ?? 0) > (other.records[0]?.id ?? 0)
  const [into, from] = oneIsNewer ? [one, other] : [other, one]
  into.records = [...into.records, ...from.records].sort((a, b) => b.id - a.id)
  from.joined = into
}

function whole(fold: Growing | undefined): Growing | undefined {
  let home = fold
  while (home?.joined !== undefined) home = home.joined
  return home
}

function linksOf({ flow, grantId }: DecisionSummary): string[] {
  const links: string[] = []
  if (grantId !== null) links.push(`grant ${grantId}`)
  if (flow !== null) links.push(`flow ${flow}`)
  return links
}

/** A line of the list. */
export interface ActivityRow {
  readonly id: string
  /** The record that the line shows; of a fold the newest. */
  readonly record: DecisionSummary
  /** All of a fold, newest first; a line for one record has that one. */
  readonly records: readonly DecisionSummary[]
  /** What each of them was in its sequence. */
  readonly words: readonly string[]
  /** `undefined` where there is nothing to open. */
  readonly expanded: boolean | undefined
  readonly level: 1 | 2
}

/** The lines: a fold is one, followed by its records where it is open. */
export function rowsOf(
  records: readonly DecisionSummary[],
  folded: boolean,
  open: ReadonlySet<string>,
): readonly ActivityRow[] {
  if (!folded) return records.map((record) => lineOf(record, 1))
  return foldRecords(records).flatMap((fold): readonly ActivityRow[] => {
    const [newest] = fold.records
    if (newest === undefined) return []
    const { id } = fold
    const isOpen = open.has(id)
    if (fold.records.length === 1) return [{ ...lineOf(newest, 1), id }]
    const words = stepWords(fold.records)
    const whole = { id, record: newest, records: fold.records, words, level: 1 } as const
    if (!isOpen) return [{ ...whole, expanded: false }]
    const steps = fold.records.map((record, at) => lineOf(record, 2, words[at]))
    return [{ ...whole, expanded: true }, ...steps]
  })
}

function lineOf(record: DecisionSummary, level: 1 | 2, word = record.endpoint): ActivityRow {
  const one = { id: recordId(record), record, records: [record], words: [word] }
  return { ...one, expanded: undefined, level }
}

function recordId({ id }: DecisionSummary): string {
  return `record ${id}`
}
