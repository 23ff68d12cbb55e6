import type { WritableDb } from '#store/database.ts'

import { tellClientsChanged, tellTouched, touch, type TouchedRows } from './touched-rows.ts'

/**
 * Notes every row of grants, users and clients that this connection changes, whichever operation
 * does it, in triggers that live on the connection alone. Returns what is called after each commit.
 */
export function noteTouchedRows(db: WritableDb, rows: TouchedRows): () => void {
  let clientsTouched = false
  db.function('touch_grant', (id: unknown) => touched(rows, 'grants', id))
  db.function('touch_user', (id: unknown) => touched(rows, 'users', id))
  db.function('touch_clients', () => {
    clientsTouched = true
    return null
  })
  db.exec(/* sql */ `
    CREATE TEMP TRIGGER grant_inserted AFTER INSERT ON main.grants WHEN new.generation > 0
      BEGIN SELECT touch_grant(new.id); END;
    CREATE TEMP TRIGGER grant_updated AFTER UPDATE ON main.grants
      BEGIN SELECT touch_grant(new.id); END;
    CREATE TEMP TRIGGER grant_deleted AFTER DELETE ON main.grants
      BEGIN SELECT touch_grant(old.id); END;
    CREATE TEMP TRIGGER user_inserted AFTER INSERT ON main.users
      BEGIN SELECT touch_user(new.id); END;
    CREATE TEMP TRIGGER user_updated AFTER UPDATE OF subject, username, name ON main.users
      BEGIN SELECT touch_user(new.id); END;
    CREATE TEMP TRIGGER user_deleted AFTER DELETE ON main.users
      BEGIN SELECT touch_user(old.id); END;
    CREATE TEMP TRIGGER client_inserted AFTER INSERT ON main.clients
      BEGIN SELECT touch_clients(); END;
    CREATE TEMP TRIGGER client_updated AFTER UPDATE OF client_id, name ON main.clients
      BEGIN SELECT touch_clients(); END;
    CREATE TEMP TRIGGER client_deleted AFTER DELETE ON main.clients
      BEGIN SELECT touch_clients(); END`)
  return () => {
    tellTouched(rows)
    if (clientsTouched) tellClientsChanged(rows)
    clientsTouched = false
  }
}

function touched(rows: TouchedRows, ring: 'grants' | 'users', id: unknown): null {
  if (typeof id === 'number') touch(rows, ring, id)
  return null
}
