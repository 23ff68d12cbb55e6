import type { AccessTokenRecord } from './access-tokens.ts'
import { insertRow, type WritableDb } from './database.ts'

/** One use of a grant: which generation, what it was, and the access token that came of it. */
export interface HistoryEntry {
  readonly grantId: number
  readonly generation: number
  readonly kind: 'issued' | 'rotated' | 'reused' | 'grace' | 'replayed'
  readonly accessToken: AccessTokenRecord | null
  readonly ip: string | null
  readonly userAgent: string | null
  readonly now: number
}

export function insertHistory(db: WritableDb, entry: HistoryEntry): void {
  insertRow(
    db,
    /* sql */ `
    INSERT INTO grant_history (grant_id, generation, kind, at, ip, user_agent, access_token_id,
                               access_token_format, access_expires_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    entry.grantId,
    entry.generation,
    entry.kind,
    entry.now,
    entry.ip,
    entry.userAgent,
    entry.accessToken?.id ?? null,
    entry.accessToken?.format ?? null,
    entry.accessToken?.expiresAt ?? null,
  )
}
