import type { RefreshTokenStatus } from '#domain/refresh-token.ts'

import { expiryOfGrant, statusOfGrant } from './refresh-token-status.ts'

/** A family at its current generation, with the names of its user and client. */
export interface RefreshTokenRow {
  readonly grantId: number
  readonly status: RefreshTokenStatus
  readonly subject: string
  readonly username: string | null
  readonly name: string | null
  readonly clientId: string
  readonly clientName: string | null
  readonly scope: string
  readonly generation: number
  readonly issuedAt: number
  readonly lastUsedAt: number | null
  readonly expiresAt: number
  readonly uses: number
  readonly ip: string | null
  readonly userAgent: string | null
  readonly session: string | null
}

/** The columns of `RefreshTokenRow`, from `grants` joined to `users` and `clients`. */
export const refreshTokenColumns = /* sql */ `
  grants.id AS grantId, ${statusOfGrant} AS status, grants.subject, users.username, users.name,
  grants.client_id AS clientId, clients.name AS clientName, grants.scope, grants.generation,
  grants.issued_at AS issuedAt, grants.last_used_at AS lastUsedAt, ${expiryOfGrant} AS expiresAt,
  grants.uses, grants.ip, grants.user_agent AS userAgent, grants.session_id AS session`
