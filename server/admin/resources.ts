import type { ResourceDetail } from '#contract/resources.ts'
import type { ResourceUse } from '#store/resource-reads.ts'

import { accepted, present } from './admin-error.ts'
import type { AdminContext } from './context.ts'
import type { Handlers, OperationsOf } from './handler.ts'

export const resourceHandlers: Handlers<OperationsOf<'resources'>> = {
  'resources.list': {
    guard: 'administrator',
    changes: [],
    run: async ({ store, now }) => ({
      items: (await store.listResourceUse({ now: now() })).map(toDetail),
    }),
  },
  'resources.get': {
    guard: 'administrator',
    changes: [],
    run: (context, { audience }) => detail(context, audience),
  },
  'resources.create': {
    guard: 'administrator',
    changes: ['resources', 'issuer'],
    async run(context, { audience, settings }, { actor }) {
      const now = context.now()
      accepted(await context.store.insertResource({ audience, settings, actor, now }))
      return detail(context, audience)
    },
  },
  'resources.update': {
    guard: 'administrator',
    changes: ['resources', 'clients'],
    async run(context, input, { actor }) {
      accepted(await context.store.updateResource({ ...input, actor, now: context.now() }))
      return detail(context, input.audience)
    },
  },
  'resources.delete': {
    guard: 'administrator',
    changes: ['resources', 'clients', 'issuer'],
    async run({ store, now }, { audience }, { actor }) {
      accepted(await store.deleteResource({ audience, actor, now: now() }))
      return {}
    },
  },
}

async function detail({ store, now }: AdminContext, audience: string): Promise<ResourceDetail> {
  const all = await store.listResourceUse({ now: now() })
  const found = all.find(({ resource }) => resource.audience === audience)
  return toDetail(present(found, `There is no resource with the audience ${audience}.`, 'audience'))
}

function toDetail({ resource, clients, activeTokens }: ResourceUse): ResourceDetail {
  const { audience, version, scopes, ...settings } = resource
  return {
    audience,
    version,
    settings: { ...settings, scopes: scopes.map((scope) => ({ ...scope })) },
    clients,
    activeTokens,
  }
}
