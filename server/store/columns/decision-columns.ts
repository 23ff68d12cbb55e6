import { findRow, listRows, type ReadableDb } from '#store/database.ts'

import { blockRows, DecisionBlock, hashOf, textColumns, type TextColumn } from './decision-block.ts'
import { bodyOf } from './decision-body.ts'
import { TextNumbers } from './text-numbers.ts'

/** Texts that are kept though no record has them any more, at most. */
const spareTexts = 50_000
/** Records that are read at once while a search may be waiting: a few milliseconds. */
const slice = 1000

/** Ids of which no record has been read. */
interface Unread {
  readonly from: number
  readonly to: number
}

/**
 * What is looked for in decision records, as columns of numbers. Records are only appended, and the
 * oldest go first: what came since is noted before each question, and read slice by slice, the
 * newest first.
 */
export class DecisionColumns {
  readonly #slice: number
  #blocks: DecisionBlock[] = []
  #texts = newTexts()
  /** The newest last. */
  #unread: Unread[] = []
  /** The newest id that is read or noted as unread. */
  #noted = 0

  constructor(recordsOfSlice = slice) {
    this.#slice = recordsOfSlice
  }

  /** Oldest first. */
  get blocks(): readonly DecisionBlock[] {
    return this.#blocks
  }

  textsOf(column: TextColumn): TextNumbers {
    return this.#texts[column]
  }

  get isWhole(): boolean {
    return this.#unread.length === 0
  }

  /** The newest id before this one that has not been read; 0 where all have. */
  newestUnread(before: number): number {
    const range = this.#unread.findLast(({ from }) => from < before)
    return range ? Math.min(range.to, before - 1) : 0
  }

  /** Learns what came and went, inside the transaction of a question. A little is read at once. */
  catchUp(db: ReadableDb): void {
    const kept = findRow<{ first: number | null; last: number | null }>(
      db,
      /* sql */ `
      SELECT (SELECT min(id) FROM decision_log) AS first, (SELECT max(id) FROM decision_log) AS last`,
    )
    const first = kept?.first ?? Number.MAX_SAFE_INTEGER
    this.#drop(first)
    const from = Math.max(first, this.#noted + 1)
    const to = kept?.last ?? 0
    if (from > to) return
    this.#unread.push({ from, to })
    this.#noted = to
    this.readSlice(db)
  }

  /** Reads the newest of what is unread, in the same transaction. */
  readSlice(db: ReadableDb): void {
    const range = this.#unread.pop()
    if (!range) return
    const rows = listRows<{ id: number; body: string }>(
      db,
      /* sql */ `
      SELECT id, body FROM decision_log WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT ?`,
      range.from,
      range.to,
      this.#slice,
    )
    for (const { id, body } of rows) this.#put(id, body)
    const last = rows.at(-1)
    if (last && rows.length === this.#slice && last.id > range.from)
      this.#unread.push({ from: range.from, to: last.id - 1 })
  }

  #put(id: number, text: string): void {
    const [at, duration, endpoint, client, subject, grant, session, ...others] = bodyOf(text)
    const [flow, trace, ip, device, outcome, error, check] = others
    const block = this.#blockOf(id)
    const slot = id - block.base
    const texts = this.#texts
    block.at[slot] = at
    block.duration[slot] = duration
    block.outcome[slot] = texts.outcome.numberOf(outcome)
    block.endpoint[slot] = texts.endpoint.numberOf(endpoint)
    block.client[slot] = texts.client.numberOf(client)
    block.error[slot] = texts.error.numberOf(error)
    block.check[slot] = texts.check.numberOf(check)
    block.subject[slot] = texts.subject.numberOf(subject)
    block.ip[slot] = texts.ip.numberOf(ip)
    block.device[slot] = texts.device.numberOf(device)
    block.grant[slot] = grant ?? 0
    block.session[slot] = hashOf(session)
    block.flow[slot] = hashOf(flow)
    block.trace[slot] = hashOf(trace)
    block.start = Math.min(block.start, slot)
    block.end = Math.max(block.end, slot + 1)
  }

  #blockOf(id: number): DecisionBlock {
    const base = id - (id % blockRows)
    const index = this.#blocks.findLastIndex((block) => block.base <= base)
    const found = this.#blocks[index]
    if (found?.base === base) return found
    const block = new DecisionBlock(base)
    this.#blocks.splice(index + 1, 0, block)
    return block
  }

  /** Forgets what is before the first id that is kept. */
  #drop(first: number): void {
    this.#blocks = this.#blocks.filter(({ base, end }) => base + end > first)
    const [oldest] = this.#blocks
    if (oldest) oldest.start = oldest.slotOf(first)
    this.#unread = this.#unread.filter(({ to }) => to >= first)
    if (!this.#isFullOfOldTexts()) return
    this.#blocks = []
    this.#unread = []
    this.#texts = newTexts()
    this.#noted = 0
  }

  #isFullOfOldTexts(): boolean {
    const rows = this.#blocks.reduce((sum, { start, end }) => sum + end - start, 0)
    const texts = textColumns.reduce((sum, column) => sum + this.#texts[column].size, 0)
    // A record brings three that may be its own: subject, address and user agent.
    return texts > 4 * rows + spareTexts
  }
}

function newTexts(): Readonly<Record<TextColumn, TextNumbers>> {
  return {
    outcome: new TextNumbers(),
    endpoint: new TextNumbers(),
    client: new TextNumbers(),
    error: new TextNumbers(),
    check: new TextNumbers(),
    subject: new TextNumbers(),
    ip: new TextNumbers(),
    device: new TextNumbers(),
  }
}
