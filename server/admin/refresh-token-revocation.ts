import type { Output, ParsedInput } from '#contract/operations.ts'
import type { RevocationTarget } from '#contract/refresh-tokens.ts'
import { revocationSlice } from '#store/revocation-changes.ts'
import type { RevocationTarget as StoredTarget } from '#store/revocation-targets.ts'
import type { Revocation } from '#store/revocations.ts'

import { accepted, AdminError } from './admin-error.ts'
import type { AdminContext, Caller } from './context.ts'
import { grantIdOf, toRevocation, toStoredFilter } from './refresh-token-view.ts'

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

/**
 * Finds what the target means on the reader, then takes it slice by slice: the token endpoint
 * waits for one slice at most, however many there are.
 */
export async function revoke(
  { store, now, publish }: AdminContext,
  { target, mode, reason }: ParsedInput<'refreshTokens.revoke'>,
  { actor }: Caller,
): Promise<Output<'refreshTokens.revoke'>> {
  const grantIds = await store.findRevocationTargets({
    target: toStoredTarget(target),
    mode,
    now: now(),
  })
  const [first, ...rest] = slicesOf(grantIds)
  if (!first) throw new AdminError('not_found', nothingToTake(target, mode), 'target')
  // A single refresh token leaves the access tokens that were issued with it.
  const accessToo = target.kind !== 'token'
  const started = await store.startRevocation({
    grantIds: first,
    mode,
    accessToo,
    reason,
    aim: aimOf(target),
    planned: grantIds.length,
    actor,
    now: now(),
  })
  let revocation: Revocation = accepted(started).revocation
  const revocationId = revocation.id
  await publishingOnFailure(publish, async () => {
    for (const slice of rest) {
      const input = { grantIds: slice, mode, accessToo, revocationId, now: now() }
      revocation = accepted(await store.extendRevocation(input)).revocation
    }
  })
  return { revocation: toRevocation(revocation, now()), tokens: revocation.tokens }
}

/** What the slices before the failing one have changed stays changed: the console must hear of it. */
async function publishingOnFailure(
  publish: AdminContext['publish'],
  allSlices: () => Promise<void>,
): Promise<void> {
  try {
    await allSlices()
  } catch (error) {
    publish(['refreshTokens', 'issuer', 'clients', 'users', 'resources'])
    throw error
  }
}

function slicesOf(ids: readonly number[]): (readonly number[])[] {
  const count = Math.ceil(ids.length / revocationSlice)
  return Array.from({ length: count }, (_, index) =>
    ids.slice(index * revocationSlice, (index + 1) * revocationSlice),
  )
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

/** Restores exactly what one act of revocation took, as long as its window is open. */
export async function undo(
  { store, now, publish }: AdminContext,
  { revocationId }: ParsedInput<'refreshTokens.undo'>,
  { actor }: Caller,
): Promise<Output<'refreshTokens.undo'>> {
  accepted(await store.startUndo({ revocationId, actor, now: now() }))
  let tokens = 0
  await publishingOnFailure(publish, async () => {
    for (;;) {
      const restored = await store.undoSlice({ revocationId, now: now() })
      if (restored === 0) return
      tokens += restored
    }
  })
  return { tokens }
}
