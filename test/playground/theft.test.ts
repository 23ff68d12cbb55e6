import { expect, test } from 'vitest'

import type { TestIssuer } from '#test/support/issuer.ts'

import { act, runCodeFlow, startSample } from './try-it.ts'

async function onlyToken(issuer: TestIssuer): Promise<{ id: string; status: string }> {
  const { rows } = await issuer.admin('refreshTokens.search', {
    filter: {},
    sort: { by: 'issued', direction: 'descending' },
    limit: 2,
  })
  expect(rows.length).toBe(1)
  return { id: rows[0]?.id ?? '', status: rows[0]?.status ?? '' }
}

test.each(['publicclient', 'codeflowclient'])(
  'stealing an older token of %s ends its family',
  async (clientId) => {
    await using issuer = await startSample()
    const run = await runCodeFlow(issuer, clientId)
    await act(issuer, run.id, { kind: 'refresh' })
    await act(issuer, run.id, { kind: 'refresh' })
    const { id } = await onlyToken(issuer)
    const theft = await issuer.admin('playground.steal', { grantId: id })
    expect(theft).toMatchObject({ generation: 1, currentGeneration: 3, error: 'invalid_grant' })
    expect(await onlyToken(issuer)).toEqual({ id, status: 'replayed' })
    await expect
      .poll(() => issuer.admin('refreshTokens.get', { id }))
      .toMatchObject({
        history: expect.arrayContaining([
          expect.objectContaining({ kind: 'replayed', device: 'Latchkey thief' }),
        ]),
      })
    const after = await act(issuer, run.id, { kind: 'refresh' })
    expect(after.exchanges.at(-1)?.answer).toBe('invalid_grant')
    const again = await issuer.reply('playground.steal', { grantId: id })
    expect(again).toMatchObject({ ok: false, error: { code: 'conflict' } })
  },
  60_000,
)

test('a family with one token, and one that is not there, cannot be stolen from', async () => {
  await using issuer = await startSample()
  await runCodeFlow(issuer, 'publicclient')
  const { id } = await onlyToken(issuer)
  expect(await issuer.reply('playground.steal', { grantId: id })).toMatchObject({
    ok: false,
    error: { code: 'conflict' },
  })
  expect(await issuer.reply('playground.steal', { grantId: 'g999' })).toMatchObject({
    ok: false,
    error: { code: 'not_found' },
  })
})

test('the older token is not stolen while it may be repeated', async () => {
  await using issuer = await startSample()
  const run = await runCodeFlow(issuer, 'publicclient')
  await act(issuer, run.id, { kind: 'refresh' })
  const { id } = await onlyToken(issuer)
  const steal = (): Promise<unknown> => issuer.reply('playground.steal', { grantId: id })
  expect(await steal()).toMatchObject({ ok: false, error: { code: 'conflict' } })
  issuer.clock.advance(61)
  expect(await steal()).toMatchObject({ ok: true, value: { error: 'invalid_grant' } })
})
