import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { openDispatch } from '#admin/dispatch.ts'
import { handlers } from '#admin/operations.ts'
import { operations } from '#contract/operations.ts'
import { StoreUnavailableError } from '#store/store-error.ts'

import { administrator, openTestConsole, type TestConsole } from './console.ts'
import { hostileInputs, plausibleInput } from './hostile-inputs.ts'

let admin: TestConsole
beforeEach(() => void (admin = openTestConsole()))
afterEach(() => admin.close())

const names = Object.keys(operations)
const sentence = /^[^]{9,}[.?]$/

describe('the one door', () => {
  test('RT-14: every operation has a handler, and every handler a guard', async () => {
    expect(Object.keys(handlers).toSorted()).toEqual(names.toSorted())
    // A caller whom the types do not know: what a stolen channel would be.
    const stranger = { actor: 'stranger', role: 'guest' } as unknown as typeof administrator
    for (const name of names)
      expect(await admin.dispatch(name, {}, stranger)).toMatchObject({
        ok: false,
        error: { code: 'not_allowed' },
      })
  })

  test.each(names)('%s answers a plausible input by a reply of its own schema', async (name) => {
    const reply = await admin.dispatch(name, plausibleInput(name), administrator)
    expect(admin.bugs).toEqual([])
    if (reply.ok) {
      const { output } = operations[name as keyof typeof operations]
      expect(output.safeParse(reply.value).success).toBe(true)
    } else expect(reply.error.message).toMatch(sentence)
  })

  test.each(['', 'clients', 'clients.list ', '__proto__', 'constructor', 'toString'])(
    'there is no operation %j',
    async (name) => {
      expect(await admin.dispatch(name, {}, administrator)).toMatchObject({
        ok: false,
        error: { code: 'not_found' },
      })
    },
  )

  test('a bug is reported whole and answered by a neutral sentence', async () => {
    const bug = new Error('SELECT secret FROM clients')
    const bugs: unknown[] = []
    const store = { ...admin.store, listClients: () => Promise.reject(bug) }
    const dispatch = openDispatch({ ...admin.context, store }, (error) => bugs.push(error))
    const reply = await dispatch('clients.list', {}, administrator)
    expect(reply).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(JSON.stringify(reply)).not.toContain('SELECT')
    expect(bugs).toEqual([bug])
  })

  test('a store that cannot write now is no bug', async () => {
    const full = () => Promise.reject(new StoreUnavailableError('disk full'))
    const dispatch = openDispatch(
      { ...admin.context, store: { ...admin.store, listClients: full } },
      (error) => admin.bugs.push(error),
    )
    expect(await dispatch('clients.list', {}, administrator)).toMatchObject({
      ok: false,
      error: { code: 'unavailable' },
    })
    expect(admin.bugs).toEqual([])
  })

  test('what a handler passes on by mistake does not leave', async () => {
    const store = {
      ...admin.store,
      listSavedViews: () => Promise.resolve([{ name: 'a', query: 'b', digest: 'leak' }]),
    }
    const dispatch = openDispatch({ ...admin.context, store }, () => {})
    const reply = await dispatch('savedViews.list', {}, administrator)
    expect(reply).toEqual({ ok: true, value: { views: [{ name: 'a', query: 'b' }] } })
  })

  test('a refused operation publishes nothing, a done one what it changed', async () => {
    await admin.refusal('clients.delete', { clientId: 'none' })
    expect(admin.published).toEqual([])
    await admin.call('workspace.loadSample', {})
    expect(admin.published).toContain('clients')
  })
})

describe('input without bounds', () => {
  const deep = (depth: number): unknown => (depth === 0 ? 1 : [deep(depth - 1)])
  const cyclic: unknown[] = []
  cyclic.push(cyclic)
  test.each([
    ['long', { name: 'x'.repeat(300_000), query: '' }],
    ['deep', deep(40)],
    ['cyclic', cyclic],
    ['wide', Array.from({ length: 30_000 }, () => 1)],
    ['not JSON', new Map([[1, 2]])],
    ['not JSON either', { name: 10n }],
  ])('%s is refused before any schema sees it', async (_what, input) => {
    const reply = await admin.dispatch('savedViews.save', input, administrator)
    expect(reply).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
    if (!reply.ok) expect(reply.error.message).toMatch(/^The input/)
  })
})

describe('hostile input', () => {
  // Something that it could hurt.
  beforeEach(async () => {
    for (const name of ['workspace.loadSample', 'resources.create', 'clients.create'])
      expect(await admin.dispatch(name, plausibleInput(name), administrator)).toMatchObject({
        ok: true,
      })
  })

  test.each(names)(
    '%s answers with a reply, never a bug, and every refusal is a sentence',
    async (name) => {
      await fc.assert(
        fc.asyncProperty(hostileInputs(name), async (input) => {
          const reply = await admin.dispatch(name, input, administrator)
          expect(admin.bugs).toEqual([])
          if (reply.ok) return
          expect(reply.error.code).not.toBe('internal')
          expect(reply.error.message).toMatch(sentence)
        }),
        { numRuns: 100 },
      )
    },
  )
})
