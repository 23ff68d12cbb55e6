import { useState } from 'react'

import type { RevocationActView } from '#contract/refresh-tokens.ts'
import { follow, undoRevocation, useRevocationActs } from '#renderer/revocation-acts.ts'
import { useNow } from '#renderer/ui/relative-time.tsx'
import { isTyping } from '#renderer/ui/typing.ts'
import { useModKey } from '#renderer/ui/use-mod-key.ts'

import type { RevokeSubject } from './revoke-choices.ts'

export interface Revocation {
  /** What is being asked about. */
  readonly subject: RevokeSubject | undefined
  readonly ask: (subject: RevokeSubject) => void
  readonly cancel: () => void
  readonly onRevoked: (act: RevocationActView) => void
  /** The last one that has ended, until it is undone or put aside. */
  readonly last: RevocationActView | undefined
  readonly forgetLast: () => void
  readonly undo: (revocationId: number) => void
}

/** Asking, doing, and undoing while that is possible (Ctrl/⌘Z too). */
export function useRevocation(): Revocation {
  const [subject, setSubject] = useState<RevokeSubject | undefined>(undefined)
  const [begun, setBegun] = useState<RevocationActView | undefined>(undefined)
  const now = useNow()
  const last = useLast(begun)
  const undo = (revocationId: number): void => void undoRevocation(revocationId, now)
  useUndoKey(() => {
    if (last && (last.revocation.undoUntil ?? 0) >= now) undo(last.revocation.id)
  })
  return {
    subject,
    ask: setSubject,
    cancel: () => setSubject(undefined),
    last,
    forgetLast: () => setBegun(undefined),
    undo,
    onRevoked: (act) => {
      setSubject(undefined)
      setBegun(act)
      follow(act, now)
    },
  }
}

/** The act as it is now: it may go on, end and be undone, here or elsewhere. */
function useLast(begun: RevocationActView | undefined): RevocationActView | undefined {
  const acts = useRevocationActs()
  const act = acts.find(({ revocation }) => revocation.id === begun?.revocation.id) ?? begun
  return act?.state === 'running' || act?.kind === 'undo' ? undefined : act
}

/** Ctrl/⌘Z; a text that is being written has an undo of its own. */
function useUndoKey(undo: () => void): void {
  useModKey('z', (event) => {
    if (isTyping(event.target)) return false
    undo()
    return true
  })
}
