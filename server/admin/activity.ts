import type { ActivityFilter } from '#contract/activity.ts'
import type { DecisionFilter } from '#store/decision-filter.ts'

import { exportActivity } from './activity-export.ts'
import { toRecord, toSummary } from './activity-view.ts'
import { present } from './admin-error.ts'
import type { AdminContext } from './context.ts'
import { explainRecord, fixHandlers } from './fix-application.ts'
import type { Handlers, OperationsOf } from './handler.ts'
import { grantIdOf } from './refresh-token-view.ts'

export const activityHandlers: Handlers<OperationsOf<'activity'>> = {
  ...fixHandlers,
  'activity.list': {
    guard: 'administrator',
    changes: [],
    async run({ store }, { filter, before, after, limit }) {
      const search = { filter: toStoredFilter(filter), before, after, limit }
      return { records: (await store.listDecisions(search)).map(toSummary) }
    },
  },
  'activity.count': {
    guard: 'administrator',
    changes: [],
    run: async ({ store }, { filter }) => ({
      count: await store.countDecisions({ filter: toStoredFilter(filter) }),
    }),
  },
  'activity.get': {
    guard: 'administrator',
    changes: [],
    async run(context, { id }) {
      const found = present(
        await context.store.findDecision({ id }),
        'This request is no longer kept.',
        'id',
      )
      const record = toRecord(found)
      return { record, ...(await explainRecord(context, record)) }
    },
  },
  'activity.facets': {
    guard: 'administrator',
    changes: [],
    async run({ store }) {
      const { endpoints, clients, errors, checks } = await store.listDecisionFacets({})
      return {
        endpoints: [...endpoints],
        clients: [...clients],
        errors: [...errors],
        checks: [...checks],
      }
    },
  },
  'activity.export': { guard: 'administrator', changes: [], run: exportActivity },
  'activity.settings': {
    guard: 'administrator',
    changes: [],
    run: async ({ recording }) => recording.current,
  },
  'activity.configure': {
    guard: 'administrator',
    changes: ['activity'],
    async run({ store, now, recording }, settings, { actor }) {
      await store.configureRecording({ settings, actor, now: now() })
      recording.current = settings
      return settings
    },
  },
  'activity.clear': {
    guard: 'administrator',
    changes: ['activity', 'issuer'],
    async run(context, _input, { actor }) {
      await clear(context, actor)
      return {}
    },
  },
}

/** Slice by slice, so that nobody waits for it; what comes in meanwhile stays. */
async function clear({ store, now }: AdminContext, actor: string): Promise<void> {
  const upTo = await store.findNewestDecision({})
  await store.recordClearing({ actor, now: now() })
  let deleted = 1
  while (deleted > 0) deleted = await store.clearDecisions({ upTo, now: now() })
}

function toStoredFilter({ family, slowerThan, ...filter }: ActivityFilter): DecisionFilter {
  return {
    ...filter,
    ...(family === undefined ? {} : { grantId: grantIdOf(family) }),
    ...(slowerThan === undefined ? {} : { slowerThan: slowerThan * 1000 }),
  }
}
