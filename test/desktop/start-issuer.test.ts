import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { startIssuer, type Question } from '#electron/start-issuer.ts'
import { ForeignStoreError, openIssuer } from '#issuer'

let folder: string
let taken: Server
let port: number

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-issuer-'))
  taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, 'localhost', resolve))
  const address = taken.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
})

afterEach(() => {
  taken.close()
  rmSync(folder, { recursive: true })
})

const options = (data = folder, at = port) => ({ data, port: at, sample: false })

function answering(answer: boolean): { asked: Question[]; ask: (q: Question) => Promise<boolean> } {
  const asked: Question[] = []
  return {
    asked,
    ask: async (question) => {
      asked.push(question)
      return answer
    },
  }
}

test('86: a taken port is named, and the next free one is used on a yes', async () => {
  const { asked, ask } = answering(true)
  const issuer = await startIssuer(options(), { open: openIssuer, ask })
  await issuer?.close()
  expect(asked).toHaveLength(1)
  expect(asked[0]?.message).toContain(`Port ${port} is in use`)
  expect(asked[0]?.buttons).toEqual([`Use port ${issuer?.port}`, 'Quit'])
  expect(issuer?.port).toBeGreaterThan(port)
})

test('86: on a no, nothing listens', async () => {
  const { asked, ask } = answering(false)
  expect(await startIssuer(options(), { open: openIssuer, ask })).toBeUndefined()
  expect(asked).toHaveLength(1)
})

test('a data folder that another process serves is named', async () => {
  const first = await openIssuer(options(folder, 0))
  const { asked, ask } = answering(true)
  expect(await startIssuer(options(folder, 0), { open: openIssuer, ask })).toBeUndefined()
  await first.close()
  expect(asked[0]?.detail).toContain(folder)
  expect(asked[0]?.buttons).toEqual(['Quit'])
})

test('12: a store of a later release is said to be one', async () => {
  const open = (): Promise<never> => Promise.reject(new ForeignStoreError('It has schema 9.'))
  const { asked, ask } = answering(true)
  expect(await startIssuer(options(), { open, ask })).toBeUndefined()
  expect(asked[0]?.detail).toContain('It has schema 9.')
})

test('a bug is not taken for one of these', async () => {
  const open = (): Promise<never> => Promise.reject(new TypeError('a bug'))
  const { asked, ask } = answering(true)
  await expect(startIssuer(options(), { open, ask })).rejects.toThrow('a bug')
  expect(asked).toEqual([])
})
