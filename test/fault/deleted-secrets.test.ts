import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { runChild } from '#test/fault/support/command.ts'
import { printFigures } from '#test/fault/support/form.ts'
import type { Mutation } from '#test/fault/support/mutation.ts'

const deleteSecrets = new URL('./support/child/delete-secrets.ts', import.meta.url)

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-secrets-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

type Places = Readonly<Record<string, readonly string[]>>

/** How many of the secrets are in some file at each moment. */
async function countSecrets(mutation?: Mutation) {
  const { stdout, stderr } = await runChild(deleteSecrets, [folder], { mutation })
  expect(stderr).toBe('')
  // What the child prints.
  const found = JSON.parse(stdout) as {
    readonly before: Places
    readonly deleted: Places
    readonly closed: Places
    readonly keyBefore: readonly string[]
    readonly keyDeleted: readonly string[]
  }
  const count = (places: Places): number =>
    Object.values(places).filter((files) => files.length > 0).length
  return {
    secrets: count(found.before) + Math.min(1, found.keyBefore.length),
    deleted: count(found.deleted),
    closed: count(found.closed),
    keyDeleted: found.keyDeleted.length,
  }
}

describe('what was secret and is deleted', () => {
  test('is in neither the file nor its log, at once and after the end', async () => {
    const found = await countSecrets()
    printFigures('deleted secrets', found)
    expect(found).toEqual({ secrets: 5, deleted: 0, closed: 0, keyDeleted: 0 })
  })

  test('mutation: a log that is not emptied is caught', async () => {
    const mutation = {
      file: 'server/store/forgetting.ts',
      from: 'isPending = !emptyLog(db)',
      to: 'isPending = false',
    }
    expect(await countSecrets(mutation)).toMatchObject({ secrets: 5, deleted: 4 })
  })

  test('mutation: deleting without overwriting is caught', async () => {
    const mutation = {
      file: 'server/store/database.ts',
      from: 'secure_delete = ON',
      to: 'secure_delete = OFF',
    }
    const { deleted, closed, keyDeleted } = await countSecrets(mutation)
    expect(deleted + closed + keyDeleted).toBeGreaterThan(0)
  })
})
