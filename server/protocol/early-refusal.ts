import type { CheckOutcome, Comparison } from './check.ts'
import { OAuthError, statusOf, type OAuthErrorCode } from './oauth-error.ts'

/** Which rule a request broke before any endpoint has seen it. */
export interface BrokenRule extends Comparison {
  readonly check: string
  readonly clause: string
  /** HTTP's own answer, where it is not that of the code. */
  readonly status?: number
}

/** A refusal before any endpoint has seen the request, with the line that its record gets. */
export class EarlyRefusal extends OAuthError {
  override readonly name = 'OAuthError'
  override readonly status: number
  readonly outcome: CheckOutcome

  constructor(code: OAuthErrorCode, description: string, rule: BrokenRule) {
    super(code, description)
    const { check, clause, expected, received, status } = rule
    this.status = status ?? statusOf(code)
    this.outcome = { check, clause, outcome: 'refused', expected, received }
  }
}
