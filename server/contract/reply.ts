/** Why an operation was refused: a closed set, so that the console can act on it. */
export type AdminErrorCode =
  | 'invalid_input'
  | 'not_found'
  | 'conflict'
  | 'not_allowed'
  | 'too_late'
  | 'unavailable'
  | 'internal'

export interface AdminFailure {
  readonly code: AdminErrorCode
  /** One sentence: what happened and what to do. */
  readonly message: string
  /** The input field it is about, dotted: `redirectUris.0.uri`. */
  readonly path?: string
}

/** How every operation answers. Failures travel as data: Electron keeps only `message` of an error. */
export type Reply<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: AdminFailure }
