import { spawn } from 'node:child_process'
import { join } from 'node:path'

import { fetchElectron, findElectron, refuseWindow } from './electron-binary.ts'

// Run by `npm start`, in plain Node: nothing of Electron may be imported here.
const root = join(import.meta.dirname, '..')
const options = process.argv.slice(2)
const isRoot = process.getuid?.() === 0
const refusal = refuseWindow(process.platform, process.env, isRoot)
const electron =
  refusal === undefined ? (findElectron(root) ?? (await fetchElectron(root))) : undefined

if (electron === undefined) {
  const reason = refusal ?? 'Electron is not installed and could not be fetched'
  process.stdout.write(
    `${reason}, so Latchkey runs without a window of its own: the console opens in your browser.\n`,
  )
  run(process.execPath, [join(root, 'dist/server/latchkey.js'), 'serve', '--open', ...options])
} else {
  run(electron, [root, ...options])
}

function run(executable: string, argv: readonly string[]): void {
  const child = spawn(executable, argv, { stdio: 'inherit' })
  child.once('error', (error) => {
    process.stderr.write(`${executable} did not start: ${error.message}\n`)
    process.exitCode = 1
  })
  child.once('exit', (code) => {
    process.exitCode = code ?? 1
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM')
  })
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  // A terminal interrupts both of us; a second interrupt would cut the closing short.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'))
}
