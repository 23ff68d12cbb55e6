import { openActRunner, type ActRunner, type RunnerContext } from './act-runner.ts'
import { AdminError } from './admin-error.ts'
import {
  revoking,
  undoing,
  type NewAct,
  type RevocationAct,
  type StepContext,
  type UndoRequest,
} from './revocation-steps.ts'

/** The acts of revocation, and undos, of this process: every console sees them and may end them. */
export interface RevocationActs {
  /** Takes grants slice by slice. A large act goes on after this has answered. */
  start(act: NewAct): Promise<RevocationAct>
  /** Gives back what an act took. A large undo goes on after this has answered. */
  undo(request: UndoRequest): Promise<RevocationAct>
  /** Ends an act after its current slice: what was taken stays taken. */
  cancel(request: UndoRequest): Promise<RevocationAct>
  /** What goes on, and what has ended a minute ago at most. */
  list(): readonly RevocationAct[]
  /** Goes on with undos, and ends acts, that a failure or the end of a process cut short. */
  resume(): Promise<void>
  /** Stops everything after its current slice. */
  close(): Promise<void>
}

const issuer = 'the issuer'

export function openRevocationActs(context: StepContext & RunnerContext): RevocationActs {
  const runner = openActRunner(context)
  return {
    start: (act) => runner.run((stop) => revoking(context, act, stop)),
    undo: (request) => runner.run((stop) => undoing(context, request, stop)),
    async cancel({ revocationId, actor }) {
      const going = runner.find(revocationId)
      if (!going) throw new AdminError('conflict', 'This revocation has ended.', 'revocationId')
      if (going.act().kind === 'undo')
        throw new AdminError('conflict', 'An undo cannot be cancelled.', 'revocationId')
      going.stop.asked ??= { how: 'cancelled', actor }
      return going.ended
    },
    list: () => runner.list(),
    resume: () => resumeAll(context, runner),
    close: () => runner.stopAll(),
  }
}

async function resumeAll(context: StepContext & RunnerContext, runner: ActRunner): Promise<void> {
  // What is being written this very moment would look like something that was cut short.
  if (runner.isBeginning()) return
  const { store, now, publish } = context
  for (const { id: revocationId, undoneAt } of await store.listRevocationsGoingOn({})) {
    if (runner.find(revocationId)) continue
    const request = { revocationId, actor: issuer }
    if (undoneAt === null) {
      await store.endRevocation({ ...request, how: 'cut short', now: now() })
      publish(['revocations', 'refreshTokens'])
    } else await runner.run((stop) => undoing(context, request, stop))
  }
}
