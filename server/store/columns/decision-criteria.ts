import { listRows, type ReadableDb } from '#store/database.ts'
import type { DecisionFilter } from '#store/decision-filter.ts'

import { hashOf, type DecisionBlock, type HashColumn, type TextColumn } from './decision-block.ts'
import type { DecisionColumns } from './decision-columns.ts'
import { lowerAscii } from './text-codes.ts'

/** Clears in `kept` the slots of a block that do not match. */
export type DecisionCriterion = (block: DecisionBlock, kept: Uint8Array) => void

/** A filter as criteria, the cheap ones first. */
export function criteriaOf(
  db: ReadableDb,
  columns: DecisionColumns,
  filter: DecisionFilter,
): readonly DecisionCriterion[] {
  return [
    ...numberCriteria(filter),
    ...listCriteria(columns, filter),
    ...textCriteria(columns, filter),
    ...userCriteria(db, columns, filter),
    ...flowCriteria(columns, filter),
  ]
}

function* numberCriteria({ at, slowerThan, grantId, session, trace }: DecisionFilter) {
  if (at?.from !== undefined) yield atLeast('at', at.from)
  if (at?.to !== undefined) yield atMost('at', at.to)
  if (slowerThan !== undefined) yield atLeast('duration', slowerThan)
  if (grantId !== undefined) yield equal('grant', grantId)
  if (session !== undefined) yield equal('session', hashOf(session))
  if (trace !== undefined) yield equal('trace', hashOf(trace))
}

function* listCriteria(columns: DecisionColumns, filter: DecisionFilter) {
  const lists = {
    outcome: filter.outcomes,
    endpoint: filter.endpoints,
    client: filter.clients,
    error: filter.errors,
    check: filter.checks,
  } as const
  for (const [name, wanted] of Object.entries(lists)) {
    // The keys above.
    const column = name as keyof typeof lists
    if (wanted) yield among(column, columns.textsOf(column).tableOfThese(wanted))
  }
}

/** As `LIKE` compares: ignoring the case of ASCII letters. */
function* textCriteria(columns: DecisionColumns, { ip, device }: DecisionFilter) {
  if (ip !== undefined) {
    const begin = lowerAscii(ip)
    const table = columns.textsOf('ip').tableOf((text) => text.startsWith(begin))
    yield among('ip', table)
  }
  if (device !== undefined) {
    const part = lowerAscii(device)
    const table = columns.textsOf('device').tableOf((text) => text.includes(part))
    yield among('device', table)
  }
}

function* userCriteria(db: ReadableDb, columns: DecisionColumns, { user }: DecisionFilter) {
  if (!user) return
  const named = new Set(subjectsNamed(db, user))
  const matches = textTest(user)
  yield among(
    'subject',
    columns
      .textsOf('subject')
      .tableOf((lowered, subject) => matches(lowered) || named.has(subject)),
  )
}

type UserTest = NonNullable<DecisionFilter['user']>

/** A test of texts in lower case. */
function textTest({ operator, value }: UserTest): (text: string) => boolean {
  const wanted = lowerAscii(value)
  switch (operator) {
    case 'is':
      return (text) => text === wanted
    case 'starts':
      return (text) => text.startsWith(wanted)
    case 'contains':
      return (text) => text.includes(wanted)
  }
}

/** Users are called as they are called now. */
function subjectsNamed(db: ReadableDb, { operator, value }: UserTest): readonly string[] {
  const escaped = value.replaceAll(/[\\%_]/g, (special) => `\\${special}`)
  const pattern = `${operator === 'contains' ? '%' : ''}${escaped}${operator === 'is' ? '' : '%'}`
  return listRows<{ subject: string }>(
    db,
    // The index of user names alone is read, and the rows of those that match.
    /* sql */ `
    SELECT subject FROM users
     WHERE id IN (SELECT id FROM users WHERE username LIKE ? ESCAPE '\\')`,
    pattern,
  ).map(({ subject }) => subject)
}

/** The flow's own records, and all that touched the grants which it led to. */
function* flowCriteria(columns: DecisionColumns, { flow }: DecisionFilter) {
  if (flow === undefined) return
  const wanted = hashOf(flow)
  const grants = new Set<number>()
  for (const block of columns.blocks)
    for (let slot = block.start; slot < block.end; slot += 1)
      if (block.flow[slot] === wanted) grants.add(block.grant[slot] ?? 0)
  grants.delete(0)
  const criterion: DecisionCriterion = (block, kept) => {
    for (let slot = block.start; slot < block.end; slot += 1)
      if (block.flow[slot] !== wanted && !grants.has(block.grant[slot] ?? 0)) kept[slot] = 0
  }
  yield criterion
}

function among(column: TextColumn, table: Uint8Array): DecisionCriterion {
  return (block, kept) => {
    const numbers = block[column]
    for (let slot = block.start; slot < block.end; slot += 1)
      if (table[numbers[slot] ?? 0] !== 1) kept[slot] = 0
  }
}

function equal(column: HashColumn | 'grant', wanted: number): DecisionCriterion {
  return (block, kept) => {
    const numbers = block[column]
    for (let slot = block.start; slot < block.end; slot += 1)
      if (numbers[slot] !== wanted) kept[slot] = 0
  }
}

function atLeast(column: 'at' | 'duration', least: number): DecisionCriterion {
  return (block, kept) => {
    const numbers = block[column]
    for (let slot = block.start; slot < block.end; slot += 1)
      if ((numbers[slot] ?? 0) < least) kept[slot] = 0
  }
}

function atMost(column: 'at' | 'duration', most: number): DecisionCriterion {
  return (block, kept) => {
    const numbers = block[column]
    for (let slot = block.start; slot < block.end; slot += 1)
      if ((numbers[slot] ?? 0) > most) kept[slot] = 0
  }
}
