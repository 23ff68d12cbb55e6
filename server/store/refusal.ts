/** Why a change was not made: what the administrator is told, and which input it is about. */
export interface Refusal {
  readonly kind: 'refused'
  readonly code: 'invalid_input' | 'not_found' | 'conflict' | 'not_allowed' | 'too_late'
  /** One sentence. */
  readonly message: string
  readonly path?: string
}

/** A refusal is returned before anything is written: what was returned is committed. */
export function refused(code: Refusal['code'], message: string, path?: string): Refusal {
  return { kind: 'refused', code, message, ...(path === undefined ? {} : { path }) }
}

/** A change and its line in the audit trail. */
export type Audited = { readonly kind: 'changed'; readonly auditId: number } | Refusal

/** Another line than the change's own: a fix says what it mends, an undo what it takes back. */
export interface AuditWords {
  readonly operation?: string
  readonly summary: string
}

/** Who acts, and when: part of every change that an administrator makes. */
export interface Act {
  readonly actor: string
  readonly now: number
}
