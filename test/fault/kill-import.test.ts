import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import { describe, expect, test } from 'vitest'

import { perForm, printFigures, rigTimeout } from '#test/fault/support/form.ts'
import { launch, serveOn, type Launched } from '#test/fault/support/served.ts'
import { withStore } from '#test/fault/support/store-after.ts'
import { seededRandom } from '#test/support/seed-grants.ts'

const kills = perForm(4, 100)
const clients = 120

/** A configuration whose every client says which version of it the client comes from. */
function writeConfiguration(folder: string, version: number): string {
  const file = join(folder, 'configuration.json')
  const text = JSON.stringify({
    issuer: { signingAlgorithm: 'ES256' },
    clients: Array.from({ length: clients }, (_, index) => ({
      clientId: `client-${index}`,
      name: `Client ${index}`,
      description: `version ${version}`,
      type: 'public',
      redirectUris: [`http://127.0.0.1:1/${version}`],
    })),
  })
  writeFileSync(file, text)
  return file
}

interface Imported {
  readonly old: number
  readonly new: number
  /** Found with some of the new and some of the old. */
  readonly between: number
}

/**
 * Kills `serve --config` at random: every other time in all that a start takes, and else just after
 * it has begun to write. Ends early where it finds what must not be.
 */
async function killDuringImport(times: number, preload: readonly string[] = []): Promise<Imported> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-import-'))
  const data = join(folder, 'data')
  const random = seededRandom(times)
  const found = { old: 0, new: 0, between: 0 }
  try {
    let version = 0
    const started = performance.now()
    const first = await serveOn(data, { flags: ['--config', writeConfiguration(folder, version)] })
    const usual = performance.now() - started
    await first[Symbol.asyncDispose]()
    for (let round = 0; round < times && found.between === 0; round += 1) {
      const before = versionsIn(data)
      version += 1
      const flags = ['--config', writeConfiguration(folder, version)]
      const starting = launch(data, { flags, preload })
      await (round % 2 === 0 ? hasBegunToWrite(data, starting) : setTimeout(usual * random() * 1.5))
      await setTimeout(random() * 20)
      starting.child.kill('SIGKILL')
      await starting.ended
      const after = versionsIn(data)
      if (after.size > 1 || after.values().next().value !== clients * 2) found.between += 1
      else if (after.has(`version ${version}`)) found.new += 1
      else found.old += Number([...before.keys()][0] === [...after.keys()][0])
    }
    if (found.between === 0) await (await serveOn(data))[Symbol.asyncDispose]()
    return found
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Returns when the log has something in it, or the issuer is ready, or has ended. */
async function hasBegunToWrite(data: string, { firstLine, ended }: Launched): Promise<void> {
  const log = join(data, 'latchkey.sqlite-wal')
  const over = Promise.race([firstLine, ended]).then(
    () => 'over',
    () => 'over',
  )
  while ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) === 0)
    if ((await Promise.race([over, setTimeout(1)])) === 'over') return
}

/** How many rows of clients and of redirect URIs each version has left. */
function versionsIn(data: string): ReadonlyMap<string, number> {
  return withStore(data, (db) => {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    const rows = db.prepare(/* sql */ `
      SELECT version, count(*) AS found FROM (
        SELECT description AS version FROM clients
         UNION ALL
        SELECT 'version ' || substr(uri, 20) FROM client_redirect_uris)
       GROUP BY version`)
    // The columns above.
    const versions = rows.all() as { readonly version: string; readonly found: number }[]
    return new Map(versions.map(({ version, found }) => [version, found]))
  })
}

describe('kill -9 while a configuration is applied', { timeout: rigTimeout }, () => {
  test('leaves all of the old or all of the new', async () => {
    const { between, ...found } = await killDuringImport(kills)
    printFigures('kill -9 at import', { kills, between, ...found })
    expect(between).toBe(0)
    expect(found.old + found.new).toBe(kills)
  })

  test('mutation: an import without a transaction is caught', async () => {
    const { between, ...found } = await killDuringImport(20, ['no-transaction'])
    printFigures('kill -9 at import, mutation', { 'kills at most': 20, between, ...found })
    expect(between).toBeGreaterThan(0)
  })
})
