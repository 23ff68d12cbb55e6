import type { EpochSeconds } from '#domain/time.ts'
import type { Store } from '#store/open-store.ts'
import { revocationSlice, type RevocationStart } from '#store/revocation-changes.ts'
import type { Revocation } from '#store/revocations.ts'
import { takeTurn } from '#store/turns.ts'

import { accepted } from './admin-error.ts'

/** An act of revocation, or its undo, and how far it has come. */
export interface RevocationAct {
  readonly revocation: Revocation
  readonly kind: 'revoke' | 'delete' | 'undo'
  readonly state: 'running' | 'finished' | 'cancelled' | 'failed'
  /** Grants that it has been at, of how many. */
  readonly reached: number
  readonly planned: number
}

export type NewAct = Omit<RevocationStart, 'now' | 'planned' | 'grantIds'> & {
  readonly grantIds: Float64Array
}

export interface UndoRequest {
  readonly revocationId: number
  readonly actor: string
}

export interface StepContext {
  readonly store: Store
  readonly now: () => EpochSeconds
}

/** Set by whoever wants it to end: a user who cancels, or the process that stops. */
export interface Stop {
  asked: { readonly how: 'cancelled' | 'cut short'; readonly actor: string } | undefined
}

export type Steps = AsyncGenerator<RevocationAct, void>

/** Takes an act's grants, a slice a step. The token endpoint waits for one slice at most. */
export async function* revoking({ store, now }: StepContext, act: NewAct, stop: Stop): Steps {
  const { grantIds, mode, accessToo, actor } = act
  const planned = grantIds.length
  const sliceAt = (at: number): Float64Array => grantIds.subarray(at, at + revocationSlice)
  let reached = Math.min(planned, revocationSlice)
  const start = { ...act, grantIds: sliceAt(0), planned, now: now() }
  let { revocation } = accepted(await store.startRevocation(start))
  const revocationId = revocation.id
  while (revocation.endedAt === null) {
    yield { revocation, kind: mode, state: 'running', reached, planned }
    if (stop.asked !== undefined || reached === planned) {
      const end = { how: 'finished', actor, ...stop.asked, revocationId, now: now() } as const
      revocation = accepted(await store.endRevocation(end)).revocation
    } else {
      const slice = { grantIds: sliceAt(reached), mode, accessToo, revocationId, now: now() }
      revocation = accepted(await takeTurn(() => store.extendRevocation(slice))).revocation
      reached += slice.grantIds.length
    }
  }
  yield { revocation, kind: mode, state: endOf(stop), reached, planned }
}

/** Gives back what an act took, a slice a step. Stopped, it is left to whoever resumes it. */
export async function* undoing({ store, now }: StepContext, undo: UndoRequest, stop: Stop): Steps {
  const stepOf = (revocation: Revocation, state: RevocationAct['state']): RevocationAct => ({
    revocation,
    kind: 'undo',
    state,
    reached: state === 'finished' ? revocation.tokens : revocation.restored,
    planned: revocation.tokens,
  })
  let { revocation } = accepted(await store.startUndo({ ...undo, now: now() }))
  while (revocation.endedAt === null) {
    if (stop.asked !== undefined) return
    yield stepOf(revocation, 'running')
    const slice = { ...undo, now: now() }
    revocation = accepted(await takeTurn(() => store.undoSlice(slice))).revocation
  }
  yield stepOf(revocation, 'finished')
}

function endOf({ asked }: Stop): 'finished' | 'cancelled' | 'failed' {
  if (asked === undefined) return 'finished'
  return asked.how === 'cancelled' ? 'cancelled' : 'failed'
}
