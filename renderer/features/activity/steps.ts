import type { DecisionRecordView, DecisionSummary } from '#contract/activity.ts'

type Outcome = DecisionSummary['outcome']

/**
 * What each request of a sequence was, newest first like the records: its endpoint, but that
 * after the code is redeemed the token endpoint refreshes. Where the beginning is not among them,
 * nothing tells the two apart.
 */
export function stepWords(newestFirst: readonly DecisionSummary[]): readonly string[] {
  let isBegun = false
  let isRedeemed = false
  const words = newestFirst.toReversed().map(({ endpoint, flow, outcome }) => {
    if (endpoint !== 'token') {
      isBegun ||= flow !== null
      return endpoint
    }
    if (isRedeemed) return 'refresh'
    isRedeemed = isBegun && outcome === 'passed'
    return endpoint
  })
  return words.toReversed()
}

/** What one request was, by what it asked for. */
export function stepOf({ endpoint, request }: DecisionRecordView): string {
  const grantType = request?.parameters.find(({ name }) => name === 'grant_type')?.value
  return endpoint === 'token' && grantType === 'refresh_token' ? 'refresh' : endpoint
}

/** "authorize", "sign-in", "token", "refresh ×3": oldest first, the same in a row told once. */
export function stepRuns(wordsNewestFirst: readonly string[]): readonly string[] {
  const runs: { word: string; times: number }[] = []
  for (const word of wordsNewestFirst.toReversed()) {
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
