import { z } from 'zod'

import { checkOutcome, type DecisionRecordView } from '#contract/activity.ts'
import { describeDevice } from '#domain/device.ts'
import { formatGrantId } from '#domain/family.ts'
import type { DecisionRow } from '#store/decision-reads.ts'

import { present } from './admin-error.ts'
import type { AdminContext } from './context.ts'
import type { Handlers, OperationsOf } from './handler.ts'

export const activityHandlers: Handlers<OperationsOf<'activity'> | OperationsOf<'audit'>> = {
  'activity.list': {
    guard: 'administrator',
    changes: [],
    async run({ store }, { before, limit, outcome, clientId }) {
      const records = await store.listDecisions({ before, limit, outcome, clientId })
      return { records: records.map(toRecord) }
    },
  },
  'activity.get': {
    guard: 'administrator',
    changes: [],
    async run({ store }, { id }) {
      const found = await store.findDecision({ id })
      return toRecord(present(found, 'This request is no longer kept.', 'id'))
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
  'audit.list': {
    guard: 'administrator',
    changes: [],
    async run({ store }, { before, limit }) {
      return { entries: [...(await store.listAudit({ before, limit }))] }
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

const storedChecks = z.array(checkOutcome)

function toRecord({ grantId, userAgent, checks, ...row }: DecisionRow): DecisionRecordView {
  return {
    ...row,
    duration: row.duration / 1000,
    grantId: grantId === null ? null : formatGrantId(grantId),
    device: describeDevice(userAgent),
    checks: storedChecks.parse(JSON.parse(checks)),
  }
}
