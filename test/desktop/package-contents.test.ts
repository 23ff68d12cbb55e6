import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { launchDesktop, projectRoot } from '#test/support/desktop.ts'

interface Asar {
  listPackage(archive: string, options: object): string[]
  extractAll(archive: string, folder: string): void
}
interface Fuses {
  getCurrentFuseWire(executable: string): Promise<Record<string, number>>
}

const fromHere = createRequire(import.meta.url)
const fromBuilder = createRequire(fromHere.resolve('electron-builder'))
const fromLibrary = createRequire(fromBuilder.resolve('app-builder-lib'))

let folder: string
let archive: string
let files: string[]
let asar: Asar

/** A folder in the place of Electron's: packing copies it and sets the fuses in it. */
function fakeElectron(): string {
  const distribution = join(folder, 'electron')
  mkdirSync(distribution)
  const { version } = fromHere('electron/package.json') as { version: string }
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox']) {
    writeFileSync(join(distribution, name), '')
  }
  writeFileSync(join(distribution, 'version'), version)
  const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
  // Version 1 of the wire, eight fuses, each the other way round from what is wanted.
  const wire = '\u0001\u000810110011'
  writeFileSync(join(distribution, 'electron'), `#!/bin/sh\n${sentinel}${wire}\n`)
  chmodSync(join(distribution, 'electron'), 0o755)
  return distribution
}

async function pack(): Promise<void> {
  const { version } = fromHere('electron/package.json') as { version: string }
  await promisify(execFile)(
    process.execPath,
    [
      join(projectRoot, 'node_modules/electron-builder/cli.js'),
      '--linux',
      '--x64',
      '--dir',
      '--publish=never',
      `-c.electronDist=${fakeElectron()}`,
      `-c.electronVersion=${version}`,
      `-c.directories.output=${join(folder, 'packed')}`,
    ],
    { cwd: projectRoot },
  )
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-package-'))
  await pack()
  archive = join(folder, 'packed/linux-unpacked/resources/app.asar')
  // Typed by what is used of it: the builder has it, this project does not name it.
  asar = (await import(fromLibrary.resolve('@electron/asar'))) as Asar
  files = asar.listPackage(archive, { isPack: false })
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true }))

test('the package holds the application and no source, test or map', () => {
  expect(files).toEqual(
    expect.arrayContaining([
      '/package.json',
      '/dist/electron/main.js',
      '/dist/electron/preload.cjs',
      '/dist/electron/thread.js',
      '/dist/renderer/index.html',
    ]),
  )
  const top = new Set(files.map((file) => file.split('/')[1]))
  expect(top).toEqual(new Set(['dist', 'node_modules', 'package.json']))
  expect(files.filter((file) => file.endsWith('.map'))).toEqual([])
})

test('it holds no Node of its own, and one binary of the store', () => {
  expect(files.filter((file) => /^\/node_modules\/node-(linux|darwin|win|bin)/.test(file))).toEqual(
    [],
  )
  expect(files.filter((file) => file.endsWith('.node'))).toEqual([
    '/node_modules/better-sqlite3/prebuilds/linux-x64.node',
  ])
})

test('110: the fuses of the packed executable are set', async () => {
  const fuses = (await import(fromLibrary.resolve('@electron/fuses'))) as Fuses
  const wire = await fuses.getCurrentFuseWire(join(folder, 'packed/linux-unpacked/latchkey'))
  const values = Object.entries(wire)
    .filter(([key]) => /^\d+$/.test(key))
    .map(([, value]) => String.fromCodePoint(value))
  // In the order of the wire: run as Node, cookies, NODE_OPTIONS, --inspect, integrity, only asar,
  // snapshot, file:// privileges.
  expect(values.join('')).toBe('01001100')
})

test('what is packed runs: nothing that it needs is left out', async () => {
  const root = join(folder, 'extracted')
  asar.extractAll(archive, root)
  expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).not.toHaveProperty('scripts')
  const desktop = await launchDesktop({ root })
  expect(
    await desktop.page.evaluate(() => window.latchkey?.call('issuer.status', {})),
  ).toMatchObject({
    ok: true,
    value: { state: 'running' },
  })
  await desktop.close()
})
