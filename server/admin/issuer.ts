import type { Handlers, OperationsOf } from './handler.ts'
import { loadSample } from './sample-workspace.ts'

const minutesShown = 60

export const issuerHandlers: Handlers<OperationsOf<'issuer'> | OperationsOf<'workspace'>> = {
  'issuer.status': {
    guard: 'administrator',
    changes: [],
    async run({ store, now, status }) {
      const at = now()
      const lastHour = { outcomes: ['refused'], at: { from: at - 3599 } } as const
      const [counts, refusalsLastHour] = await Promise.all([
        store.countEverything({ now: at }),
        store.countDecisions({ filter: lastHour }),
      ])
      return { ...status(), now: at, counts: { ...counts, refusalsLastHour } }
    },
  },
  'issuer.tokensPerMinute': {
    guard: 'administrator',
    changes: [],
    async run({ store, now }) {
      const first = Math.max(0, Math.floor(now() / 60) - minutesShown + 1)
      const startsAt = first * 60
      const byMinute = await store.countTokensByMinute({ from: startsAt })
      const counts = Array.from(
        { length: minutesShown },
        (_, index) => byMinute.get(first + index) ?? 0,
      )
      return { startsAt, counts }
    },
  },
  'workspace.loadSample': {
    guard: 'administrator',
    changes: ['clients', 'users', 'resources', 'issuer'],
    run: (context, _input, { actor }) => loadSample(context, actor),
  },
  'workspace.takeGeneratedSecrets': {
    guard: 'administrator',
    changes: [],
    run: async ({ generatedSecrets }) => ({ secrets: [...generatedSecrets.take()] }),
  },
}
