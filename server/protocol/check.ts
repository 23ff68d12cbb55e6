import { OAuthError, type OAuthErrorCode } from './oauth-error.ts'

/** One line of a decision record: what was checked, by which clause, and how it came out. */
export interface CheckOutcome {
  readonly check: string
  readonly outcome: 'passed' | 'refused'
  readonly clause: string
  readonly expected?: string
  readonly received?: string
}

export interface Passed<Added> {
  readonly kind: 'passed'
  /** What later checks may rely on from here on. */
  readonly added: Added
}

export interface Refused {
  readonly kind: 'refused'
  readonly error: OAuthErrorCode
  /** The sentence for the wire: says no more than the RFC does. */
  readonly description: string
  /** For the record alone. Never a secret: a length and a digest stand for one. */
  readonly expected: string
  readonly received: string
  /** Seconds after which the client may try again; makes the answer a 429. */
  readonly retryAfter?: number
  /** Where one step makes several checks: the name of the one that refused. */
  readonly check?: string
}

export type Verdict<Added> = Passed<Added> | Refused

/** A named check. It needs `Needs`, and on passing it adds `Added` to what is known. */
export interface Check<Needs, Added> {
  readonly name: string
  /** RFC and clause, as the console shows it. */
  readonly clause: string
  /** Its line in a record when it has passed. */
  readonly passed: CheckOutcome
  readonly decide: (known: Needs) => Verdict<Added> | Promise<Verdict<Added>>
}

export function check<Needs, Added>(
  name: string,
  clause: string,
  decide: Check<Needs, Added>['decide'],
): Check<Needs, Added> {
  return { name, clause, passed: { check: name, clause, outcome: 'passed' }, decide }
}

export function passed(): Passed<object>
export function passed<Added>(added: Added): Passed<Added>
export function passed(added: object = {}): Passed<object> {
  return { kind: 'passed', added }
}

/** What a check saw, for the record. */
export interface Comparison {
  readonly expected: string
  readonly received: string
}

export function refused(
  error: OAuthErrorCode,
  description: string,
  comparison: Comparison,
): Refused {
  return { kind: 'refused', error, description, ...comparison }
}

export type Conclusion<Known> =
  | { readonly kind: 'passed'; readonly known: Known }
  | { readonly kind: 'refused'; readonly refusal: Refused }

/** Checks in the order in which the specification makes them; the first refusal ends the run. */
export interface Checklist<Start, Known> {
  check<Added>(next: Check<Known, Added>): Checklist<Start, Known & Added>
  run(start: Start, trail: CheckOutcome[]): Promise<Conclusion<Known>>
}

/** An empty list: what is known at first is what the request brings. */
export function checklist<Start extends object>(): Checklist<Start, Start> {
  return listOf<Start, Start>([])
}

type AnyCheck = Check<object, object>

function listOf<Start extends object, Known>(checks: readonly AnyCheck[]): Checklist<Start, Known> {
  return {
    check<Added>(next: Check<Known, Added>) {
      // The types of `check` have proven that each check finds what it needs.
      return listOf<Start, Known & Added>([...checks, next as unknown as AnyCheck])
    },
    async run(start, trail) {
      const known: object = { ...start }
      for (const each of checks) {
        const decided = each.decide(known)
        // Most decide at once: a request waits for those alone that ask the store.
        const verdict = decided instanceof Promise ? await decided : decided
        trail.push(outcomeOf(each, verdict))
        if (verdict.kind === 'refused') return { kind: 'refused', refusal: verdict }
        Object.assign(known, verdict.added)
      }
      // As above: each check has added what its type says.
      return { kind: 'passed', known: known as Known }
    },
  }
}

function outcomeOf(
  { name, clause, passed: line }: AnyCheck,
  verdict: Verdict<object>,
): CheckOutcome {
  if (verdict.kind === 'passed') return line
  const { expected, received } = verdict
  return { check: verdict.check ?? name, clause, outcome: 'refused', expected, received }
}

/** Runs a checklist whose refusal is the answer. @throws OAuthError */
export async function prove<Start, Known>(
  checks: Checklist<Start, Known>,
  start: Start,
  trail: CheckOutcome[],
): Promise<Known> {
  const conclusion = await checks.run(start, trail)
  if (conclusion.kind === 'refused') throw toOAuthError(conclusion.refusal)
  return conclusion.known
}

/** The refusal as the error that the client gets. */
export function toOAuthError({ error, description, retryAfter }: Refused): OAuthError {
  return new OAuthError(error, description, retryAfter)
}
