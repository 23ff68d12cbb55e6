import { listRows, type ReadableDb } from './database.ts'

/** Every client's id: what a mistyped one is compared with. */
export function listClientIds(db: ReadableDb): readonly string[] {
  return listRows<{ client_id: string }>(
    db,
    /* sql */ `SELECT client_id FROM clients ORDER BY client_id`,
  ).map(({ client_id }) => client_id)
}
