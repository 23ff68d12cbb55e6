import type { PlaygroundRunView } from '#contract/playground.ts'
import { findLoopbackUri } from '#playground/callback-listener.ts'
import type { RunAnswer } from '#playground/playground.ts'

import { accepted, present } from './admin-error.ts'
import type { Handlers, OperationsOf } from './handler.ts'
import { grantIdOf } from './refresh-token-view.ts'
import { sampleAudience, sampleClientIds } from './sample-workspace.ts'

// The playground tells by itself what changes: its runs go on while nobody asks.
export const playgroundHandlers: Handlers<OperationsOf<'playground'>> = {
  'playground.client': {
    guard: 'administrator',
    changes: [],
    async run({ store }, { clientId }) {
      const found = await store.findClient({ clientId })
      const client = present(found, `There is no client ${clientId}.`, 'clientId')
      return {
        name: client.name,
        type: client.type,
        flow: client.flow,
        scopes: [...client.scopes],
        redirectUri: findLoopbackUri(client.redirectUris.map(({ uri }) => uri)) ?? null,
      }
    },
  },
  'playground.list': {
    guard: 'administrator',
    changes: [],
    run: async ({ playground }) => ({ runs: [...playground.list()] }),
  },
  'playground.get': {
    guard: 'administrator',
    changes: [],
    run: async ({ playground }, { runId }) => runOf(playground.get(runId)),
  },
  'playground.start': {
    guard: 'administrator',
    changes: ['playground'],
    run: async ({ playground }, input, { actor }) =>
      runOf(await playground.start({ ...input, actor })),
  },
  'playground.next': {
    guard: 'administrator',
    changes: ['playground'],
    run: async ({ playground }, { runId }) => runOf(await playground.next(runId)),
  },
  'playground.act': {
    guard: 'administrator',
    changes: ['playground'],
    run: async ({ playground }, { runId, act }) => runOf(await playground.act(runId, act)),
  },
  'playground.end': {
    guard: 'administrator',
    changes: ['playground', 'clients'],
    async run({ playground }, { runId }) {
      await playground.end(runId)
      return {}
    },
  },
  'playground.steal': {
    guard: 'administrator',
    changes: ['refreshTokens', 'clients'],
    async run({ playground, store }, { grantId }, { actor }) {
      const resources = await store.listResources({})
      // SECURITY: without the sample's own resource these are somebody's clients of the same names.
      const isSample = resources.some(({ audience }) => audience === sampleAudience)
      const clientIds = isSample ? sampleClientIds : []
      const theft = await playground.steal({ grantId: grantIdOf(grantId), actor, clientIds })
      return accepted(theft)
    },
  },
}

function runOf(answer: RunAnswer): PlaygroundRunView {
  return accepted(answer).run
}
