import type { DecisionOutcome } from './decisions.ts'

/** All criteria are combined with AND; an absent one matches everything. */
export interface DecisionFilter {
  readonly outcomes?: readonly DecisionOutcome[] | undefined
  readonly endpoints?: readonly string[] | undefined
  readonly clients?: readonly string[] | undefined
  readonly errors?: readonly string[] | undefined
  /** The check that refused. */
  readonly checks?: readonly string[] | undefined
  /** Matched against the subject and the user name, ignoring case. */
  readonly user?:
    | { readonly operator: 'is' | 'starts' | 'contains'; readonly value: string }
    | undefined
  readonly grantId?: number | undefined
  readonly session?: string | undefined
  /** One authorization, and all that touched the grants which it led to. */
  readonly flow?: string | undefined
  readonly trace?: string | undefined
  /** An address, or the beginning of one. */
  readonly ip?: string | undefined
  /** Contained in the user agent, ignoring case. */
  readonly device?: string | undefined
  readonly at?: { readonly from?: number | undefined; readonly to?: number | undefined } | undefined
  /** Microseconds at least. */
  readonly slowerThan?: number | undefined
}
