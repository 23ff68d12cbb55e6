import {
  change,
  findRow,
  insertRow,
  listRows,
  type ReadableDb,
  type WritableDb,
} from './database.ts'
import { refused, type Refusal } from './refusal.ts'

/** Enough for a menu; more would hide the ones in use. */
const viewLimit = 200

export interface SavedView {
  readonly name: string
  readonly query: string
}

export function listSavedViews(db: ReadableDb): readonly SavedView[] {
  return listRows<SavedView>(db, /* sql */ `SELECT name, query FROM saved_views ORDER BY name`)
}

export type SavedViews = { readonly kind: 'saved'; readonly views: readonly SavedView[] } | Refusal

/** Saves a view; one of the same name is replaced. */
export function saveView(
  db: WritableDb,
  { name, query }: SavedView & { readonly now: number },
): SavedViews {
  const others = findRow<{ count: number }>(
    db,
    /* sql */ `SELECT count(*) AS count FROM saved_views WHERE name <> ?`,
    name,
  )
  if ((others?.count ?? 0) >= viewLimit)
    return refused('not_allowed', `There are ${viewLimit} saved views already. Delete one first.`)
  insertRow(
    db,
    /* sql */ `
    INSERT INTO saved_views (name, query) VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET query = excluded.query`,
    name,
    query,
  )
  return { kind: 'saved', views: listSavedViews(db) }
}

export function deleteView(
  db: WritableDb,
  { name }: { readonly name: string; readonly now: number },
): SavedViews {
  const deleted = change(db, /* sql */ `DELETE FROM saved_views WHERE name = ?`, name)
  if (deleted === 0) return refused('not_found', 'There is no saved view of this name.', 'name')
  return { kind: 'saved', views: listSavedViews(db) }
}
