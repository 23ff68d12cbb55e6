import { cpSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import {
  generationOf,
  refreshTokenOf,
  seedFamilies,
  type SeededFolder,
} from '#test/fault/support/families.ts'
import { perForm, printFigures, rigTimeout } from '#test/fault/support/form.ts'
import type { Mutation } from '#test/fault/support/mutation.ts'
import { serveOn, type Served } from '#test/fault/support/served.ts'
import { smallDisks, type SmallDisk } from '#test/fault/support/small-disk.ts'
import { readStoreAfter } from '#test/fault/support/store-after.ts'
import { introspect, refresh, tokensOf, type Answer } from '#test/support/relying-party.ts'

const rounds = perForm(2, 50)

interface Filled {
  readonly acknowledged: number
  /** Answers to refreshes while nothing could be written. */
  readonly refused: readonly Answer[]
  /** Refreshes that a family needed after there was room again. */
  readonly triesAfter: number
  readonly lost: number
}

/** Fills the disk under a running issuer, frees it, and again; then looks at the store. */
async function fillUp(disk: SmallDisk, seeded: SeededFolder, mutation?: Mutation): Promise<Filled> {
  const data = join(disk.folder, 'data')
  cpSync(seeded.data, data, { recursive: true })
  const held = [...seeded.tokens]
  const found = { acknowledged: 0, refused: [] as Answer[], triesAfter: 0, lost: 0 }
  const next = async (served: Served, index: number): Promise<Answer> => {
    const answer = await refresh(served, held[index])
    if (answer.status !== 200) return answer
    held[index] = refreshTokenOf(tokensOf(answer))
    found.acknowledged += 1
    return answer
  }
  await using served = await serveOn(data, { mutation })
  for (let round = 0; round < rounds; round += 1) {
    const access = tokensOf(await next(served, 0)).access_token
    disk.fill(served.pid)
    found.refused.push(...(await untilRefused(held.length, (index) => next(served, index))))
    await readsStillWork(served, access)
    disk.free(served.pid)
    for (const [index] of held.entries()) {
      const before = generationOf(held[index] ?? '')
      for (let isBack = false; !isBack && found.triesAfter < 1000; found.triesAfter += 1)
        isBack = (await next(served, index)).status === 200
      if (generationOf(held[index] ?? '') !== before + 1) found.lost += 1
    }
  }
  served.kill('SIGTERM')
  expect(await served.ended, served.output()).toBe(0)
  const { integrity, forked, generations } = readStoreAfter(data)
  expect({ integrity, forked }).toEqual({ integrity: 'ok', forked: [] })
  const last = [...generations.values()].reduce((sum, generation) => sum + generation, 0)
  expect(last).toBe(held.reduce((sum, token) => sum + generationOf(token), 0))
  return found
}

/** Refreshes until the disk is full to the last page, then every family once more. */
async function untilRefused(
  families: number,
  next: (index: number) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const refused: Answer[] = []
  // What the log's file has room for is still acknowledged.
  for (let tries = 0; refused.length < families && tries < 5000; tries += 1) {
    const answer = await next(refused.length)
    if (answer.status !== 200) refused.push(answer)
  }
  return refused
}

async function readsStillWork(served: Served, access: string): Promise<void> {
  for (const path of ['/.well-known/openid-configuration', '/oauth2/jwks'])
    expect((await fetch(new URL(path, served.url))).status).toBe(200)
  expect(await introspect(served, access)).toMatchObject({ active: true })
}

/** What is wrong with the answer that a client gets when nothing can be stored. */
function problemsOf({ status, headers, body }: Answer): readonly string[] {
  return [
    ...(status === 503 ? [] : [`status ${status}`]),
    ...(body['error'] === 'temporarily_unavailable' ? [] : [`error ${String(body['error'])}`]),
    ...(/^[1-9]\d*$/.test(headers.get('retry-after') ?? '') ? [] : ['no Retry-After']),
    ...Object.keys(body).filter((name) => name.endsWith('_token')),
  ]
}

for (const kind of smallDisks)
  describe.skipIf(!kind.isHere)(`disk full: ${kind.name}`, { timeout: rigTimeout }, () => {
    test('refuses with 503, hands no token out, still reads, and works again by itself', async () => {
      using seeded = await seedFamilies(6)
      using disk = kind.open()
      const { refused, ...figures } = await fillUp(disk, seeded)
      const problems = refused.flatMap(problemsOf)
      printFigures(`disk full, ${kind.name}`, {
        filled: rounds,
        refused: refused.length,
        ...figures,
        problems: problems.length,
      })
      expect(refused).toHaveLength(rounds * 6)
      expect(problems).toEqual([])
      expect(figures).toMatchObject({ lost: 0, triesAfter: rounds * 6 })
    })

    test('mutation: a full disk that is taken for a bug is caught', async () => {
      using seeded = await seedFamilies(2)
      using disk = kind.open()
      const mutation = {
        file: 'server/store/store-error.ts',
        from: '(FULL|BUSY|IOERR',
        to: '(BUSY',
      }
      const { refused } = await fillUp(disk, seeded, mutation)
      expect(refused.flatMap(problemsOf)).toContain('status 500')
    })
  })
