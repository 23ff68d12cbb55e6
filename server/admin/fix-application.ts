import type { DecisionRecordView, Explanation, Fix } from '#contract/activity.ts'
import { resourceSettingsOf } from '#domain/resource.ts'
import { userSettingsOf } from '#domain/user.ts'
import type { Act } from '#store/refusal.ts'

import { toRecord } from './activity-view.ts'
import { accepted, AdminError, present } from './admin-error.ts'
import type { AdminContext } from './context.ts'
import { explain } from './explanation.ts'
import { failureOf, findCircumstances } from './failure.ts'
import type { OfferedFix } from './fix-offer.ts'
import { offersFor, type Offers } from './fixes.ts'
import type { Handlers } from './handler.ts'

/** What is known of a record that was opened: why it failed, and what would mend it. */
export async function explainRecord(
  context: AdminContext,
  record: DecisionRecordView,
): Promise<{ readonly explanations: Explanation[]; readonly fixes: Fix[] }> {
  const failure = failureOf(record)
  if (!failure) return { explanations: [], fixes: [] }
  const around = await findCircumstances(context, record)
  const { fixes, withheld } = offersFor(failure, around)
  const explanation = explain(failure, around)
  return {
    explanations: [{ ...explanation, notes: [...explanation.notes, ...withheld] }],
    fixes: fixes.map(toFix),
  }
}

export const fixHandlers: Handlers<'activity.applyFix'> = {
  'activity.applyFix': {
    guard: 'administrator',
    changes: ['clients', 'users', 'resources', 'refreshTokens'],
    async run(context, { id, fix }, { actor }) {
      const stored = await context.store.findDecision({ id })
      const record = toRecord(present(stored, 'This request is no longer kept.', 'id'))
      const { fixes } = await offers(context, record)
      const offered = fixes.find((each) => each.id === fix)
      if (!offered)
        throw new AdminError(
          'conflict',
          'This fix does not apply any more. Open the request again.',
        )
      const auditId = await apply(context, offered, { actor, now: context.now() }, id)
      return { sentence: offered.sentence, auditId, undoable: toFix(offered).undoable }
    },
  },
}

async function offers(context: AdminContext, record: DecisionRecordView): Promise<Offers> {
  const failure = failureOf(record)
  return failure
    ? offersFor(failure, await findCircumstances(context, record))
    : { fixes: [], withheld: [] }
}

function toFix({ remedy, id, sentence, changes, caution }: OfferedFix): Fix {
  const undoable = remedy.kind !== 'sign-in' && remedy.kind !== 'secrets'
  return { id, sentence, changes, caution, undoable }
}

/** Changes by the operations that editors use; returns the audit entry. */
async function apply(
  { store, lockouts }: AdminContext,
  { remedy, sentence }: OfferedFix,
  act: Act,
  record: number,
): Promise<number> {
  const words = { summary: `${sentence}: the fix of request ${record}.` }
  switch (remedy.kind) {
    case 'client': {
      const { client, settings } = remedy
      const { clientId, version } = client
      return accepted(await store.updateClient({ clientId, version, settings, words, ...act }))
        .auditId
    }
    case 'user': {
      const { subject, version } = remedy.user
      const settings = { ...userSettingsOf(remedy.user), disabled: false }
      return accepted(await store.updateUser({ subject, version, settings, words, ...act })).auditId
    }
    case 'resource': {
      const { audience, version } = remedy.resource
      const settings = { ...resourceSettingsOf(remedy.resource), enabled: true }
      return accepted(await store.updateResource({ audience, version, settings, words, ...act }))
        .auditId
    }
    case 'sign-in':
      lockouts.openSignIn(remedy.user.username)
      return store.recordPardon({ target: remedy.user.subject, ...words, ...act })
    case 'secrets':
      lockouts.openSecrets(remedy.client.clientId)
      return store.recordPardon({ target: remedy.client.clientId, ...words, ...act })
  }
}
