import { useEffect, useRef, useState } from 'react'

import { plural } from '#renderer/format.ts'
import { useAct } from '#renderer/operations.ts'
import { useNow } from '#renderer/ui/relative-time.tsx'
import { showToast } from '#renderer/ui/toast.tsx'

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
  const act = useAct('refreshTokens.undo')
  const now = useNow()
  const undone = useRef(new Set<number>())
  function undo(revocationId: number): void {
    // Undone by the key, the button that is still in sight has nothing left to do.
    if (undone.current.has(revocationId)) return
    undone.current.add(revocationId)
    act.mutate(
      { revocationId },
      {
        onSuccess: ({ tokens }) => {
          setLast(undefined)
          showToast({ title: `${plural(tokens, 'token')} restored` })
        },
        onError: (error) => {
          undone.current.delete(revocationId)
          showToast({ title: 'Not undone', description: error.message, tone: 'error' })
        },
      },
    )
  }
  const undoable = last && last.revocation.undoUntil !== null ? last.revocation.id : undefined
  useUndoKey(() => {
    if (undoable !== undefined) undo(undoable)
  })
  return {
    subject,
    ask: setSubject,
    cancel: () => setSubject(undefined),
    last,
    forgetLast: () => setLast(undefined),
    undo,
    onRevoked: (revoked) => {
      setSubject(undefined)
      setLast(revoked)
      const { id, undoUntil } = revoked.revocation
      showToast({
        title: `${plural(revoked.tokens, 'token')} ${revoked.mode}d`,
        ...(undoUntil === null
          ? {}
          : {
              action: { label: 'Undo', run: () => undo(id) },
              timeout: Math.max(1, undoUntil - now) * 1000,
            }),
      })
    },
  }
}

function useUndoKey(undo: () => void): void {
  const latest = useRef(undo)
  useEffect(() => {
    latest.current = undo
  })
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const wanted = event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey)
      if (!wanted || event.shiftKey || event.defaultPrevented || isTyping(event.target)) return
      event.preventDefault()
      latest.current()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

/** A text that is being written has an undo of its own. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, [contenteditable]')
}
