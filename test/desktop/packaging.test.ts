import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { expect, test } from 'vitest'
import { parse } from 'yaml'

import { projectRoot } from '#test/support/desktop.ts'

type Validate = (configuration: object, log: { isEnabled: boolean }) => Promise<void>

const fromHere = createRequire(import.meta.url)
const fromBuilder = createRequire(fromHere.resolve('electron-builder'))
// The builder's own check; it stands in a file that its types leave out.
const { validateConfiguration } = fromBuilder('app-builder-lib/out/util/config/config.js') as {
  validateConfiguration: Validate
}

// A test reads what it has to; the schema judges it.
const configuration = parse(
  readFileSync(join(projectRoot, 'electron-builder.yml'), 'utf8'),
) as Record<string, unknown>

const validate = (value: object): Promise<void> =>
  validateConfiguration(value, { isEnabled: false })

test('the packaging configuration is what electron-builder’s schema allows', async () => {
  await expect(validate(configuration)).resolves.toBeUndefined()
})

test.each([
  ['an unknown key', { asarr: true }],
  ['an unknown fuse', { electronFuses: { runAsNodes: false } }],
  ['a value of another kind', { asar: 'yes' }],
])('%s in it is an error', async (_name, wrong) => {
  await expect(validate({ ...configuration, ...wrong })).rejects.toThrow(/configuration/i)
})

test('110: the fuses are set as they must be', () => {
  expect(configuration['electronFuses']).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    onlyLoadAppFromAsar: true,
    enableEmbeddedAsarIntegrityValidation: true,
    enableCookieEncryption: true,
    grantFileProtocolExtraPrivileges: false,
    loadBrowserProcessSpecificV8Snapshot: false,
  })
  expect(configuration['asar']).toBe(true)
})

test('nothing is uploaded and nothing is compiled', () => {
  expect(configuration['publish']).toBeNull()
  expect(configuration['npmRebuild']).toBe(false)
})
