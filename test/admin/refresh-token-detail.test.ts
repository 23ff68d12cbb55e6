import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { formatGrantId } from '#domain/family.ts'
import { openBeside, seedGrants, type SeededGrant } from '#test/support/seed-grants.ts'

import { openTestConsole, type TestConsole } from './console.ts'

let admin: TestConsole
let folder: string
let beside: ReturnType<typeof openBeside>
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-detail-'))
  admin = openTestConsole(folder)
  beside = openBeside(join(folder, 'latchkey.sqlite'))
})
afterEach(async () => {
  beside.close()
  await admin.close()
  rmSync(folder, { recursive: true })
  expect(admin.bugs).toEqual([])
})

function seed(changes: Partial<SeededGrant>): number {
  const [id = 0] = seedGrants(beside, [
    {
      subject: 'alice',
      clientId: 'web',
      scope: 'read',
      issuedAt: admin.now - 5000,
      idleExpiresAt: admin.now + 1000,
      absoluteExpiresAt: admin.now + 5000,
      history: true,
      ...changes,
    },
  ])
  return id
}

function rotate(grantId: number, times: number): void {
  const insert = beside.prepare(/* sql */ `
    INSERT INTO grant_history (grant_id, generation, kind, at) VALUES (?, ?, 'rotated', ?)`)
  beside.transaction(() => {
    for (let n = 2; n <= times + 1; n += 1) insert.run(grantId, n, admin.now - 5000 + n)
  })()
}

test.each([
  [500, false, 501],
  [501, true, 501],
  [700, true, 501],
])('after %i rotations a cut history (%s) has %i lines, the first included', async (...row) => {
  const [rotations, isCut, lines] = row
  const grantId = seed({ generation: rotations + 1 })
  rotate(grantId, rotations)
  const { history, historyCut } = await admin.call('refreshTokens.get', {
    id: formatGrantId(grantId),
  })
  expect(historyCut).toBe(isCut)
  expect(history).toHaveLength(lines)
  expect(history[0]).toMatchObject({ kind: 'rotated', generation: rotations + 1 })
  expect(history.at(-1)).toMatchObject({ kind: 'issued', generation: 1 })
})

test('a detail says when its user or client went, and whether access tokens ended', async () => {
  const orphan = seed({ orphanedAt: admin.now - 60 })
  const detail = await admin.call('refreshTokens.get', { id: formatGrantId(orphan) })
  expect(detail).toMatchObject({ orphanedAt: admin.now - 60, accessRevoked: false })
  const id = formatGrantId(seed({ clientId: 'other' }))
  await admin.call('refreshTokens.revoke', {
    target: { kind: 'family', id },
    mode: 'revoke',
    reason: '',
  })
  const revoked = await admin.call('refreshTokens.get', { id })
  expect(revoked).toMatchObject({ orphanedAt: null, accessRevoked: true })
})

test.each([
  { can: true, changes: { clientId: 'codeflowclient', generation: 2 } },
  { can: false, changes: { clientId: 'codeflowclient', generation: 1 } },
  { can: false, changes: { clientId: 'web', generation: 2 } },
  { can: false, changes: { clientId: 'codeflowclient', generation: 2, revokedAt: 1 } },
])('a family may be stolen: $can for $changes', async ({ can, changes }) => {
  const id = formatGrantId(seed(changes))
  expect(await admin.call('refreshTokens.get', { id })).toMatchObject({ canBeStolen: can })
})
