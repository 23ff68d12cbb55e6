import type { DecisionRecordView } from '#contract/activity.ts'
import { clientSettings } from '#contract/clients.ts'
import type { Output, ParsedInput } from '#contract/operations.ts'

import { toRecord } from './activity-view.ts'
import type { AdminContext } from './context.ts'
import { openPseudonyms, type Pseudonyms } from './pseudonyms.ts'

/**
 * A file to hand on: the records whole, and how the clients that they name are set up now. People,
 * addresses and sessions stand under other names; records hold no secret in the first place.
 */
export async function exportActivity(
  context: AdminContext,
  { ids }: ParsedInput<'activity.export'>,
): Promise<Output<'activity.export'>> {
  const found = await Promise.all(ids.map((id) => context.store.findDecision({ id })))
  const records = found.filter((row) => row !== undefined).map(toRecord)
  const pseudonyms = openPseudonyms(records)
  const bundle = {
    latchkey: context.status().version,
    exportedAt: context.now(),
    records: records.map((record) => renamed(record, pseudonyms)),
    clients: await clientsOf(context, records, pseudonyms),
  }
  return { text: `${JSON.stringify(bundle, null, 2)}\n` }
}

function renamed(record: DecisionRecordView, { name, within }: Pseudonyms): DecisionRecordView {
  const { subject, username, request } = record
  return {
    ...record,
    subject: name('user', subject),
    username: username === null ? null : name('user', subject),
    ip: name('ip', record.ip),
    session: name('session', record.session),
    reason: record.reason === null ? null : within(record.reason),
    request: request && {
      ...request,
      path: within(request.path),
      parameters: request.parameters.map(({ name, value }) => ({ name, value: within(value) })),
    },
    checks: record.checks.map(({ expected, received, ...check }) => ({
      ...check,
      ...(expected === undefined ? {} : { expected: within(expected) }),
      ...(received === undefined ? {} : { received: within(received) }),
    })),
  }
}

async function clientsOf(
  { store }: AdminContext,
  records: readonly DecisionRecordView[],
  { within }: Pseudonyms,
): Promise<readonly object[]> {
  const ids = new Set(records.map(({ clientId }) => clientId).filter((id) => id !== null))
  const clients = await Promise.all([...ids].map((clientId) => store.findClient({ clientId })))
  return clients
    .filter((client) => client !== undefined)
    .map(({ clientId, ...client }) => ({
      clientId,
      // SECURITY: the schema passes what a client is set up by, and nothing of its secrets.
      settings: clientSettings
        .strip()
        .parse({ ...client, description: within(client.description) }),
    }))
}
