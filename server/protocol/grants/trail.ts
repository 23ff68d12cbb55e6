import type { CheckOutcome } from '#protocol/check.ts'

/**
 * One transaction makes several checks in order. Where it refused at `refusedAt`, the ones between
 * the last recorded check and that one have passed: this writes them down.
 */
export function passedUpTo(
  trail: CheckOutcome[],
  order: readonly string[],
  refusedAt: string,
  clause: string,
): void {
  const recorded = new Set(trail.map(({ check }) => check))
  for (const check of order.slice(0, order.indexOf(refusedAt)))
    if (!recorded.has(check)) trail.push({ check, clause, outcome: 'passed' })
}
