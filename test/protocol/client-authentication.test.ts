import { describe, expect, test } from 'vitest'

import type { TestIssuer } from '#test/support/issuer.ts'
import { basic, obtainCode, post, redeemCode, type Form } from '#test/support/relying-party.ts'
import { changeClient, machine, startWorkspace } from '#test/support/workspace.ts'

const form = { grant_type: 'client_credentials', client_id: 'machine' }
const statusOf = async (issuer: TestIssuer, secret: string): Promise<number> =>
  (await post(issuer, '/oauth2/token', { ...form, client_secret: secret })).status

describe('the rotation of a secret', () => {
  test('lets the old one overlap for as long as was said', async () => {
    await using issuer = await startWorkspace()
    const { secret } = await issuer.admin('clients.addSecret', {
      clientId: 'machine',
      overlap: 600,
    })
    issuer.clock.advance(599)
    expect(await statusOf(issuer, machine.client_secret)).toBe(200)
    expect(await statusOf(issuer, secret.value)).toBe(200)
    issuer.clock.advance(1)
    expect(await statusOf(issuer, machine.client_secret)).toBe(401)
    expect(await statusOf(issuer, secret.value)).toBe(200)
  })

  test('without overlap ends the old one at once', async () => {
    await using issuer = await startWorkspace()
    const { secret } = await issuer.admin('clients.addSecret', { clientId: 'machine', overlap: 0 })
    expect(await statusOf(issuer, machine.client_secret)).toBe(401)
    expect(await statusOf(issuer, secret.value)).toBe(200)
  })

  test('a secret that is removed counts no more', async () => {
    await using issuer = await startWorkspace()
    const { client, secret } = await issuer.admin('clients.addSecret', {
      clientId: 'machine',
      overlap: 600,
    })
    const old = client.secrets.find(({ id }) => id !== secret.id)
    await issuer.admin('clients.removeSecret', { clientId: 'machine', secretId: old?.id ?? '' })
    expect(await statusOf(issuer, machine.client_secret)).toBe(401)
    expect(await statusOf(issuer, secret.value)).toBe(200)
  })
})

test('an unknown client, a wrong secret and a disabled client are told the same', async () => {
  await using issuer = await startWorkspace()
  const ask = async (changes: Form) => {
    const { status, body } = await post(issuer, '/oauth2/token', {
      ...form,
      ...machine,
      ...changes,
    })
    return { status, body }
  }
  const unknown = await ask({ client_id: 'nobody' })
  expect(unknown.status).toBe(401)
  expect(await ask({ client_secret: 'wrong' })).toEqual(unknown)
  await issuer.admin('clients.setEnabled', { clientId: 'machine', enabled: false })
  expect(await ask({})).toEqual(unknown)
})

test.each(['Basic', 'Basic !!!', 'Basic bm9jb2xvbg==', 'Bearer abc', 'Digest x', 'Negotiate eA=='])(
  'the header %o is invalid_client with a challenge',
  async (authorization) => {
    await using issuer = await startWorkspace()
    const answer = await post(issuer, '/oauth2/token', form, { authorization })
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /)
  },
)

test('the client_id beside a Basic header has to be the same one', async () => {
  await using issuer = await startWorkspace()
  const header = basic(machine.client_id, machine.client_secret)
  expect((await post(issuer, '/oauth2/token', form, header)).status).toBe(200)
  const other = await post(issuer, '/oauth2/token', { ...form, client_id: 'web' }, header)
  expect(other).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
})

test('a client that becomes public needs no secret any more, and may send none', async () => {
  await using issuer = await startWorkspace()
  await changeClient(issuer, 'web', { type: 'public' })
  const code = await obtainCode(issuer)
  expect((await redeemCode(issuer, code)).status).toBe(401)
  expect((await redeemCode(issuer, code, { client_secret: undefined })).status).toBe(200)
})

test('a code that was given to a client of that id before it was made anew is refused', async () => {
  await using issuer = await startWorkspace()
  const code = await obtainCode(issuer)
  const { settings } = await issuer.admin('clients.get', { clientId: 'web' })
  await issuer.admin('clients.delete', { clientId: 'web' })
  const { secret } = await issuer.admin('clients.create', { clientId: 'web', settings })
  const answer = await redeemCode(issuer, code, { client_secret: secret?.value })
  expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
})
