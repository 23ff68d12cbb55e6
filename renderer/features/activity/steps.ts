import type { DecisionSummary } from '#contract/activity.ts'

type Outcome = DecisionSummary['outcome']

/** What a request was in its flow: the endpoint, but that a refresh is no redemption of a code. */
export function stepWord({ endpoint, flow, grantId }: DecisionSummary): string {
  return endpoint === 'token' && flow === null && grantId !== null ? 'refresh' : endpoint
}

/** "authorize", "sign-in", "token", "refresh ×3": oldest first, the same in a row told once. */
export function stepsOf(newestFirst: readonly DecisionSummary[]): readonly string[] {
  const runs: { word: string; times: number }[] = []
  for (const record of newestFirst.toReversed()) {
    const word = stepWord(record)
    const last = runs.at(-1)
    if (last?.word === word) last.times += 1
    else runs.push({ word, times: 1 })
  }
  return runs.map(({ word, times }) => (times === 1 ? word : `${word} ×${times}`))
}

const badness = { passed: 0, refused: 1, failed: 2 } as const satisfies Record<Outcome, number>

/** The record that ended worst; the newest of those that did. */
export function worst(records: readonly DecisionSummary[]): DecisionSummary | undefined {
  return records.reduce<DecisionSummary | undefined>(
    (found, record) =>
      found === undefined || badness[record.outcome] > badness[found.outcome] ? record : found,
    undefined,
  )
}
