import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

import { projectRoot } from './desktop.ts'

/** A running `latchkey serve`, as a process of its own. */
export interface Headless {
  readonly issuer: string
  /** The one-time link to the console. */
  readonly admin: string
  readonly process: ChildProcess
  /** What it has said on stderr so far. */
  output(): string
  /** Ends it by SIGTERM, and returns its exit code. */
  stop(): Promise<number | null>
}

/** Starts what `npm run build` made of it, on free ports, and waits until it is ready. */
export async function startHeadless(flags: readonly string[]): Promise<Headless> {
  const child = spawn(
    process.execPath,
    ['dist/server/latchkey.js', 'serve', '--port', '0', '--admin-port', '0', ...flags],
    { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const exited = once(child, 'exit')
  const ready = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([line]) => String(line)),
    exited.then(() => {
      throw new Error(`latchkey serve ended: ${output}`)
    }),
  ])
  // The one line of JSON that the README promises.
  const { issuer, admin } = JSON.parse(ready) as { issuer: string; admin: string }
  return {
    issuer,
    admin,
    process: child,
    output: () => output,
    async stop() {
      child.kill('SIGTERM')
      const [code] = await exited
      return typeof code === 'number' ? code : null
    },
  }
}
