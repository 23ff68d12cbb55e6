import type { Topic } from '#contract/events.ts'
import type { EpochSeconds } from '#domain/time.ts'
import { StoreUnavailableError } from '#store/store-error.ts'

import { AdminError } from './admin-error.ts'
import type { RevocationAct, Steps, Stop } from './revocation-steps.ts'

/** Up to so many grants, whoever asked waits for the end. */
const awaitedGrants = 1000
/** Seconds for which those who did not wait can see how an act ended. */
const seenFor = 60

export interface RunnerContext {
  readonly now: () => EpochSeconds
  readonly publish: (topics: readonly Topic[]) => void
  readonly onBug: (error: unknown) => void
}

/** An act that goes on: how to end it, and its end. */
export interface Going {
  readonly act: () => RevocationAct
  readonly stop: Stop
  /** Never rejects. */
  readonly ended: Promise<RevocationAct>
}

export interface ActRunner {
  /** Answers with the end of a small act, and with the first step of a large one. */
  run(steps: (stop: Stop) => Steps): Promise<RevocationAct>
  find(revocationId: number): Going | undefined
  /** What goes on, and what has ended a minute ago at most. */
  list(): readonly RevocationAct[]
  /** Whether an act has written something and is not among those that `find` knows yet. */
  isBeginning(): boolean
  stopAll(): Promise<void>
}

interface Seen {
  act: RevocationAct
  failure: unknown
  /** The time from which nobody needs to see it any more. */
  until: number
}

export function openActRunner({ now, publish, onBug }: RunnerContext): ActRunner {
  const seen = new Map<number, Seen>()
  const going = new Map<number, Going>()
  let beginning = 0

  const show = (act: RevocationAct, failure?: unknown): Seen => {
    const until = act.state === 'running' ? Number.POSITIVE_INFINITY : now() + seenFor
    const entry = { act, failure, until }
    seen.set(act.revocation.id, entry)
    publish(topicsOf(act))
    return entry
  }
  const follow = async (first: Seen, steps: Steps): Promise<Seen> => {
    let last = first
    try {
      for await (const act of steps) last = show(act)
    } catch (error) {
      last = show({ ...last.act, state: 'failed' }, error)
    } finally {
      going.delete(first.act.revocation.id)
    }
    return last
  }
  return {
    async run(steps) {
      const stop: Stop = { asked: undefined }
      const left = steps(stop)
      beginning += 1
      const begun = await left.next().finally(() => (beginning -= 1))
      if (begun.done === true) throw new AdminError('unavailable', 'Latchkey is about to end.')
      const first = show(begun.value)
      const { id } = first.act.revocation
      const followed = follow(first, left)
      const act = (): RevocationAct => seen.get(id)?.act ?? first.act
      going.set(id, { act, stop, ended: followed.then((last) => last.act) })
      if (first.act.planned > awaitedGrants) {
        void followed.then(({ failure }) => reportBug(failure, onBug))
        return first.act
      }
      const last = await followed
      if (last.failure !== undefined) throw last.failure
      return last.act
    },
    find: (revocationId) => going.get(revocationId),
    list() {
      for (const [id, { until }] of seen) if (until < now()) seen.delete(id)
      return [...seen.values()].map(({ act }) => act)
    },
    isBeginning: () => beginning > 0,
    async stopAll() {
      for (const { stop } of going.values())
        stop.asked ??= { how: 'cut short', actor: 'the issuer' }
      await Promise.all([...going.values()].map(({ ended }) => ended))
    },
  }
}

function topicsOf({ state }: RevocationAct): readonly Topic[] {
  return state === 'running'
    ? ['revocations']
    : ['revocations', 'refreshTokens', 'issuer', 'clients', 'users', 'resources']
}

function reportBug(failure: unknown, onBug: (error: unknown) => void): void {
  // A store that cannot write is no bug: the act is resumed when it can.
  if (failure !== undefined && !(failure instanceof StoreUnavailableError)) onBug(failure)
}
