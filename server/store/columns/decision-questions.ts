import type { ReadableDb } from '#store/database.ts'
import type { DecisionFilter } from '#store/decision-filter.ts'
import { NotReadYetError } from '#store/not-read-yet.ts'

import { blockRows, type DecisionBlock, type TextColumn } from './decision-block.ts'
import { DecisionColumns } from './decision-columns.ts'
import { criteriaOf } from './decision-criteria.ts'

const columnsByConnection = new WeakMap<ReadableDb, DecisionColumns>()
const readInSlices = new WeakSet<ReadableDb>()

/**
 * From now on a question on this connection reads a slice of what it needs, and throws
 * `NotReadYetError` while that was not all: whoever asks, asks again.
 */
export function readSliceBySlice(db: ReadableDb, recordsOfSlice?: number): void {
  columnsByConnection.set(db, new DecisionColumns(recordsOfSlice))
  readInSlices.add(db)
}

/** The columns of this connection, as its transaction sees the store. */
function columnsOf(db: ReadableDb): DecisionColumns {
  let columns = columnsByConnection.get(db)
  if (!columns) columnsByConnection.set(db, (columns = new DecisionColumns()))
  columns.catchUp(db)
  while (!columns.isWhole && !readInSlices.has(db)) columns.readSlice(db)
  return columns
}

/** The same, once everything has been read. */
function wholeColumnsOf(db: ReadableDb): DecisionColumns {
  const columns = columnsOf(db)
  columns.readSlice(db)
  if (!columns.isWhole) throw new NotReadYetError()
  return columns
}

export interface IdRange {
  readonly before: number
  readonly after: number
  readonly limit: number
}

/** The newest ids between two that match, newest first. */
export function findDecisionIds(
  db: ReadableDb,
  filter: DecisionFilter,
  range: IdRange,
): readonly number[] {
  // A flow's records lead to grants, and these to records anywhere.
  const columns = filter.flow === undefined ? columnsOf(db) : wholeColumnsOf(db)
  const unread = columns.newestUnread(range.before)
  if (unread === 0 || unread <= range.after) return findIds(db, columns, filter, range)
  const start = performance.now()
  const found = findIds(db, columns, filter, { ...range, after: unread })
  if (found.length === range.limit) return found
  // To look in vain takes half of the time at most.
  const until = performance.now() + (performance.now() - start)
  do columns.readSlice(db)
  while (performance.now() < until)
  throw new NotReadYetError()
}

function findIds(
  db: ReadableDb,
  columns: DecisionColumns,
  filter: DecisionFilter,
  { before, after, limit }: IdRange,
): readonly number[] {
  const found: number[] = []
  for (const { block, kept } of matching(db, columns, filter)) {
    const first = block.slotOf(after + 1)
    for (let slot = block.slotOf(before) - 1; slot >= first; slot -= 1) {
      if (kept[slot] !== 1) continue
      found.push(block.base + slot)
      if (found.length === limit) return found
    }
    if (block.base <= after) break
  }
  return found
}

export function countMatching(db: ReadableDb, filter: DecisionFilter): number {
  let count = 0
  for (const { block, kept } of matching(db, wholeColumnsOf(db), filter))
    for (let slot = block.start; slot < block.end; slot += 1) count += kept[slot] ?? 0
  return count
}

/** How many match, by minute since the epoch; minutes without are absent. */
export function countMatchingByMinute(
  db: ReadableDb,
  filter: DecisionFilter,
): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const { block, kept } of matching(db, wholeColumnsOf(db), filter))
    for (let slot = block.start; slot < block.end; slot += 1) {
      if (kept[slot] !== 1) continue
      const minute = Math.floor((block.at[slot] ?? 0) / 60)
      counts.set(minute, (counts.get(minute) ?? 0) + 1)
    }
  return counts
}

/** The texts that a column has among what is kept, in order. */
export function textsInUse(db: ReadableDb, column: TextColumn): readonly string[] {
  const columns = wholeColumnsOf(db)
  const { texts, size } = columns.textsOf(column)
  const used = new Uint8Array(size)
  for (const block of columns.blocks)
    for (let slot = block.start; slot < block.end; slot += 1) used[block[column][slot] ?? 0] = 1
  return texts
    .filter((text) => text !== undefined)
    .filter((_, index) => used[index + 1] === 1)
    .toSorted((one, other) => (one < other ? -1 : 1))
}

interface Matching {
  readonly block: DecisionBlock
  /** 1 for each slot that matches. */
  readonly kept: Uint8Array
}

/** Block by block, the newest first: a page ends where it is full. */
function* matching(
  db: ReadableDb,
  columns: DecisionColumns,
  filter: DecisionFilter,
): Iterable<Matching> {
  const criteria = criteriaOf(db, columns, filter)
  const kept = new Uint8Array(blockRows)
  for (const block of columns.blocks.toReversed()) {
    for (let slot = block.start; slot < block.end; slot += 1)
      kept[slot] = block.outcome[slot] === 0 ? 0 : 1
    for (const criterion of criteria) criterion(block, kept)
    yield { block, kept }
  }
}
