import { findRow, prepare, type ReadableDb } from '#store/database.ts'

import { blockRows, DecisionBlock, hashOf, textColumns, type TextColumn } from './decision-block.ts'
import { TextNumbers } from './text-numbers.ts'

/** A row's body, as far as it is looked for: `rowText` writes it. */
type Body = readonly [
  at: number,
  duration: number,
  endpoint: string,
  client: string | null,
  subject: string | null,
  grant: number | null,
  session: string | null,
  flow: string | null,
  trace: string | null,
  ip: string | null,
  device: string | null,
  outcome: string,
  error: string | null,
  check: string | null,
]

/** Texts that are kept though no record has them any more, at most. */
const spareTexts = 50_000

/**
 * What is looked for in decision records, as columns of numbers. Records are only appended and
 * their ids only grow: whoever asks first reads what came since, and drops what is gone.
 */
export class DecisionColumns {
  readonly #db: ReadableDb
  #blocks: DecisionBlock[] = []
  #texts = newTexts()
  #last = 0

  constructor(db: ReadableDb) {
    this.#db = db
  }

  /** Oldest first. */
  get blocks(): readonly DecisionBlock[] {
    return this.#blocks
  }

  textsOf(column: TextColumn): TextNumbers {
    return this.#texts[column]
  }

  /** Catches up with the store, inside the transaction of the question. */
  advance(): void {
    this.#drop()
    // The columns below.
    const rows = prepare(
      this.#db,
      /* sql */ `SELECT id, body FROM decision_log WHERE id > ? ORDER BY id`,
    ).iterate(this.#last) as IterableIterator<{ id: number; body: string }>
    for (const { id, body } of rows) this.#add(id, JSON.parse(body))
  }

  #add(id: number, body: Body): void {
    const [at, duration, endpoint, client, subject, grant, session] = body
    const [, , , , , , , flow, trace, ip, device, outcome, error, check] = body
    let block = this.#blocks.at(-1)
    if (!block || block.end === blockRows) this.#blocks.push((block = new DecisionBlock(id)))
    const slot = block.end
    const texts = this.#texts
    block.distance[slot] = id - block.base
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
    block.end += 1
    this.#last = id
  }

  #drop(): void {
    const kept = findRow<{ id: number | null }>(
      this.#db,
      /* sql */ `SELECT min(id) AS id FROM decision_log`,
    )
    const first = kept?.id ?? Number.MAX_SAFE_INTEGER
    this.#blocks = this.#blocks.filter((block) => block.idAt(block.end - 1) >= first)
    const [oldest] = this.#blocks
    if (oldest) oldest.start = oldest.slotOf(first)
    if (this.#isFullOfOldTexts()) {
      this.#blocks = []
      this.#texts = newTexts()
      this.#last = 0
    }
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
