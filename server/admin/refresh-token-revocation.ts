import type { Output, ParsedInput } from '#contract/operations.ts'
import type { RevocationActView, RevocationTarget } from '#contract/refresh-tokens.ts'
import type { EpochSeconds } from '#domain/time.ts'
import type { RevocationTarget as StoredTarget } from '#store/revocation-targets.ts'

import { AdminError } from './admin-error.ts'
import type { AdminContext, Caller } from './context.ts'
import { grantIdOf, toRevocation, toStoredFilter } from './refresh-token-view.ts'
import type { RevocationAct } from './revocation-steps.ts'

export function toStoredTarget(target: RevocationTarget): StoredTarget {
  switch (target.kind) {
    case 'token':
    case 'family':
      return { kind: target.kind, grantId: grantIdOf(target.id) }
    case 'selection':
      return { kind: 'selection', grantIds: target.ids.map(grantIdOf) }
    case 'filter':
      return { kind: 'filter', filter: toStoredFilter(target.filter) }
    case 'user-at-client':
    case 'user':
    case 'client':
      return target
  }
}

/** Finds what the target means on the reader; what it is stays fixed while it is taken. */
export async function revoke(
  { store, now, acts }: AdminContext,
  { target, mode, reason }: ParsedInput<'refreshTokens.revoke'>,
  { actor }: Caller,
): Promise<Output<'refreshTokens.revoke'>> {
  const search = { target: toStoredTarget(target), mode, now: now() }
  const grantIds = await store.findRevocationTargets(search)
  if (grantIds.length === 0)
    throw new AdminError('not_found', nothingToTake(target, mode), 'target')
  // A single refresh token leaves the access tokens that were issued with it.
  const accessToo = target.kind !== 'token'
  const aim = aimOf(target)
  return toActView(await acts.start({ grantIds, mode, accessToo, reason, aim, actor }), now())
}

/** Restores exactly what one act of revocation took, as long as its window is open. */
export async function undo(
  { now, acts }: AdminContext,
  { revocationId }: ParsedInput<'refreshTokens.undo'>,
  { actor }: Caller,
): Promise<Output<'refreshTokens.undo'>> {
  return toActView(await acts.undo({ revocationId, actor }), now())
}

/** Ends an act after its current slice. */
export async function cancel(
  { now, acts }: AdminContext,
  { revocationId }: ParsedInput<'refreshTokens.cancelRevocation'>,
  { actor }: Caller,
): Promise<Output<'refreshTokens.cancelRevocation'>> {
  return toActView(await acts.cancel({ revocationId, actor }), now())
}

export function toActView(act: RevocationAct, now: EpochSeconds): RevocationActView {
  const { revocation, ...progress } = act
  return {
    ...progress,
    revocation: toRevocation(revocation, now),
    tokens: act.kind === 'undo' ? revocation.restored : revocation.tokens,
  }
}

function nothingToTake(target: RevocationTarget, mode: 'revoke' | 'delete'): string {
  const act = mode === 'revoke' ? 'revoke' : 'delete'
  return target.kind === 'token' || target.kind === 'family'
    ? `There is nothing to ${act}: ${target.id} does not exist or is revoked already.`
    : `There is nothing to ${act}: no refresh token that is not revoked already matches.`
}

function aimOf(target: RevocationTarget): string {
  switch (target.kind) {
    case 'token':
      return `the token of ${target.id}`
    case 'family':
      return `the family ${target.id}`
    case 'selection':
      return `${target.ids.length} selected families`
    case 'user-at-client':
      return `everything of the user ${target.subject} at the client ${target.clientId}`
    case 'user':
      return `everything of the user ${target.subject}`
    case 'client':
      return `everything of the client ${target.clientId}`
    case 'filter':
      return `all that match ${JSON.stringify(target.filter)}`
  }
}
