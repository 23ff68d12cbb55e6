import { expect, test } from 'vitest'

import type { DecisionRecordView, Explanation, Fix } from '#contract/activity.ts'
import type { Output } from '#contract/operations.ts'
import { settle } from '#test/support/decisions.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import { startWorkspace } from '#test/support/workspace.ts'

/** What the client, or the user, is told. */
export interface Wire {
  readonly status: number
  readonly error: string | null
  readonly description: string | null
}

/** The same request, as often as it is called. */
export type Send = () => Promise<Wire>

/** One way to fail. */
export interface Failure {
  readonly name: string
  /** Changes of the client `web`. */
  readonly client?: Parameters<typeof startWorkspace>[0]
  /** Makes everything ready, and returns the request that will fail. */
  readonly prepare: (issuer: TestIssuer) => Send | Promise<Send>
  readonly wire: readonly [status: number, error: string | null, description: string | null]
  readonly endpoint: string
  readonly check: string
  readonly clause: RegExp
  readonly expected: string | RegExp
  readonly received: string | RegExp
  /** Of one of the notes. */
  readonly note?: RegExp
  /** The nearest near miss: its difference in words, and what differs in what came and what is right. */
  readonly nearest?: readonly [difference: string, received: string, expected: string]
  readonly fix?: {
    readonly id: string
    readonly sentence: string
    readonly caution?: RegExp
    /** Whether it cannot be taken back. */
    readonly isFinal?: true
  }
}

/** Each row: the answer, the record, the explanation; and the fix, tried and taken back. */
export function testFailures(rows: readonly Failure[]): void {
  test.each(rows)('$name', async (row) => {
    await using issuer = await startWorkspace(row.client)
    const send = await row.prepare(issuer)
    const wire = await send()
    const [status, error, description] = row.wire
    expect(wire).toEqual({ status, error, description })
    const opened = await openNewest(issuer, row.endpoint)
    expectRecord(row, opened.record, wire)
    expectExplanation(row, opened)
    expectFixes(row, opened.fixes)
    if (row.fix) await tryFix(issuer, row.fix, opened.record, { send, failed: wire })
    expect(issuer.bugs).toEqual([])
  })
}

type Opened = Output<'activity.get'>

async function openNewest(issuer: TestIssuer, endpoint: string): Promise<Opened> {
  await settle(issuer)
  const filter = { outcomes: ['refused' as const], endpoints: [endpoint] }
  const { records } = await issuer.admin('activity.list', { filter, limit: 1 })
  return issuer.admin('activity.get', { id: records[0]?.id ?? 0 })
}

const refusedOf = ({ checks }: DecisionRecordView) =>
  checks.filter(({ outcome }) => outcome === 'refused')

function expectRecord(row: Failure, record: DecisionRecordView, wire: Wire): void {
  const [refused, ...others] = refusedOf(record)
  expect(others).toEqual([])
  expect(record.checks.at(-1)).toBe(refused)
  expect(record.check).toBe(row.check)
  expect(refused).toEqual({
    check: row.check,
    outcome: 'refused',
    clause: expect.stringMatching(row.clause),
    expected: matching(row.expected),
    received: matching(row.received),
  })
  // The wire says no more than its sentence: nothing of what is registered, of others, or of when.
  expect(wire.description ?? '').not.toMatch(telling)
}

const telling =
  /https?:|127\.0|callback|SHA-256|generation|\bago\b|before,|\d{4}-\d\d|Web\b|alice|urn:/

function matching(text: string | RegExp): unknown {
  return typeof text === 'string' ? text : expect.stringMatching(text)
}

function expectExplanation(row: Failure, { explanations }: Opened): void {
  expect(explanations).toHaveLength(1)
  const [explanation] = explanations
  expect(explanation?.check).toBe(row.check)
  expect(explanation?.notes).not.toEqual([])
  if (row.note) expect(explanation?.notes.join('\n')).toMatch(row.note)
  if (!row.nearest) return
  const nearest = explanation?.comparisons[0]
  expect([nearest?.difference, ...differing(nearest)]).toEqual(row.nearest)
}

function differing(comparison: Explanation['comparisons'][number] | undefined): string[] {
  return [comparison?.received ?? [], comparison?.expected ?? []].map((segments) =>
    segments
      .filter(({ differs }) => differs)
      .map(({ text }) => text)
      .join('…'),
  )
}

function expectFixes({ fix }: Failure, fixes: readonly Fix[]): void {
  if (!fix) return expect(fixes).toEqual([])
  expect(fixes).toHaveLength(1)
  expect(fixes[0]).toMatchObject({
    id: fix.id,
    sentence: fix.sentence,
    undoable: !fix.isFinal,
    caution: fix.caution ? expect.stringMatching(fix.caution) : null,
    changes: [{ field: expect.stringMatching(/./), before: expect.any(String) }],
  })
}

/** The very same request succeeds; taken back, it fails as before, and the fix is offered again. */
async function tryFix(
  issuer: TestIssuer,
  fix: NonNullable<Failure['fix']>,
  { id }: DecisionRecordView,
  { send, failed }: { readonly send: Send; readonly failed: Wire },
): Promise<void> {
  const applied = await issuer.admin('activity.applyFix', { id, fix: fix.id })
  expect(applied).toMatchObject({ sentence: fix.sentence, undoable: !fix.isFinal })
  // Offered no more, and not done twice.
  expect((await issuer.admin('activity.get', { id })).fixes).toEqual([])
  const again = await issuer.reply('activity.applyFix', { id, fix: fix.id })
  expect(again).toMatchObject({ ok: false, error: { code: 'conflict' } })
  const { entries } = await issuer.admin('audit.list', { limit: 1 })
  expect(entries[0]).toMatchObject({ id: applied.auditId, actor: 'test' })
  expect(entries[0]?.summary).toContain(fix.sentence)

  const wire = await send()
  expect(wire.error).toBeNull()
  expect(wire.status).toBeLessThan(400)
  if (fix.isFinal) {
    const undo = await issuer.reply('audit.undo', { id: applied.auditId })
    expect(undo).toMatchObject({ ok: false, error: { code: 'not_allowed' } })
    return
  }
  await issuer.admin('audit.undo', { id: applied.auditId })
  // What is spent by its success fails otherwise now; its fix is there again all the same.
  expect((await issuer.admin('activity.get', { id })).fixes).toHaveLength(1)
  const undone = await send()
  expect(undone.status).toBe(failed.status)
  expect(undone.error).toBe(failed.error)
  const twice = await issuer.reply('audit.undo', { id: applied.auditId })
  expect(twice).toMatchObject({ ok: false, error: { code: 'conflict' } })
}
