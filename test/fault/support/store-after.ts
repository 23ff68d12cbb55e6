import { join } from 'node:path'

import Database from 'better-sqlite3'

/** What a rig finds in a store that nobody serves any more. */
export interface StoreAfter {
  /** What SQLite says of the file: `ok`. */
  readonly integrity: string
  /** Current generation of each grant. */
  readonly generations: ReadonlyMap<number, number>
  /** Grants whose history does not say: made once, and each generation rotated into once. */
  readonly forked: readonly number[]
}

export function readStoreAfter(data: string): StoreAfter {
  return withStore(data, (db) => ({
    integrity: String(db.pragma('integrity_check', { simple: true })),
    generations: new Map(
      // One row of each: the columns listed.
      (
        db.prepare(/* sql */ `SELECT id, generation FROM grants WHERE generation > 0`).all() as {
          readonly id: number
          readonly generation: number
        }[]
      ).map(({ id, generation }) => [id, generation]),
    ),
    // As above.
    forked: db
      .prepare(/* sql */ `
        SELECT id FROM grants
         WHERE generation > 0 AND generation <> (
               SELECT count(*) FROM grant_history
                WHERE grant_id = grants.id AND kind IN ('issued', 'rotated')
                  AND grant_history.generation BETWEEN 1 AND grants.generation)
            OR EXISTS (
               SELECT 1 FROM grant_history
                WHERE grant_id = grants.id AND kind IN ('issued', 'rotated')
                GROUP BY grant_history.generation HAVING count(*) > 1)`)
      .pluck()
      .all() as number[],
  }))
}

/** Opens the store's file beside or after the store; for tests alone. */
export function withStore<Value>(
  data: string,
  look: (db: InstanceType<typeof Database>) => Value,
): Value {
  const db = new Database(join(data, 'latchkey.sqlite'))
  db.pragma('busy_timeout = 5000')
  try {
    return look(db)
  } finally {
    db.close()
  }
}
