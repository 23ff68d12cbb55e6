/** Whole seconds since 1970-01-01T00:00:00Z (RFC 7519 §2 NumericDate). */
export type EpochSeconds = number

/** The one source of "now": passed in wherever something is issued, validated, swept or shown. */
export interface Clock {
  now(): EpochSeconds
}
