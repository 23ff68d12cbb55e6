import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { fetchElectron, findElectron, refuseWindow } from '#electron/electron-binary.ts'

let root: string
let installed: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'latchkey-root-'))
  installed = join(root, 'node_modules/electron')
  mkdirSync(join(installed, 'dist'), { recursive: true })
})

afterEach(() => rmSync(root, { recursive: true }))

function installer(script: string): void {
  writeFileSync(join(installed, 'package.json'), '{"type":"commonjs"}')
  writeFileSync(join(installed, 'install.js'), script)
}

const install = `
  const fs = require('node:fs')
  fs.writeFileSync(__dirname + '/dist/electron', '')
  fs.writeFileSync(__dirname + '/path.txt', 'electron')
`

test('Electron is found where its installer has put it', () => {
  expect(findElectron(root)).toBeUndefined()
  writeFileSync(join(installed, 'path.txt'), 'electron')
  expect(findElectron(root)).toBeUndefined()
  writeFileSync(join(installed, 'dist/electron'), '')
  chmodSync(join(installed, 'dist/electron'), 0o755)
  expect(findElectron(root)).toBe(join(installed, 'dist/electron'))
})

test('Electron is there after an installer that succeeds', async () => {
  installer(install)
  expect(await fetchElectron(root)).toBe(join(installed, 'dist/electron'))
})

test('an installer that fails, and a missing one, leave no Electron', async () => {
  expect(await fetchElectron(root)).toBeUndefined()
  installer('process.exit(1)')
  expect(await fetchElectron(root)).toBeUndefined()
})

test('an installer that does not come to an end is ended', async () => {
  installer(`require('node:fs').writeFileSync(__dirname + '/pid', String(process.pid))
    process.on('SIGTERM', () => {})
    setInterval(() => {}, 1000)`)
  expect(await fetchElectron(root, 1)).toBeUndefined()
})

test('without a display, or as root, there is no window on Linux', () => {
  expect(refuseWindow('linux', {}, false)).toBe('There is no display here')
  expect(refuseWindow('linux', { DISPLAY: ':0' }, true)).toBe('Electron does not run as root')
  expect(refuseWindow('linux', { DISPLAY: ':0' }, false)).toBeUndefined()
  expect(refuseWindow('linux', { WAYLAND_DISPLAY: 'wayland-0' }, false)).toBeUndefined()
  expect(refuseWindow('darwin', {}, false)).toBeUndefined()
})
