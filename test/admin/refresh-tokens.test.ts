import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { Input } from '#contract/operations.ts'
import { formatGrantId } from '#domain/family.ts'
import { openBeside, seedGrants, seedUsers, type SeededGrant } from '#test/support/seed-grants.ts'

import { openTestConsole, type TestConsole } from './console.ts'

// On disk, with the store's threads, as the console has it.
let admin: TestConsole
let folder: string
let beside: ReturnType<typeof openBeside>
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-admin-'))
  admin = openTestConsole(folder)
  beside = openBeside(join(folder, 'latchkey.sqlite'))
})
afterEach(async () => {
  beside.close()
  await admin.close()
  rmSync(folder, { recursive: true })
  expect(admin.bugs).toEqual([])
})

const sort = { by: 'issued', direction: 'descending' } as const

function grant(changes: Partial<SeededGrant> = {}): SeededGrant {
  return {
    subject: 'alice',
    clientId: 'web',
    scope: 'read write',
    issuedAt: admin.now - 100,
    idleExpiresAt: admin.now + 1000,
    absoluteExpiresAt: admin.now + 5000,
    history: true,
    ...changes,
  }
}

function seed(...grants: SeededGrant[]): string[] {
  return seedGrants(beside, grants).map(formatGrantId)
}

describe('search and detail', () => {
  test('a row says who, where and how long, and nothing of the token', async () => {
    seedUsers(beside, [{ subject: 'alice', username: 'alice', name: 'Alice' }])
    const [id = ''] = seed(
      grant({ userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0', ip: '10.0.0.1' }),
    )
    const { rows } = await admin.call('refreshTokens.search', { filter: {}, sort, limit: 10 })
    expect(rows).toEqual([
      {
        id,
        status: 'active',
        subject: 'alice',
        username: 'alice',
        name: 'Alice',
        clientId: 'web',
        clientName: null,
        scope: ['read', 'write'],
        generation: 1,
        issuedAt: admin.now - 100,
        lastUsedAt: null,
        expiresAt: admin.now + 1000,
        uses: 0,
        ip: '10.0.0.1',
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0',
        device: 'Firefox on Linux',
        session: null,
      },
    ])
  })

  test('the detail lists history newest first, and how many families there are', async () => {
    const [id = ''] = seed(grant(), grant(), grant({ revokedAt: admin.now }))
    const detail = await admin.call('refreshTokens.get', { id })
    expect(detail.familiesOfUserAtClient).toBe(2)
    expect(detail.history).toEqual([
      {
        generation: 1,
        kind: 'issued',
        at: admin.now - 100,
        ip: null,
        device: null,
        accessToken: {
          id: 'jti-1',
          format: 'jwt',
          expiresAt: admin.now + 3500,
          active: true,
        },
      },
    ])
    expect(detail).toMatchObject({ revocation: null, session: null, usage: null })
  })

  test('a family that does not exist is not found', async () => {
    for (const id of ['gzz', 'gzzzzzzzzzzzz'])
      expect(await admin.refusal('refreshTokens.get', { id })).toMatchObject({ code: 'not_found' })
  })
})

describe('revoke', () => {
  test('is seen at once: status, by whom, why, until when it can be undone', async () => {
    const [id = '', other = ''] = seed(grant(), grant({ clientId: 'app' }))
    const { revocation, tokens } = await admin.call('refreshTokens.revoke', {
      target: { kind: 'client', clientId: 'web' },
      mode: 'revoke',
      reason: 'laptop lost',
    })
    expect(tokens).toBe(1)
    const detail = await admin.call('refreshTokens.get', { id })
    expect(detail.token.status).toBe('revoked')
    expect(detail.revocation).toEqual({
      id: revocation.id,
      at: admin.now,
      by: 'tester',
      reason: 'laptop lost',
      undoUntil: admin.now + 30,
    })
    expect((await admin.call('refreshTokens.get', { id: other })).token.status).toBe('active')
    expect(admin.published).toContain('refreshTokens')
    const { entries } = await admin.call('audit.list', { limit: 1 })
    expect(entries[0]).toMatchObject({ operation: 'refreshTokens.revoke', actor: 'tester' })
    expect(entries[0]?.summary).toMatch(/1 refresh token:.*client web.*laptop lost/)
    const found = await admin.call('refreshTokens.search', {
      filter: { revocation: revocation.id },
      sort,
      limit: 5,
    })
    expect(found.rows.map((row) => row.id)).toEqual([id])
  })

  test('a target that matches nothing active is refused and leaves no trace', async () => {
    const [id = ''] = seed(grant({ revokedAt: admin.now - 1 }))
    for (const target of [
      { kind: 'family', id } as const,
      { kind: 'user', subject: 'nobody' } as const,
    ]) {
      const refusal = await admin.refusal('refreshTokens.revoke', {
        target,
        mode: 'revoke',
        reason: '',
      })
      expect(refusal).toMatchObject({ code: 'not_found', path: 'target' })
    }
    expect((await admin.call('audit.list', { limit: 5 })).entries).toEqual([])
  })

  test('several slices are taken before the answer, and one undo restores them all', async () => {
    seed(...Array.from({ length: 678 }, () => grant()))
    const filter: Input<'refreshTokens.count'>['filter'] = {
      scope: { match: 'any', values: ['read'] },
    }
    const target = { kind: 'filter' as const, filter }
    const preview = await admin.call('refreshTokens.previewRevocation', { target })
    expect(preview).toMatchObject({ tokens: 678, accessTokens: { jwt: 678 } })
    const { revocation, ...act } = await admin.call('refreshTokens.revoke', {
      target,
      mode: 'revoke',
      reason: '',
    })
    expect(act).toEqual({
      kind: 'revoke',
      state: 'finished',
      reached: 678,
      planned: 678,
      tokens: 678,
    })
    const count = async () =>
      (await admin.call('refreshTokens.count', { filter: { status: ['active'] } })).count
    expect(await count()).toBe(0)
    const undone = await admin.call('refreshTokens.undo', { revocationId: revocation.id })
    expect(undone).toMatchObject({ kind: 'undo', state: 'finished', tokens: 678 })
    expect(await count()).toBe(678)
  })

  test('undo is refused when its time has passed', async () => {
    seed(grant())
    const { revocation } = await admin.call('refreshTokens.revoke', {
      target: { kind: 'user', subject: 'alice' },
      mode: 'delete',
      reason: '',
    })
    admin.now += 31
    expect(
      await admin.refusal('refreshTokens.undo', { revocationId: revocation.id }),
    ).toMatchObject({ code: 'too_late' })
    await admin.store.purgeDeleted({ now: admin.now })
    expect(beside.prepare('SELECT count(*) FROM grants').pluck().get()).toBe(0)
  })

  test('a single token leaves its access tokens; its family does not', async () => {
    const [one = '', two = ''] = seed(grant(), grant())
    for (const target of [
      { kind: 'token', id: one } as const,
      { kind: 'family', id: two } as const,
    ])
      await admin.call('refreshTokens.revoke', { target, mode: 'revoke', reason: '' })
    const rows = beside.prepare('SELECT access_revoked FROM grants ORDER BY id').pluck().all()
    expect(rows).toEqual([0, 1])
  })
})

describe('export', () => {
  async function exported(format: 'csv' | 'json'): Promise<string> {
    let text = ''
    let cursor: string | undefined
    do {
      const part = await admin.call('refreshTokens.export', {
        filter: {},
        sort,
        format,
        ...(cursor === undefined ? {} : { cursor }),
      })
      text += part.text
      cursor = part.nextCursor ?? undefined
    } while (cursor !== undefined)
    return text
  }

  test('parts joined are one JSON array of all rows, and one CSV file', async () => {
    seed(...Array.from({ length: 4001 }, () => grant()))
    const rows: unknown = JSON.parse(await exported('json'))
    expect(rows).toHaveLength(4001)
    const lines = (await exported('csv')).split('\r\n')
    expect(lines).toHaveLength(4001 + 2)
    expect(lines[0]).toMatch(/^status,subject,/)
  })

  test('nothing found is an empty array', async () => {
    expect(JSON.parse(await exported('json'))).toEqual([])
  })

  test('a cell that begins like a formula is text', async () => {
    const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx']
    seed(...formulas.map((subject) => grant({ subject })))
    const [, ...lines] = (await exported('csv')).split(/\r\n(?=active)/)
    expect(lines.map((line) => line.split(',')[1]?.replaceAll('"', ''))).toEqual(
      formulas.toReversed().map((formula) => `'${formula}`),
    )
  })

  test('quotes, commas and line breaks are quoted (RFC 4180)', async () => {
    seed(grant({ subject: 'a"b,c\nd' }))
    expect(await exported('csv')).toContain('active,"a""b,c\nd",')
  })
})

test('deleting a client or a user orphans their tokens and says how many were active', async () => {
  const [id = ''] = seed(grant(), grant({ revokedAt: 5 }), grant({ idleExpiresAt: 5 }))
  beside.exec(`INSERT INTO users (subject, username, name, email, email_verified, claims,
    password_hash, disabled, created_at, version) VALUES ('alice','alice','','',0,'{}','x',0,1,1)`)
  expect(await admin.call('users.delete', { subject: 'alice' })).toEqual({ orphanedTokens: 1 })
  const detail = await admin.call('refreshTokens.get', { id })
  expect(detail.token).toMatchObject({ status: 'orphaned', subject: 'alice', username: null })
})

test('saved views are kept by name', async () => {
  await admin.call('savedViews.save', { name: 'Mine', query: 'client:web' })
  const { views } = await admin.call('savedViews.save', { name: 'Mine', query: 'client:app' })
  expect(views).toEqual([{ name: 'Mine', query: 'client:app' }])
  expect((await admin.call('savedViews.delete', { name: 'Mine' })).views).toEqual([])
  expect(await admin.refusal('savedViews.delete', { name: 'Mine' })).toMatchObject({
    code: 'not_found',
  })
})
