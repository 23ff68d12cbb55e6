import { z } from 'zod'

import { clientIdentifierPattern, grantIdentifierPattern, scopeValuePattern } from './patterns.ts'

/** Whole seconds since 1970-01-01T00:00:00Z (RFC 7519 §2, NumericDate without a fraction). */
export const epochSeconds = z.int().min(0).max(253_402_300_799)

/** A lifetime in seconds; ten years at most. */
export const lifetime = z.int().min(1).max(315_360_000)

export const clientIdentifier = z
  .string()
  .min(1)
  .max(100)
  .regex(clientIdentifierPattern, 'A client id has letters, digits and . _ ~ - only.')

/** One scope value (RFC 6749 §3.3). */
export const scopeValue = z
  .string()
  .min(1)
  .max(200)
  .regex(scopeValuePattern, 'A scope has no spaces, quotes or backslashes.')

export const subjectIdentifier = z.string().min(1).max(255)
export const displayName = z.string().trim().min(1, 'A name is needed.').max(200)
export const grantIdentifier = z.string().regex(grantIdentifierPattern, 'Not the id of a family.')

/** Any JSON that a claim may hold. */
export const claims = z.record(z.string().min(1).max(200), z.json())

/** Both ends are included; an absent one is open. */
export const period = z.strictObject({ from: epochSeconds.optional(), to: epochSeconds.optional() })

export const empty = z.strictObject({})
