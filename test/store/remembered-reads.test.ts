import { expect, test } from 'vitest'

import { adminWrites } from '#store/admin-operations.ts'
import { cacheReads } from '#store/cached-reads.ts'
import { openWritable } from '#store/database.ts'
import { openStore, type Store } from '#store/open-store.ts'
import { changesRemembered, writes } from '#store/operations.ts'

const now = 1_800_000_000
const act = { actor: 'test', now }

function open(): Store {
  return openStore(':memory:', (error) => {
    throw error
  })
}

async function insertAlice(store: Store): Promise<void> {
  const settings = {
    username: 'alice',
    name: 'Alice',
    email: '',
    emailVerified: false,
    claims: {},
    disabled: false,
  }
  await store.insertUser({ subject: 'alice', settings, passwordHash: 'none', ...act })
}

const session = {
  id: 's',
  subject: 'alice',
  authenticatedAt: now,
  expiresAt: now + 100,
  replaces: null,
  ip: null,
  userAgent: null,
  now,
}
const digest = Buffer.alloc(32, 200)
const key = { digest: digest.toString('hex') }

test('an answer is kept until a write may have changed it', async () => {
  const store = open()
  await insertAlice(store)
  const before = await store.findUser({ subject: 'alice' })
  await store.putSetting({ name: 'x', value: 'y', now })
  expect(await store.findUser({ subject: 'alice' })).toBe(before)
  await store.setUserPassword({
    subject: 'alice',
    passwordHash: 'other',
    revokeTokens: false,
    ...act,
  })
  expect(await store.findUser({ subject: 'alice' })).toMatchObject({ passwordHash: 'other' })
  await store.close()
})

test('of very many answers those asked for last are kept, and not all', () => {
  const db = openWritable(':memory:')
  let reads = 0
  const remembered = cacheReads(db, { double: (_, n: number) => ((reads += 1), n * 2) })
  const ask = (input: number): unknown => remembered.read({ operation: 'double', input })
  for (let n = 1; n <= 20_000; n += 1) {
    ask(n)
    // As every request asks for the same few.
    expect(ask(0)).toEqual({ ok: true, value: 0 })
  }
  expect(reads).toBe(20_001)
  ask(20_000)
  expect(reads).toBe(20_001)
  ask(1)
  expect(reads).toBe(20_002)
  remembered.forget()
  ask(0)
  expect(reads).toBe(20_003)
})

test('what did not exist is found once it does, and a session is over once it is ended', async () => {
  const store = open()
  await insertAlice(store)
  expect(await store.findSession(key)).toBeUndefined()
  await store.insertSession({ ...session, digest })
  expect(await store.findSession(key)).toMatchObject({ id: 's', expiresAt: now + 100 })
  await store.endSession({ digest, now })
  expect(await store.findSession(key)).toBeUndefined()
  await store.close()
})

test('digests that differ in one byte beyond ASCII are two sessions', async () => {
  const store = open()
  await insertAlice(store)
  await store.insertSession({ ...session, digest })
  await store.findSession(key)
  const near = Buffer.from(digest).fill(201, 31)
  expect(await store.findSession({ digest: near.toString('hex') })).toBeUndefined()
  await store.close()
})

test('the writes of the hot path and of the sweep alone leave remembered answers as they are', () => {
  const leaving = Object.keys(writes).filter(
    (operation) => !changesRemembered({ operation, input: { consentExpiresAt: null } }),
  )
  expect(leaving.toSorted()).toEqual([
    'finishInteraction',
    'insertAuthorization',
    'insertInteraction',
    'insertSigningKey',
    'pruneDecisions',
    'putSetting',
    'recordAccessToken',
    'recordDecisions',
    'redeemAuthorizationCode',
    'redeemRefreshToken',
    'revokeGrant',
    'sweepExpired',
  ])
  expect(leaving.filter((operation) => Object.hasOwn(adminWrites, operation))).toEqual([])
  const remembering = { operation: 'insertAuthorization', input: { consentExpiresAt: now } }
  expect(changesRemembered(remembering)).toBe(true)
})
