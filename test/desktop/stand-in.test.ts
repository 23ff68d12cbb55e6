import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { desktopEnvironment } from '#test/support/desktop.ts'

const executable = fileURLToPath(
  new URL('../support/electron-standin/executable.ts', import.meta.url),
)

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-standin-'))
})

afterEach(async () => {
  // Chromium's last processes would write the folder anew.
  if (process.platform === 'linux') await expect.poll(browsers, { timeout: 5000 }).toEqual([])
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
})

interface Started {
  readonly pid: number
  readonly ended: Promise<{ code: number | null; output: string }>
  readonly said: (text: string) => Promise<void>
}

/** Runs an application of a few lines in the stand-in. */
function start(main: string, preload = ''): Started {
  const application = join(folder, 'application')
  mkdirSync(application, { recursive: true })
  const description = { name: 'fixture', version: '1.0.0', type: 'module', main: 'main.js' }
  writeFileSync(join(application, 'package.json'), JSON.stringify(description))
  writeFileSync(join(application, 'main.js'), main)
  writeFileSync(join(application, 'preload.cjs'), preload)
  const child = spawn(executable, [application, `--user-data-dir=${join(folder, 'user')}`], {
    env: desktopEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  const listeners = new Set<() => void>()
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString()
    for (const listener of listeners) listener()
  })
  return {
    pid: child.pid ?? 0,
    ended: once(child, 'close').then(([code]: unknown[]) => ({
      code: typeof code === 'number' ? code : null,
      output,
    })),
    said: (text) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (output.includes(text)) resolve()
        }
        listeners.add(look)
        look()
      }),
  }
}

const inWindow = (preferences: string, then = ''): string => `
  import { join } from 'node:path'
  import { app, BrowserWindow } from 'electron'
  app.whenReady().then(async () => {
    const preload = join(import.meta.dirname, 'preload.cjs')
    const window = new BrowserWindow({ webPreferences: { ${preferences} } })
    await window.loadURL('about:blank')
    ${then}
    process.stderr.write('went well\\n')
    app.exit(0)
  })`

test('an application that keeps to the model runs to its end', async () => {
  const { code, output } = await start(inWindow('preload')).ended
  expect(output).toContain('went well')
  expect(code).toBe(0)
})

test.each([
  ['a module it lacks', "import { powerMonitor } from 'electron'", 'powerMonitor'],
  [
    'a function it lacks',
    inWindow('', 'app.setBadgeCount(1)'),
    'app.setBadgeCount is not modelled',
  ],
  [
    'an event it lacks',
    inWindow('', "app.on('login', () => {})"),
    "app.on('login') is not modelled",
  ],
  ['an option it lacks', inWindow('offscreen: true'), 'offscreen } is not modelled'],
  [
    'Node in the page',
    inWindow('nodeIntegration: true'),
    'nodeIntegration: true } is not modelled',
  ],
  ['one world', inWindow('contextIsolation: false'), 'contextIsolation: false } is not modelled'],
  ['no sandbox', inWindow('sandbox: false'), 'sandbox: false } is not modelled'],
])('an application that wants %s fails loudly', async (_name, main, reason) => {
  const { code, output } = await start(main).ended
  expect(output).toContain(reason)
  expect(output).not.toContain('went well')
  expect(code).toBe(1)
})

const waiting = inWindow('preload', 'await new Promise(() => {})')

test.each([
  ['Node', "require('fs')", 'module not found: fs'],
  ['what it lacks', "require('electron').webFrame", 'webFrame is not modelled'],
])('a preload that wants %s fails loudly', async (_name, preload, reason) => {
  const { code, output } = await start(waiting, preload).ended
  expect(output).toContain(reason)
  expect(code).toBe(1)
})

test('waiting for readiness while the module is evaluated never ends, as in Electron', async () => {
  const started = start(`
    import { app } from 'electron'
    setTimeout(() => { process.stderr.write('still waiting\\n'); process.exit(3) }, 1000)
    await app.whenReady()
    process.stderr.write('ready\\n')`)
  const { code, output } = await started.ended
  expect(output).not.toContain('ready\n')
  expect(code).toBe(3)
})

/** Chromium's processes that work in the folder of this test. */
function browsers(): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${folder}/user/standin-profile`)
    } catch {
      return false
    }
  })
}

test.skipIf(process.platform !== 'linux').each(['SIGTERM', 'SIGKILL'] as const)(
  'no browser is left behind by %s',
  async (signal) => {
    const staying = inWindow('', "process.stderr.write('here\\n'); await new Promise(() => {})")
    const started = start(staying)
    await started.said('here')
    expect(browsers()).not.toEqual([])
    process.kill(started.pid, signal)
    const { code } = await started.ended
    expect(code).toBe(signal === 'SIGTERM' ? 0 : null)
    await expect.poll(browsers, { timeout: 5000 }).toEqual([])
  },
)
