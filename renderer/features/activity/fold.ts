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
  id: string
  hasFlow: boolean
  records: DecisionSummary[]
  /** Another one, which has taken its records over. */
  joined?: Growing
}

/**
 * Folds records that share a flow or a grant, each fold in the place of its newest record. One
 * record links a flow to its grant: the one that gave the code.
 */
export function foldRecords(records: readonly DecisionSummary[]): readonly Fold[] {
  const byFlow = new Map<string, Growing>()
  const byGrant = new Map<string, Growing>()
  const folds: Growing[] = []
  for (const record of records) {
    const { flow, grantId } = record
    const ofFlow = flow === null ? undefined : whole(byFlow.get(flow))
    const ofGrant = grantId === null ? undefined : whole(byGrant.get(grantId))
    let fold = ofFlow ?? ofGrant
    if (fold === undefined) {
      fold = { id: foldId(record), hasFlow: false, records: [] }
      folds.push(fold)
    } else if (ofFlow !== undefined && ofGrant !== undefined && ofFlow !== ofGrant) {
      fold = join(ofFlow, ofGrant)
    }
    fold.records.push(record)
    if (flow !== null) {
      byFlow.set(flow, fold)
      if (!fold.hasFlow) Object.assign(fold, { id: `flow ${flow}`, hasFlow: true })
    }
    if (grantId !== null) byGrant.set(grantId, fold)
  }
  return folds.filter((fold) => fold.joined === undefined)
}

/** The later one gives what it has to the one whose newest record is newer. */
function join(one: Growing, other: Growing): Growing {
  const oneIsNewer = (one.records[0]?.id ?? 0) > (other.records[0]?.id ?? 0)
  const [into, from] = oneIsNewer ? [one, other] : [other, one]
  into.records = [...into.records, ...from.records].sort((a, b) => b.id - a.id)
  from.joined = into
  return into
}

function whole(fold: Growing | undefined): Growing | undefined {
  let home = fold
  while (home?.joined !== undefined) home = home.joined
  return home
}

function foldId({ id, flow, grantId }: DecisionSummary): string {
  if (grantId !== null) return `grant ${grantId}`
  return flow === null ? `record ${id}` : `flow ${flow}`
}

/** A line of the list. */
export interface ActivityRow {
  readonly id: string
  /** The record that the line shows; of a fold the newest. */
  readonly record: DecisionSummary
  /** All of a fold, newest first; a line for one record has that one. */
  readonly records: readonly DecisionSummary[]
  /** What the request was in its sequence; a fold has one for each of its records. */
  readonly word: string | undefined
  /** `undefined` where there is nothing to open. */
  readonly expanded: boolean | undefined
  readonly level: 1 | 2
}

/** What the requests of a line were, newest first. Asked for the lines that are seen. */
export function wordsOf(row: ActivityRow): readonly string[] {
  return row.word === undefined ? stepWords(row.records) : [row.word]
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
    const line = { id, record: newest, records: fold.records, word: undefined, level: 1 } as const
    if (!isOpen) return [{ ...line, expanded: false }]
    const words = stepWords(fold.records)
    const steps = fold.records.map((record, at) => lineOf(record, 2, words[at]))
    return [{ ...line, expanded: true }, ...steps]
  })
}

function lineOf(record: DecisionSummary, level: 1 | 2, word = record.endpoint): ActivityRow {
  return { id: recordId(record), record, records: [record], word, expanded: undefined, level }
}

function recordId({ id }: DecisionSummary): string {
  return `record ${id}`
}
