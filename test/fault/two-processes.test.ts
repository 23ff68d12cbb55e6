import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { latchkey } from '#test/fault/support/command.ts'
import { seedFamilies, refreshTokenOf, type SeededFolder } from '#test/fault/support/families.ts'
import { bytesAtRest } from '#test/fault/support/folder-bytes.ts'
import { perForm, printFigures } from '#test/fault/support/form.ts'
import { launch, serveOn } from '#test/fault/support/served.ts'
import { readStoreAfter } from '#test/fault/support/store-after.ts'
import { refresh, tokensOf } from '#test/support/relying-party.ts'

// Each test starts several processes.
vi.setConfig({ testTimeout: 120_000 })

const rounds = perForm(2, 25)

let seeded: SeededFolder

beforeAll(async () => {
  seeded = await seedFamilies(1)
})

afterAll(() => seeded[Symbol.dispose]())

describe('two processes on one data folder', () => {
  test('the second is told who serves it and ends with 75; no byte changes', async () => {
    const { data } = seeded
    let slowest = 0
    for (let round = 0; round < rounds; round += 1) {
      await using first = await serveOn(data)
      const before = bytesAtRest(data)
      const started = performance.now()
      const second = await latchkey(['serve', '--data', data, '--port', '0', '--no-console'])
      slowest = Math.max(slowest, performance.now() - started)
      expect(second).toMatchObject({ code: 75, stdout: '' })
      expect(second.stderr).toContain(`Process ${first.pid} already serves ${data}`)
      expect(bytesAtRest(data)).toEqual(before)
      expect((await fetch(new URL('/oauth2/jwks', first.url))).status).toBe(200)
      // Killed, and not closed: what it has claimed ends with it all the same.
      first.kill('SIGKILL')
      await first.ended
    }
    printFigures('two processes', { rounds, 'slowest refusal in ms': Math.round(slowest) })
    await using last = await serveOn(data)
    const answer = await refresh(last, seeded.tokens[0])
    expect(refreshTokenOf(tokensOf(answer))).toBeDefined()
  })

  test('of many that start at once one serves', async () => {
    const { data } = seeded
    const starts = Array.from({ length: perForm(3, 12) }, () => launch(data))
    const outcomes = await Promise.all(
      starts.map(({ firstLine, ended }) =>
        firstLine.then(
          () => 'serves',
          () => ended,
        ),
      ),
    )
    for (const { child } of starts) child.kill('SIGKILL')
    await Promise.all(starts.map(({ ended }) => ended))
    expect(outcomes.filter((outcome) => outcome === 'serves')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 75)).toHaveLength(starts.length - 1)
    expect(readStoreAfter(data).integrity).toBe('ok')
  })

  test('mutation: a claim that two can hold is caught', async () => {
    const { data } = seeded
    const mutation = {
      file: 'server/store/files/folder-claim.ts',
      from: 'BEGIN EXCLUSIVE',
      to: 'BEGIN',
    }
    await using first = await serveOn(data, { mutation })
    const second = launch(data, { mutation })
    expect(JSON.parse(await second.firstLine)).toMatchObject({ ready: true })
    expect(readFileSync(join(data, 'pid'), 'utf8')).not.toBe(String(first.pid))
    second.child.kill('SIGKILL')
    await second.ended
  })
})
