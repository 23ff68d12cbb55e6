import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { onScreen, readSettings, writeSettings } from '#electron/settings.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-settings-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

const bounds = { x: 10, y: 20, width: 1280, height: 800 }

test('what is written is read back, and nothing else is left behind', () => {
  const file = join(folder, 'settings.json')
  writeSettings(file, { window: { bounds, maximized: true } })
  writeSettings(file, { window: { bounds, maximized: false } })
  expect(readSettings(file)).toEqual({ window: { bounds, maximized: false } })
  expect(readdirSync(folder)).toEqual(['settings.json'])
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
})

test.each(['', '{', '[]', '{"window":{"bounds":{"x":"0"}}}', 'null'])(
  'a file that says %j is as good as none',
  (text) => {
    const file = join(folder, 'settings.json')
    writeFileSync(file, text)
    expect(readSettings(file)).toEqual({})
  },
)

test('a window stands where it stood while a corner of it is in reach', () => {
  const screen = { x: 0, y: 0, width: 1920, height: 1080 }
  expect(onScreen(bounds, [screen])).toEqual(bounds)
  expect(onScreen({ ...bounds, x: 1840 }, [screen])).toBeDefined()
  expect(onScreen({ ...bounds, x: 1841 }, [screen])).toBeUndefined()
  expect(onScreen({ ...bounds, y: -800 }, [screen])).toBeUndefined()
  expect(onScreen(bounds, [])).toBeUndefined()
})
