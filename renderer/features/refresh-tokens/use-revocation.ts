import { useRef, useState } from 'react'

import { call } from '#renderer/admin-client.ts'
import { plural } from '#renderer/format.ts'
import { useNow } from '#renderer/ui/relative-time.tsx'
import { showFailure, showToast } from '#renderer/ui/toast.tsx'
import { isTyping } from '#renderer/ui/typing.ts'
import { useModKey } from '#renderer/ui/use-mod-key.ts'

import type { RevokeSubject } from './revoke-choices.ts'
import type { Revoked } from './revoke-dialog.tsx'

export interface Revocation {
  /** What is being asked about. */
  readonly subject: RevokeSubject | undefined
  readonly ask: (subject: RevokeSubject) => void
  readonly cancel: () => void
  readonly onRevoked: (revoked: Revoked) => void
  /** The last one, until it is undone or put aside. */
  readonly last: Revoked | undefined
  readonly forgetLast: () => void
  readonly undo: (revocationId: number) => void
}

/** Asking, doing, and undoing while that is possible (Ctrl/⌘Z too). */
export function useRevocation(): Revocation {
  const [subject, setSubject] = useState<RevokeSubject | undefined>(undefined)
  const [last, setLast] = useState<Revoked | undefined>(undefined)
  const now = useNow()
  const undone = useRef(new Set<number>())
  const closeOffer = useRef(() => {})
  async function undo(revocationId: number): Promise<void> {
    // Undone by the key, the button that is still in sight has nothing left to do.
    if (undone.current.has(revocationId)) return
    undone.current.add(revocationId)
    closeOffer.current()
    try {
      // Not an act of this page alone: the offer in the corner outlives it.
      const { tokens } = await call('refreshTokens.undo', { revocationId })
      setLast(undefined)
      showToast({ title: `${plural(tokens, 'token')} restored` })
    } catch (error) {
      undone.current.delete(revocationId)
      showFailure('Not undone', error)
    }
  }
  useUndoKey(() => {
    if (last && (last.revocation.undoUntil ?? 0) >= now) void undo(last.revocation.id)
  })
  return {
    subject,
    ask: setSubject,
    cancel: () => setSubject(undefined),
    last,
    forgetLast: () => setLast(undefined),
    undo: (revocationId) => void undo(revocationId),
    onRevoked: (revoked) => {
      setSubject(undefined)
      setLast(revoked)
      const { id, undoUntil } = revoked.revocation
      closeOffer.current()
      closeOffer.current = showToast({
        title: `${plural(revoked.tokens, 'token')} ${revoked.mode}d`,
        ...(undoUntil === null
          ? {}
          : {
              action: { label: 'Undo', run: () => void undo(id) },
              until: Math.max(1, undoUntil - now) * 1000,
            }),
      })
    },
  }
}

/** Ctrl/⌘Z; a text that is being written has an undo of its own. */
function useUndoKey(undo: () => void): void {
  useModKey('z', (event) => {
    if (isTyping(event.target)) return false
    undo()
    return true
  })
}
