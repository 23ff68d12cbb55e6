import type { PlaygroundOptions } from './options.ts'
import { become, type Run } from './run.ts'

/** The runs there are: few, ended after a while of nothing, and forgotten. */
export interface KeptRuns {
  /** The newest first. */
  list(): readonly Run[]
  find(id: string): Run | undefined
  /** Finds a run that something is done with: it does not end by itself now. */
  use(id: string): Run | undefined
  keep(run: Run): Promise<void>
  /** Ends a run: no listener, no secret and no token of it is left. */
  forget(id: string): Promise<void>
  close(): Promise<void>
}

/** One more ends and forgets the oldest. */
const runLimit = 4
const defaultIdleLimit = 600_000

export function openKeptRuns(options: PlaygroundOptions): KeptRuns {
  const runs = new Map<string, Run>()
  const timers = new Map<string, NodeJS.Timeout>()
  const awaitIdle = (run: Run): void => {
    clearTimeout(timers.get(run.id))
    const expire = (): void =>
      void end(run, 'Ended: nothing was done for a while.').catch(options.onBug)
    timers.set(run.id, setTimeout(expire, options.idleLimit ?? defaultIdleLimit).unref())
  }
  const forget = async (id: string): Promise<void> => {
    const run = runs.get(id)
    if (!run) return
    runs.delete(id)
    clearTimeout(timers.get(id))
    timers.delete(id)
    await end(run, 'Ended.')
    options.publish(['playground'])
  }
  return {
    list: () => [...runs.values()].toReversed(),
    find: (id) => runs.get(id),
    use(id) {
      const run = runs.get(id)
      if (run) awaitIdle(run)
      return run
    },
    async keep(run) {
      const [oldest] = runs.keys()
      if (runs.size >= runLimit && oldest !== undefined) await forget(oldest)
      runs.set(run.id, run)
      awaitIdle(run)
    },
    forget,
    async close() {
      await Promise.all([...runs.keys()].map(forget))
    },
  }
}

async function end(run: Run, sentence: string): Promise<void> {
  if (run.state === 'ended') return
  become(run, { state: 'ended', next: null, authorizationUrl: null, sentence })
  run.variables.forget()
  await Promise.all([run.listener?.close(), run.secret.remove()])
  run.listener = undefined
  run.options.publish(['clients'])
}
