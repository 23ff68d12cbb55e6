import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { openIssuer, type Issuer } from '#issuer'
import { StoreUnavailableError } from '#store/store-error.ts'
import { startSweeping } from '#store/sweeping.ts'
import { openBeside, seedGrants } from '#test/support/seed-grants.ts'

const now = 1_800_000_000
const bugs: unknown[] = []
let folder: string
let issuer: Issuer
let beside: ReturnType<typeof openBeside>
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  folder = mkdtempSync(join(tmpdir(), 'latchkey-sweeping-'))
  issuer = await openIssuer({
    data: folder,
    port: 0,
    sample: false,
    clock: { now: () => now },
    onBug: (error) => bugs.push(error),
  })
  beside = openBeside(join(folder, 'latchkey.sqlite'))
})
afterEach(async () => {
  vi.useRealTimers()
  beside.close()
  await issuer.close()
  rmSync(folder, { recursive: true })
  expect(bugs).toEqual([])
})

function count(table: 'interactions' | 'grants'): unknown {
  return beside.prepare(`SELECT count(*) FROM ${table}`).pluck().get()
}

test('one sweep deletes batch after batch, and leaves what has not ended', async () => {
  const insert = beside.prepare(
    `INSERT INTO interactions (digest, parameters, sign_in_after, expires_at) VALUES (?, '', 0, ?)`,
  )
  const revocation = beside.prepare(
    `INSERT INTO revocations (id, at, by, reason, mode, aim, planned, tokens, undo_until, ended_at)
     VALUES (1, 1, 'tester', '', 'delete', 'a test', 1300, 1300, ?, 1)`,
  )
  const live = { subject: 'alice', clientId: 'web', scope: 'read', issuedAt: now }
  const grant = { ...live, idleExpiresAt: now + 60, absoluteExpiresAt: now + 60 }
  beside.transaction(() => {
    for (let index = 0; index < 1300; index += 1) insert.run(Buffer.from(`${index}`), now)
    insert.run(Buffer.from('live'), now + 1)
    revocation.run(now - 1)
    seedGrants(beside, [...Array.from({ length: 1300 }, () => ({ ...grant, purgeAt: now })), grant])
    beside.exec('UPDATE grants SET deletion_id = 1 WHERE purge_at IS NOT NULL')
  })()
  vi.advanceTimersByTime(10_000)
  await vi.waitFor(() => expect([count('interactions'), count('grants')]).toEqual([1, 1]), 10_000)
})

test('a sweep first ends an act that the end of a process has cut short', async () => {
  beside.exec(
    `INSERT INTO revocations (id, at, by, reason, mode, aim, planned, tokens, undo_until)
     VALUES (7, 1, 'tester', '', 'revoke', 'a test', 900, 200, 31)`,
  )
  vi.advanceTimersByTime(10_000)
  await vi.waitFor(() => {
    const summaries = beside.prepare('SELECT summary FROM audit').pluck().all()
    expect(summaries).toContain('Revoked 200 of 900 refresh tokens and was cut short: a test.')
  }, 10_000)
})

test('a sweep that finds the store full is no bug, and the next one goes on', async () => {
  const endings = [new StoreUnavailableError('full'), new Error('a bug'), undefined]
  const nothing = vi.fn(() => Promise.resolve(0))
  const sweepExpired = vi.fn(() => {
    const ending = endings.shift()
    return ending ? Promise.reject(ending) : nothing()
  })
  const found: unknown[] = []
  const stop = startSweeping({
    store: { sweepExpired, purgeDeleted: nothing, sweepGrants: nothing, pruneDecisions: nothing },
    clock: { now: () => now },
    resume: () => Promise.resolve(),
    onBug: (error) => found.push(error),
  })
  await vi.waitFor(() => {
    vi.advanceTimersByTime(10_000)
    expect(nothing).toHaveBeenCalled()
  })
  expect(found).toEqual([new Error('a bug')])
  stop()
})
