import { refreshTokenOf } from '#test/fault/support/families.ts'
import { refresh, tokensOf } from '#test/support/relying-party.ts'

type Place = { readonly url: string }

/** Refreshes of all families, each as soon as its last one was answered. */
export interface RefreshLoad {
  /** How many were answered so far. */
  readonly acknowledged: number
  /** Ends it after the answers that are on their way. */
  stop(): Promise<void>
}

/** Fails where an answer is not 200. */
export function startRefreshing(issuer: Place, tokens: readonly string[]): RefreshLoad {
  const state = { isStopped: false, acknowledged: 0 }
  const loop = async (first: string): Promise<void> => {
    for (let held = first; !state.isStopped; state.acknowledged += 1)
      held = refreshTokenOf(tokensOf(await refresh(issuer, held)))
  }
  const loops = Promise.all(tokens.map(loop))
  // Whoever stops it is told.
  loops.catch(() => undefined)
  return {
    get acknowledged() {
      return state.acknowledged
    },
    async stop() {
      state.isStopped = true
      await loops
    },
  }
}

/** The value below which this share of all values is. */
export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? Number.NaN
}
