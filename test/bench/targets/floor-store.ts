import { join } from 'node:path'

import Database from 'better-sqlite3'

/** One durable write, resolved once it is on the disk. */
export type Commit = (write: () => void) => Promise<void>

/**
 * SQLite with WAL and synchronous=FULL on the floor's own thread. What has arrived in one turn of
 * the event loop is committed together: one fsync for all of them.
 */
export function openFloorStore(folder: string) {
  const db = new Database(join(folder, 'floor.sqlite'))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec(/* sql */ `
    CREATE TABLE IF NOT EXISTS grants (id INTEGER PRIMARY KEY, generation INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS codes (code TEXT PRIMARY KEY, spent INTEGER NOT NULL) STRICT, WITHOUT ROWID;`)
  const insertCode = db.prepare(/* sql */ `INSERT INTO codes (code, spent) VALUES (?, 0)`)
  const spendCode = db.prepare(/* sql */ `UPDATE codes SET spent = 1 WHERE code = ? AND spent = 0`)
  const insertGrant = db.prepare(/* sql */ `INSERT INTO grants (generation) VALUES (1)`)
  const rotate = db.prepare(/* sql */ `
    UPDATE grants SET generation = generation + 1 WHERE id = ? AND generation = ?`)
  const commit = openGroupCommit(db)
  return {
    saveCode: (code: string) => commit(() => void insertCode.run(code)),
    async redeemCode(code: string): Promise<number> {
      let grant = 0
      await commit(() => {
        if (spendCode.run(code).changes !== 1) throw new Error('There is no such code.')
        grant = Number(insertGrant.run().lastInsertRowid)
      })
      return grant
    },
    rotate: (grant: number, generation: number) =>
      commit(() => {
        if (rotate.run(grant, generation).changes !== 1) throw new Error('There is no such token.')
      }),
  }
}

function openGroupCommit(db: InstanceType<typeof Database>): Commit {
  let waiting: { readonly write: () => void; readonly resolve: () => void }[] = []
  const commitAll = db.transaction((group: typeof waiting) => {
    for (const { write } of group) write()
  })
  const flush = (): void => {
    const group = waiting
    waiting = []
    // Nobody asks the floor for what is not there: a write that fails ends it, and the bench.
    commitAll.immediate(group)
    for (const { resolve } of group) resolve()
  }
  return (write) =>
    new Promise((resolve) => {
      if (waiting.length === 0) setImmediate(flush)
      waiting.push({ write, resolve })
    })
}
