import type { DecisionSummary } from '#contract/activity.ts'
import type { Output, ParsedInput } from '#contract/operations.ts'
import { grantTypes } from '#domain/client.ts'

import { toSummary } from './activity-view.ts'
import { present } from './admin-error.ts'
import type { AdminContext } from './context.ts'
import type { Handlers, OperationsOf } from './handler.ts'

/** Token requests that are looked at, newest first, to tell a refresh from a first token. */
const looksAt = 20

export const firstContactHandlers: Handlers<OperationsOf<'firstContact'>> = {
  'firstContact.watch': { guard: 'administrator', changes: [], run: watch },
}

async function watch(
  context: AdminContext,
  { clientId, since }: ParsedInput<'firstContact.watch'>,
): Promise<Output<'firstContact.watch'>> {
  const found = await context.store.findClient({ clientId })
  const client = present(found, `There is no client ${clientId}.`, 'clientId')
  const grants = grantTypes(client)
  const newest = async (endpoint: string, clients?: string[]): Promise<DecisionSummary | null> =>
    (await list(context, { endpoint, clients, since, limit: 1 }))[0] ?? null
  const tokens = await tokenRequests(context, clientId, since)
  return {
    steps: [
      // Discovery names no client: whoever reads it first is taken for this one.
      { step: 'discovery', record: await newest('discovery') },
      ...(grants.includes('authorization_code')
        ? [{ step: 'authorize' as const, record: await newest('authorize', [clientId]) }]
        : []),
      { step: 'token', record: tokens.first },
      ...(grants.includes('refresh_token')
        ? [{ step: 'refresh' as const, record: tokens.refresh }]
        : []),
    ],
  }
}

/** The newest token request of each kind; one that was refused early counts as a first token. */
async function tokenRequests(
  context: AdminContext,
  clientId: string,
  since: number,
): Promise<{ readonly first: DecisionSummary | null; readonly refresh: DecisionSummary | null }> {
  const records = await list(context, {
    endpoint: 'token',
    clients: [clientId],
    since,
    limit: looksAt,
  })
  let first: DecisionSummary | null = null
  let refresh: DecisionSummary | null = null
  for (const record of records) {
    const whole = await context.store.findDecision({ id: record.id })
    // A check of the refresh token is made in a refresh, and in nothing else.
    const isRefresh = whole?.checks.includes('"refresh_token"') === true
    if (isRefresh) refresh ??= record
    else first ??= record
    if (first && refresh) break
  }
  return { first, refresh }
}

async function list(
  { store }: AdminContext,
  asked: {
    readonly endpoint: string
    readonly clients: string[] | undefined
    readonly since: number
    readonly limit: number
  },
): Promise<readonly DecisionSummary[]> {
  const records = await store.listDecisions({
    filter: {
      endpoints: [asked.endpoint],
      ...(asked.clients && { clients: asked.clients }),
      at: { from: asked.since },
    },
    before: undefined,
    after: undefined,
    limit: asked.limit,
  })
  return records.map(toSummary)
}
