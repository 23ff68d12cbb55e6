import type { RevocationActView } from '#contract/refresh-tokens.ts'

import { call } from './admin-client.ts'
import { count, plural } from './format.ts'
import { useOperation } from './operations.ts'
import { showFailure, showToast } from './ui/toast.tsx'

const none: readonly RevocationActView[] = []

/** Acts of revocation, and undos, that go on or have just ended, whichever console began them. */
export function useRevocationActs(): readonly RevocationActView[] {
  return useOperation('revocations', 'refreshTokens.listActs', {}).data?.acts ?? none
}

/** Acts whose end this console tells: it began them, or showed how they went on. */
const followed = new Set<string>()
/** Offers to undo that are in sight: how to close each. */
const offers = new Map<number, () => void>()
/** Undone by the key, the button that is still in sight has nothing left to do. */
const undone = new Set<number>()

function keyOf({ revocation, kind }: RevocationActView): string {
  return `${revocation.id} ${kind === 'undo' ? 'undo' : 'act'}`
}

/** Tells the end of an act as soon as there is one; `now` is the issuer's time. */
export function follow(act: RevocationActView, now: number): void {
  if (act.state === 'running') followed.add(keyOf(act))
  else {
    followed.delete(keyOf(act))
    tellEnd(act, now)
  }
}

/** The same for acts that others began: what was never seen going on is not told. */
export function followAll(acts: readonly RevocationActView[], now: number): void {
  for (const act of acts) if (act.state === 'running' || followed.has(keyOf(act))) follow(act, now)
}

/** Not an act of one page alone: the offer in the corner outlives it. */
export async function undoRevocation(revocationId: number, now: number): Promise<void> {
  if (undone.has(revocationId)) return
  undone.add(revocationId)
  closeOffer(revocationId)
  try {
    follow(await call('refreshTokens.undo', { revocationId }), now)
  } catch (error) {
    undone.delete(revocationId)
    showFailure('Not undone', error)
  }
}

function closeOffer(revocationId: number): void {
  offers.get(revocationId)?.()
  offers.delete(revocationId)
}

function tellEnd(act: RevocationActView, now: number): void {
  const { id, undoUntil } = act.revocation
  closeOffer(id)
  if (act.state === 'failed') {
    showToast({ title: endInWords(act), description: afterFailure(act), tone: 'error' })
    return
  }
  const offer =
    undoUntil === null
      ? {}
      : {
          action: { label: 'Undo', run: () => void undoRevocation(id, now) },
          until: Math.max(1, undoUntil - now) * 1000,
        }
  offers.set(id, showToast({ title: endInWords(act), ...offer }))
}

const verbs = { revoke: 'revoked', delete: 'deleted', undo: 'restored' }

/** "100,000 tokens revoked", "12,500 of 100,000 tokens revoked, then cancelled". */
export function endInWords({ kind, state, tokens, planned }: RevocationActView): string {
  if (state === 'finished') return `${plural(tokens, 'token')} ${verbs[kind]}`
  const part = `${count(tokens)} of ${plural(planned, 'token')} ${verbs[kind]}`
  return state === 'cancelled' ? `${part}, then cancelled` : `${part}, then it failed`
}

function afterFailure({ kind }: RevocationActView): string {
  return kind === 'undo'
    ? 'It goes on by itself as soon as the store can write again.'
    : `What was ${verbs[kind]} stays ${verbs[kind]}. The log of the issuer has more.`
}
