import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { mkdirSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Browser } from 'playwright'

export interface BrowserExecutable {
  readonly path: string
  /** What it needs beside the surrounding environment. */
  readonly env: Readonly<Record<string, string>>
}

/** No tests ever leave this machine: no name is resolved, and no service of the browser's maker runs. */
export const browserArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-pings',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE [::1]',
]

/** A headless Chromium, wherever there is one. */
export async function launchBrowser(): Promise<Browser> {
  // Loaded here: who only looks for a browser has no use for Playwright, which takes its time.
  const { chromium } = await import('playwright')
  const { path, env } = browserExecutable()
  return chromium.launch({
    executablePath: path,
    args: [...browserArguments],
    env: { ...surroundings(), ...env },
  })
}

/** $CHROMIUM, else an installed browser, else the one that npm has brought. */
export function browserExecutable(): BrowserExecutable {
  const named = process.env['CHROMIUM']
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`CHROMIUM names ${named}, which does not exist.`)
    return { path: named, env: {} }
  }
  const installed = installedBrowsers().find(isUsable)
  return installed === undefined ? unpackedBrowser() : { path: installed, env: {} }
}

function surroundings(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  )
}

function installedBrowsers(): string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    )
  }
  if (process.platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
    const programs = [
      'Google/Chrome/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ]
    return roots.flatMap((root) =>
      programs.map((program) => join(process.env[root] ?? '', program)),
    )
  }
  const names = [
    'google-chrome',
    'google-chrome-stable',
    'chromium',
    'chromium-browser',
    'microsoft-edge',
  ]
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return names.flatMap((name) => folders.map((folder) => join(folder, name)))
}

/** A browser in a snap cannot see the folders that tests make. */
function isUsable(path: string): boolean {
  if (!existsSync(path) || realpathSync(path).endsWith('/snap')) return false
  return !readFileSync(path).subarray(0, 4096).includes('/snap/bin')
}

/** Unpacks once for every checkout, whole or not at all: several tests may come here at a time. */
function unpackedBrowser(): BrowserExecutable {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chromium, Chrome or Edge was found. Install one, or name it in CHROMIUM.')
  }
  const entry = fileURLToPath(import.meta.resolve('@sparticuz/chromium'))
  const version = readFileSync(join(dirname(entry), '../package.json'), 'utf8')
  const cache = join(dirname(entry), '../../../.cache/latchkey')
  const folder = join(cache, `chromium-${/"version": "([^"]+)"/.exec(version)?.[1] ?? 'x'}`)
  if (!existsSync(folder)) unpackInto(folder, cache)
  return {
    path: join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  }
}

function unpackInto(folder: string, cache: string): void {
  mkdirSync(cache, { recursive: true })
  const staging = mkdtempSync(join(cache, 'unpacking-'))
  try {
    // The package unpacks into the system's folder for temporary files, which is this one for it.
    const script = fileURLToPath(new URL('./unpack-browser.ts', import.meta.url))
    const { status, stderr } = spawnSync(process.execPath, [script], {
      env: { ...process.env, TMPDIR: staging },
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`The browser from npm could not be unpacked: ${stderr}`)
    writeFileSync(join(staging, 'fonts.conf'), fontsConfiguration(folder))
    renameSync(staging, folder)
  } catch (error) {
    rmSync(staging, { recursive: true, force: true })
    // Somebody else was first.
    if (!existsSync(folder)) throw error
  }
}

function fontsConfiguration(folder: string): string {
  const places = [join(folder, 'fonts'), '/usr/share/fonts'].map((place) => `<dir>${place}</dir>`)
  return `<?xml version="1.0"?><fontconfig>${places.join('')}<cachedir>${join(folder, 'fonts-cache')}</cachedir></fontconfig>\n`
}
