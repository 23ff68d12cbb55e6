import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

import type { RevocationActView } from '#contract/refresh-tokens.ts'
import { openBeside, seedGrants } from '#test/support/seed-grants.ts'

import { openTestConsole, type TestConsole } from './console.ts'

// On disk, with the store's threads: what goes on there goes on beside whoever asks.
let admin: TestConsole
let folder: string
let beside: ReturnType<typeof openBeside>
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-acts-'))
  admin = openTestConsole(folder)
  beside = openBeside(join(folder, 'latchkey.sqlite'))
})
afterEach(async () => {
  beside.close()
  await admin.close()
  rmSync(folder, { recursive: true })
  expect(admin.bugs).toEqual([])
})

/** More than an answer waits for. */
const large = 3000

function seed(count: number): void {
  const { now } = admin
  const grant = { subject: 'alice', clientId: 'web', scope: 'read', issuedAt: now - 100 }
  const lives = { idleExpiresAt: now + 1000, absoluteExpiresAt: now + 5000 }
  seedGrants(
    beside,
    Array.from({ length: count }, () => ({ ...grant, ...lives })),
  )
}

function revokeAll(mode: 'revoke' | 'delete' = 'revoke'): Promise<RevocationActView> {
  const target = { kind: 'user', subject: 'alice' } as const
  return admin.call('refreshTokens.revoke', { target, mode, reason: 'test' })
}

/** The act as a console sees it once it has ended. */
function ended(): Promise<RevocationActView> {
  return vi.waitFor(async () => {
    const { acts } = await admin.call('refreshTokens.listActs', {})
    expect(acts).toHaveLength(1)
    expect(acts[0]?.state).not.toBe('running')
    // The expectation above.
    return acts[0] as RevocationActView
  }, 10_000)
}

function count(condition: string): unknown {
  return beside.prepare(`SELECT count(*) FROM grants WHERE ${condition}`).pluck().get()
}

function summaries(): unknown[] {
  return beside.prepare('SELECT summary FROM audit ORDER BY id').pluck().all()
}

/** The writes of grants fail from this one on, as on a full disk. */
function failFrom(grantId: number): void {
  beside.exec(`CREATE TRIGGER fail_late BEFORE UPDATE ON grants WHEN old.id >= ${grantId}
               BEGIN SELECT raise(ABORT, 'no more'); END`)
}

describe.each(['revoke', 'delete'] as const)('a large act (%s)', (mode) => {
  test('answers at once, tells every console how far it is, and is undone likewise', async () => {
    seed(large)
    const before = beside.prepare('SELECT * FROM grants').all()
    const act = await revokeAll(mode)
    expect(act).toMatchObject({ kind: mode, state: 'running', planned: large })
    expect(act.reached).toBeLessThan(large)
    expect(act.revocation.undoUntil).toBeNull()
    expect(admin.published).toContain('revocations')
    const end = await ended()
    expect(end).toMatchObject({ kind: mode, state: 'finished', reached: large, tokens: large })
    expect(end.revocation.undoUntil).toBe(admin.now + 30)
    expect(admin.published).toContain('refreshTokens')
    expect(count('revoked_at IS NULL')).toBe(0)

    const undo = await admin.call('refreshTokens.undo', { revocationId: act.revocation.id })
    expect(undo).toMatchObject({ kind: 'undo', state: 'running', planned: large })
    expect(await ended()).toMatchObject({ kind: 'undo', state: 'finished', tokens: large })
    expect(beside.prepare('SELECT * FROM grants').all()).toEqual(before)
  })

  test('is cancelled after its current slice: what it took stays taken, and can be undone', async () => {
    seed(large)
    const { id: revocationId } = (await revokeAll(mode)).revocation
    const end = await admin.call('refreshTokens.cancelRevocation', { revocationId })
    expect(end).toMatchObject({ kind: mode, state: 'cancelled', planned: large })
    expect(end.tokens).toBeGreaterThan(0)
    expect(end.tokens).toBeLessThan(large)
    expect(end.reached).toBe(end.tokens)
    expect(count('revoked_at IS NOT NULL')).toBe(end.tokens)
    const verb = mode === 'revoke' ? 'Revoked' : 'Deleted'
    expect(summaries()).toEqual([
      `Began to ${mode} ${large} refresh tokens: everything of the user alice. Reason: test`,
      `${verb} ${end.tokens} of ${large} refresh tokens and was cancelled: ` +
        'everything of the user alice. Reason: test',
    ])
    expect(await admin.refusal('refreshTokens.cancelRevocation', { revocationId })).toMatchObject({
      code: 'conflict',
    })
    await admin.call('refreshTokens.undo', { revocationId })
    expect(await ended()).toMatchObject({ kind: 'undo', tokens: end.tokens })
    expect(count('revoked_at IS NOT NULL')).toBe(0)
  })
})

