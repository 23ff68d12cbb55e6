import { join } from 'node:path'

import { expect, test } from 'vitest'

import type { Input, OperationName } from '#contract/operations.ts'
import { openCanaryCage } from '#test/support/canary-cage.ts'
import { serveWorkspace } from '#test/support/canary-process.ts'
import { liveADay } from '#test/support/canary-scenario.ts'
import { filesOf, findCanaries, rowsOf, textPlace } from '#test/support/canary.ts'
import { startIssuer } from '#test/support/issuer.ts'
import { openBeside } from '#test/support/seed-grants.ts'
import { startWorkspace } from '#test/support/workspace.ts'

test('after a day, no token, secret or password is in the store, an event or a reply (row 18)', async () => {
  const cage = openCanaryCage()
  await using issuer = await startWorkspace({ accessToken: { format: 'opaque' } }, { onDisk: true })
  const unsubscribe = issuer.issuer.subscribe((event) => cage.addEvent(event))
  const admin = async <Name extends OperationName>(operation: Name, input: Input<Name>) => {
    const value = await issuer.admin(operation, input)
    cage.addReply(operation, value)
    return value
  }
  await liveADay({ url: issuer.url, admin }, cage)
  // The last records are in the store once they can be listed.
  await expect
    .poll(async () => (await admin('activity.list', { limit: 1 })).records)
    .toHaveLength(1)
  unsubscribe()

  const database = join(issuer.data, 'latchkey.sqlite')
  const files = filesOf(issuer.data)
  expect(files.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['latchkey.sqlite', 'latchkey.sqlite-wal', 'pid', 'lock.sqlite']),
  )
  const kinds = new Set(cage.canaries.map(({ name }) => name))
  for (const kind of [
    'code',
    'access token',
    'refresh token',
    'id token',
    'signature of id token',
    'shown secret',
    'session cookie',
    'interaction',
    'password',
    'wrong password',
    'wrong secret',
  ])
    expect(kinds).toContain(kind)
  expect(cage.canaries.length).toBeGreaterThan(100)
  const places = [...files, rowsOf(database), ...cage.places()]
  const logs = textPlace('bugs', String(issuer.bugs))
  expect(findCanaries(cage.canaries, [...places, logs])).toEqual([])
  expect(issuer.bugs).toEqual([])

  // What is put there is found there.
  const canary = cage.canaries.find(({ name }) => name === 'refresh token')
  const db = openBeside(database)
  db.prepare(`INSERT INTO settings (name, value) VALUES ('planted', ?)`).run(canary?.value ?? '')
  db.close()
  const sightings = findCanaries(cage.canaries, [...filesOf(issuer.data), rowsOf(database)])
  expect(new Set(sightings.map(({ place }) => place))).toEqual(
    new Set(['latchkey.sqlite-wal', 'rows']),
  )
})

test('after a day of `latchkey serve`, they are in no file, no output and no argument (row 95)', async () => {
  const cage = openCanaryCage()
  await using served = await serveWorkspace(cage)
  await liveADay(served, cage)
  const argued = served.places()
  expect(argued.map(({ name }) => name)).toEqual(
    expect.arrayContaining(process.platform === 'linux' ? ['command line'] : ['stderr']),
  )
  expect(cage.canaries.length).toBeGreaterThan(100)
  expect(cage.canaries.map(({ name }) => name)).toContain('console session')
  const running = [...filesOf(served.data), rowsOf(join(served.data, 'latchkey.sqlite'))]
  expect(findCanaries(cage.canaries, [...argued, ...running, ...cage.places()])).toEqual([])
  // Events did arrive, or their silence would prove nothing.
  expect(cage.places().find(({ name }) => name === 'events')?.bytes.length).toBeGreaterThan(50)

  expect(await served.terminate()).toBe(0)
  expect(findCanaries(cage.canaries, filesOf(served.data))).toEqual([])
}, 120_000)

test('what the sample workspace generates is shown once and is nowhere else (row 18)', async () => {
  const cage = openCanaryCage()
  await using issuer = await startIssuer({}, { onDisk: true })
  issuer.issuer.subscribe((event) => cage.addEvent(event))
  for (const operation of ['workspace.loadSample', 'workspace.takeGeneratedSecrets'] as const)
    cage.addReply(operation, await issuer.admin(operation, {}))
  for (const operation of ['clients.list', 'users.list', 'workspace.takeGeneratedSecrets'] as const)
    cage.addReply(operation, await issuer.admin(operation, {}))
  const audit = textPlace('audit', JSON.stringify(await issuer.admin('audit.list', { limit: 500 })))
  expect(cage.canaries.length).toBeGreaterThanOrEqual(3)
  const places = [...filesOf(issuer.data), audit, ...cage.places()]
  expect(findCanaries(cage.canaries, places)).toEqual([])
})

test('a value is found in each of its forms, at each offset', () => {
  const value = 'lks_q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA'
  const bytes = Buffer.from(value.slice(4), 'base64url')
  const forms: readonly (readonly [string, string | Buffer])[] = [
    ['as it is', value],
    ['UTF-16', Buffer.from(value, 'utf16le')],
    ['hex', Buffer.from(value).toString('hex')],
    ['hex', Buffer.from(value).toString('hex').toUpperCase()],
    ['base64', Buffer.from(`web:${value}`).toString('base64')],
    ['base64', Buffer.from(`other:${value}!`).toString('base64')],
    ['base64', Buffer.from(`an:${value}??`).toString('base64url')],
    ['its bytes', bytes],
    ['hex of its bytes', bytes.toString('hex')],
    ['base64 of its bytes', Buffer.concat([Buffer.from('x'), bytes]).toString('base64')],
  ]
  for (const [form, text] of forms) {
    const noise = Buffer.from('noise ')
    const place = { name: 'there', bytes: Buffer.concat([noise, Buffer.from(text), noise]) }
    const found = findCanaries([{ name: 'secret', value }], [place])
    expect(found.map((each) => each.form)).toContain(form)
  }
  const password = { name: 'password', value: 'correct horse & co' }
  for (const text of ['correct%20horse%20%26%20co', 'correct+horse+%26+co'])
    expect(findCanaries([password], [textPlace('there', text)])).toHaveLength(1)
  expect(findCanaries([password], [textPlace('there', 'correct house & co')])).toEqual([])
  expect(() => findCanaries([{ name: 'short', value: 'short' }], [])).toThrow('too short')
})
