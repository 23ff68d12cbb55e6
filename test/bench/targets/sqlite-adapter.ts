import { join } from 'node:path'

import Database from 'better-sqlite3'
import type { Adapter, AdapterPayload } from 'oidc-provider'

type Connection = InstanceType<typeof Database>

/**
 * Where oidc-provider keeps what it must not lose: SQLite, as durable as Latchkey's store. Each
 * write is a transaction of its own, since the library awaits one before it makes the next.
 */
export function openSqliteAdapter(folder: string): (model: string) => Adapter {
  const db = openDatabase(join(folder, 'oidc-provider.sqlite'))
  const statements = prepare(db)
  return (model) => adapterOf(statements, model)
}

function openDatabase(file: string): Connection {
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  // The columns that are looked for have partial indexes: most rows are in one of them or in none.
  db.exec(/* sql */ `
    CREATE TABLE IF NOT EXISTS entities (
      model TEXT NOT NULL,
      id TEXT NOT NULL,
      payload TEXT NOT NULL,
      grant_id TEXT,
      user_code TEXT,
      uid TEXT,
      consumed_at INTEGER,
      expires_at INTEGER,
      PRIMARY KEY (model, id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS entities_by_grant
      ON entities (grant_id) WHERE grant_id IS NOT NULL;
    CREATE INDEX IF NOT EXISTS entities_by_user_code
      ON entities (model, user_code) WHERE user_code IS NOT NULL;
    CREATE INDEX IF NOT EXISTS entities_by_uid
      ON entities (model, uid) WHERE uid IS NOT NULL;`)
  return db
}

interface Row {
  readonly payload: string
  readonly consumed_at: number | null
}

function prepare(db: Connection) {
  const find = /* sql */ `SELECT payload, consumed_at FROM entities WHERE model = ? AND`
  const living = /* sql */ `AND (expires_at IS NULL OR expires_at > ?)`
  return {
    upsert: db.prepare(/* sql */ `
      INSERT INTO entities (model, id, payload, grant_id, user_code, uid, consumed_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (model, id) DO UPDATE
        SET payload = excluded.payload, grant_id = excluded.grant_id,
            user_code = excluded.user_code, uid = excluded.uid,
            consumed_at = excluded.consumed_at, expires_at = excluded.expires_at`),
    find: db.prepare<unknown[], Row>(`${find} id = ? ${living}`),
    findByUid: db.prepare<unknown[], Row>(`${find} uid = ? ${living}`),
    findByUserCode: db.prepare<unknown[], Row>(`${find} user_code = ? ${living}`),
    consume: db.prepare(/* sql */ `UPDATE entities SET consumed_at = ? WHERE model = ? AND id = ?`),
    destroy: db.prepare(/* sql */ `DELETE FROM entities WHERE model = ? AND id = ?`),
    revokeByGrantId: db.prepare(/* sql */ `DELETE FROM entities WHERE grant_id = ?`),
  }
}

function adapterOf(statements: ReturnType<typeof prepare>, model: string): Adapter {
  const read = (row: Row | undefined): AdapterPayload | undefined => {
    if (!row) return undefined
    // Written by `upsert` below, from such a payload.
    const payload = JSON.parse(row.payload) as AdapterPayload
    return row.consumed_at === null ? payload : { ...payload, consumed: row.consumed_at }
  }
  return {
    async upsert(id, payload, expiresIn) {
      const { grantId, userCode, uid, consumed } = payload
      statements.upsert.run(
        model,
        id,
        JSON.stringify(payload),
        grantId ?? null,
        userCode ?? null,
        uid ?? null,
        typeof consumed === 'number' ? consumed : null,
        expiresIn ? now() + expiresIn : null,
      )
    },
    find: async (id) => read(statements.find.get(model, id, now())),
    findByUid: async (uid) => read(statements.findByUid.get(model, uid, now())),
    findByUserCode: async (code) => read(statements.findByUserCode.get(model, code, now())),
    async consume(id) {
      statements.consume.run(now(), model, id)
    },
    async destroy(id) {
      statements.destroy.run(model, id)
    },
    async revokeByGrantId(grantId) {
      statements.revokeByGrantId.run(grantId)
    },
  }
}

function now(): number {
  return Math.floor(Date.now() / 1000)
}
