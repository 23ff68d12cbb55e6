import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type SecondInstance = (argv: string[], folder: string) => void

/** One holder a data folder. Another start hands its command line to the holder. */
export function lockInstance(
  userData: string,
  argv: readonly string[],
  onSecond: SecondInstance,
): { readonly held: boolean; readonly notified: Promise<void> } {
  mkdirSync(userData, { recursive: true })
  const file = join(userData, 'standin-lock')
  const socket = socketPath(userData)
  if (!takeLock(file)) return { held: false, notified: notify(socket, argv) }
  process.once('exit', () => {
    rmSync(file, { force: true })
    rmSync(socket, { force: true })
  })
  listen(socket, onSecond)
  return { held: true, notified: Promise.resolve() }
}

function takeLock(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (isAlive(Number(readFileSync(file, 'utf8')))) return false
    rmSync(file)
    return takeLock(file)
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** A socket's path may only have some hundred characters. */
function socketPath(userData: string): string {
  const name = `standin-${createHash('sha256').update(userData).digest('hex').slice(0, 16)}`
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), name)
}

function listen(socket: string, onSecond: SecondInstance): void {
  rmSync(socket, { force: true })
  const server = createServer((peer) => {
    let text = ''
    peer.setEncoding('utf8').on('data', (chunk) => (text += chunk))
    peer.on('end', () => {
      const { argv, folder } = JSON.parse(text)
      onSecond(argv, folder)
      peer.end()
    })
  })
  server.listen(socket).unref()
}

function notify(socket: string, argv: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const peer = connect({ path: socket, allowHalfOpen: true })
    peer.on('error', reject).on('close', () => resolve())
    peer.resume().end(JSON.stringify({ argv, folder: process.cwd() }))
  })
}
