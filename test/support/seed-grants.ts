import Database from 'better-sqlite3'

/** Columns of `grants` that a test may set; the rest is made up. */
export interface SeededGrant {
  readonly subject: string
  readonly clientId: string
  readonly scope: string
  readonly issuedAt: number
  readonly generation?: number
  readonly lastUsedAt?: number | null
  readonly idleExpiresAt: number
  readonly absoluteExpiresAt: number
  readonly uses?: number
  readonly ip?: string | null
  readonly userAgent?: string | null
  readonly session?: string | null
  readonly revokedAt?: number | null
  readonly replayed?: boolean
  readonly orphanedAt?: number | null
  readonly revocationId?: number | null
  readonly purgeAt?: number | null
  readonly history?: boolean
}

export interface SeededUser {
  readonly subject: string
  readonly username: string
  readonly name: string
}

type Connection = InstanceType<typeof Database>

/** Opens a store's file beside the store: for tests alone, which need pasts that never happened. */
export function openBeside(file: string): Connection {
  const db = new Database(file)
  db.pragma('busy_timeout = 5000')
  return db
}

export function seedUsers(db: Connection, users: readonly SeededUser[]): void {
  const insert = db.prepare(/* sql */ `
    INSERT INTO users (subject, username, name, email, email_verified, claims, password_hash,
                       disabled, created_at, version)
    VALUES (?, ?, ?, '', 0, '{}', 'none', 0, 1, 1)`)
  db.transaction(() => {
    for (const { subject, username, name } of users) insert.run(subject, username, name)
  })()
}

export function seedClients(db: Connection, clients: readonly (readonly [string, string])[]): void {
  const insert = db.prepare(/* sql */ `
    INSERT INTO clients (
      client_id, name, description, enabled, type, flow, pkce, consent, consent_lifetime,
      refresh_enabled, refresh_usage, refresh_grace, refresh_idle_lifetime,
      refresh_absolute_lifetime, access_token_lifetime, access_token_format,
      profile_claims_in_id_token, created_at, version)
    VALUES (?, ?, '', 1, 'public', NULL, 'required', 'always', 60, 0, 'rotate', 10, 60, 60, 60,
            'jwt', 0, 1, 1)`)
  db.transaction(() => {
    for (const client of clients) insert.run(...client)
  })()
}

/** Writes grants straight into the table; returns their ids. */
export function seedGrants(db: Connection, grants: Iterable<SeededGrant>): number[] {
  const insert = db.prepare(/* sql */ `
    INSERT INTO grants (
      user_id, subject, client_id, scope, session_id, authenticated_at, salt, created_at, generation,
      issued_at, last_used_at, idle_expires_at, absolute_expires_at, uses, ip, user_agent,
      revocation_id, revoked_at, replayed, access_revoked, orphaned_at, purge_at)
    VALUES (
      (SELECT id FROM users WHERE subject = @subject), @subject, @clientId, @scope, @session, @issuedAt, zeroblob(16), @issuedAt, @generation,
      @issuedAt, @lastUsedAt, @idleExpiresAt, @absoluteExpiresAt, @uses, @ip, @userAgent,
      @revocationId, @revokedAt, @replayed, 0, @orphanedAt, @purgeAt)`)
  const insertUse = db.prepare(/* sql */ `
    INSERT INTO grant_history (grant_id, generation, kind, at, access_token_id,
                               access_token_format, access_expires_at)
    VALUES (?, 1, 'issued', ?, ?, 'jwt', ?)`)
  const ids: number[] = []
  db.transaction(() => {
    for (const grant of grants) {
      const id = Number(insert.run(columnsOf(grant)).lastInsertRowid)
      if (grant.history) insertUse.run(id, grant.issuedAt, `jti-${id}`, grant.issuedAt + 3600)
      ids.push(id)
    }
  })()
  return ids
}

function columnsOf(grant: SeededGrant): Record<string, string | number | null> {
  return {
    subject: grant.subject,
    clientId: grant.clientId,
    scope: grant.scope,
    session: grant.session ?? null,
    issuedAt: grant.issuedAt,
    generation: grant.generation ?? 1,
    lastUsedAt: grant.lastUsedAt ?? null,
    idleExpiresAt: grant.idleExpiresAt,
    absoluteExpiresAt: grant.absoluteExpiresAt,
    uses: grant.uses ?? 0,
    ip: grant.ip ?? null,
    userAgent: grant.userAgent ?? null,
    revocationId: grant.revocationId ?? null,
    revokedAt: grant.revokedAt ?? null,
    replayed: Number(grant.replayed ?? false),
    orphanedAt: grant.orphanedAt ?? null,
    purgeAt: grant.purgeAt ?? null,
  }
}

/** A stream of numbers that is the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