test('an act cannot be undone while it goes on, nor can its undo be cancelled', async () => {
  seed(large)
  const { id: revocationId } = (await revokeAll()).revocation
  expect(await admin.refusal('refreshTokens.undo', { revocationId })).toMatchObject({
    code: 'conflict',
    message: 'This revocation is still going on. Cancel it first.',
  })
  await ended()
  await admin.call('refreshTokens.undo', { revocationId })
  expect(await admin.refusal('refreshTokens.cancelRevocation', { revocationId })).toMatchObject({
    code: 'conflict',
    message: 'An undo cannot be cancelled.',
  })
  await ended()
})

test('an act is seen for a minute after its end', async () => {
  seed(1)
  await revokeAll()
  const acts = async () => (await admin.call('refreshTokens.listActs', {})).acts.length
  admin.now += 60
  expect(await acts()).toBe(1)
  admin.now += 1
  expect(await acts()).toBe(0)
})

describe('cut short', () => {
  test('by a failure, a small act tells whoever waits, and what it has changed', async () => {
    seed(300)
    failFrom(201)
    const target = { kind: 'user', subject: 'alice' } as const
    const request = { target, mode: 'revoke', reason: '' } as const
    expect(await admin.refusal('refreshTokens.revoke', request)).toMatchObject({ code: 'internal' })
    expect(admin.published).toContain('refreshTokens')
    expect(admin.bugs.splice(0)).toHaveLength(1)
  })

  test('by a failure, an act is ended with what it took', async () => {
    seed(large)
    failFrom(1001)
    await revokeAll()
    expect(await ended()).toMatchObject({ state: 'failed', tokens: 1000, reached: 1000 })
    expect(admin.bugs.splice(0)).toHaveLength(1)
    await admin.context.acts.resume()
    expect(summaries().at(-1)).toMatch(/^Revoked 1000 of 3000 refresh tokens and was cut short: /)
    expect(count('revoked_at IS NOT NULL')).toBe(1000)
  })

  test('by a failure, an undo goes on by itself', async () => {
    seed(large)
    const { id: revocationId } = (await revokeAll()).revocation
    await ended()
    failFrom(1001)
    await admin.call('refreshTokens.undo', { revocationId })
    expect(await ended()).toMatchObject({ kind: 'undo', state: 'failed', tokens: 1000 })
    expect(admin.bugs.splice(0)).toHaveLength(1)
    beside.exec('DROP TRIGGER fail_late')
    admin.now += 3600
    await admin.context.acts.resume()
    expect(await ended()).toMatchObject({ kind: 'undo', state: 'finished', tokens: large })
    expect(count('revoked_at IS NOT NULL')).toBe(0)
    expect(summaries().slice(2)).toEqual([
      `Began to undo the revocation of ${large} refresh tokens.`,
      `Undid the revocation of ${large} refresh tokens.`,
    ])
  })

  test('by the end of the process, an act is ended and an undo goes on at the next start', async () => {
    seed(large)
    await revokeAll()
    await admin.close()
    admin = openTestConsole(folder)
    await admin.context.acts.resume()
    const taken = count('revoked_at IS NOT NULL')
    expect(taken).toBeGreaterThan(0)
    expect(taken).toBeLessThan(large)
    const told = `Revoked ${String(taken)} of ${large} refresh tokens and was cut short: `
    expect(summaries()[1]).toContain(told)

    await admin.call('refreshTokens.undo', { revocationId: 1 })
    await admin.close()
    admin = openTestConsole(folder)
    await admin.context.acts.resume()
    await vi.waitFor(() => expect(count('revoked_at IS NOT NULL')).toBe(0), 10_000)
    expect(summaries().at(-1)).toBe(`Undid the revocation of ${String(taken)} refresh tokens.`)
  })

  test('by a kill, an act that nobody ended is ended by the next start, once', async () => {
    seed(300)
    await admin.store.startRevocation({
      grantIds: [1, 2, 3],
      mode: 'revoke',
      accessToo: true,
      reason: '',
      aim: 'a test',
      planned: 300,
      actor: 'tester',
      now: admin.now,
    })
    await admin.context.acts.resume()
    await admin.context.acts.resume()
    expect(summaries()).toEqual([
      'Began to revoke 300 refresh tokens: a test.',
      'Revoked 3 of 300 refresh tokens and was cut short: a test.',
    ])
  })
})
