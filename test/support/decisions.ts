import { expect } from 'vitest'

import type { ActivityFilter, DecisionRecordView } from '#contract/activity.ts'
import type { Input, OperationName, Output } from '#contract/operations.ts'
import { rowText, isShared, type Decision, type DecisionBatch } from '#store/decisions.ts'

interface Administered {
  admin<Name extends OperationName>(operation: Name, input: Input<Name>): Promise<Output<Name>>
}

/** The newest records that match, whole. */
export async function recordsOf(
  issuer: Administered,
  filter: ActivityFilter = {},
  limit = 50,
): Promise<readonly DecisionRecordView[]> {
  const { records } = await issuer.admin('activity.list', { filter, limit })
  const found = await Promise.all(records.map(({ id }) => issuer.admin('activity.get', { id })))
  return found.map(({ record }) => record)
}

/** A decision that says no more than it has to. */
export function decisionWith(changes: Partial<Decision> & { readonly at: number }): Decision {
  return {
    duration: 1,
    endpoint: 'token',
    clientId: null,
    subject: null,
    grantId: null,
    session: null,
    flow: null,
    trace: null,
    ip: null,
    userAgent: null,
    outcome: 'refused',
    error: null,
    check: null,
    reason: null,
    request: null,
    checks: '[]',
    ...changes,
  }
}

/** The batch that stores these decisions. */
export function batchOf(
  decisions: readonly Decision[],
  now: number,
  changes: Partial<DecisionBatch> = {},
): DecisionBatch {
  return {
    rows: `[${decisions.map((each) => rowText(each)).join(',')}]`,
    checklists: decisions.map(({ checks }) => checks).filter(isShared),
    requests: decisions.map(({ request }) => request).filter(isShared),
    clients: [],
    secrets: [],
    now,
    ...changes,
  }
}

let markers = 0

/** Sends a request and waits for its record, so that all before it are there; returns its id. */
export async function settle(issuer: Administered & { readonly url: string }): Promise<number> {
  const path = `/marker-${(markers += 1)}`
  await fetch(`${issuer.url}${path}`)
  const newest = async () =>
    (await recordsOf(issuer, { endpoints: ['unknown'] }, 1)).find(
      ({ request }) => request?.path === path,
    )
  await expect.poll(newest, { timeout: 5000, interval: 20 }).toBeDefined()
  return (await newest())?.id ?? 0
}
