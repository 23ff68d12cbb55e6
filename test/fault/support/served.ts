import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { mutationEnv, type Mutation } from '#test/fault/support/mutation.ts'

const projectRoot = fileURLToPath(new URL('../../..', import.meta.url))
/** Halves what a start costs, of which a rig has hundreds. */
const compileCache = join(tmpdir(), 'latchkey-fault-cache')

export interface ServeFault {
  readonly flags?: readonly string[]
  /** Whether the console is served too. */
  readonly withConsole?: boolean
  /** Modules of `preload/` that are imported before the product, in each of its threads. */
  readonly preload?: readonly string[]
  readonly mutation?: Mutation | undefined
  readonly env?: Readonly<Record<string, string>>
  /** A program, with its arguments, that runs node: strace. */
  readonly under?: readonly string[]
}

/** A running `server/main.ts serve`; disposing of it kills whatever is left. */
export interface Served extends AsyncDisposable {
  readonly url: string
  /** The one-time link to the console, where it is served. */
  readonly admin: string | undefined
  /** Of the issuer itself, also where another program runs it. */
  readonly pid: number
  readonly child: ChildProcess
  /** What it has said on stderr so far. */
  readonly output: () => string
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
  kill(signal: NodeJS.Signals): void
}

/** Starts the issuer on a folder. */
export function launch(data: string, fault: ServeFault = {}): Launched {
  const door = fault.withConsole ? ['--admin-port', '0'] : ['--no-console']
  const flags = ['serve', '--data', data, '--port', '0', ...door, ...(fault.flags ?? [])]
  return launchScript(join(projectRoot, 'server/main.ts'), flags, fault)
}

/** A process on its way: it may be killed before it is ready. */
export interface Launched {
  readonly child: ChildProcess
  readonly ended: Promise<number | string>
  /** Its first line on stdout. @throws where it ends without one */
  readonly firstLine: Promise<string>
  readonly output: () => string
}

export function launchScript(
  script: string,
  args: readonly string[],
  { preload = [], mutation, env = {}, under = [] }: ServeFault = {},
): Launched {
  const all = ['ends-with-rig', ...preload, ...(mutation ? ['mutate-source'] : [])]
  const imports = all.flatMap((name) => [
    '--import',
    new URL(`preload/${name}.ts`, import.meta.url).href,
  ])
  const [program, ...rest] = [...under, process.execPath]
  const child = spawn(program ?? process.execPath, [...rest, ...imports, script, ...args], {
    cwd: projectRoot,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: compileCache,
      ...mutationEnv(mutation),
      ...env,
    },
  })
  let output = ''
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const ended = once(child, 'exit').then(([code, signal]: (number | string | null)[]) => {
    leftRunning.delete(child)
    return code ?? signal ?? 'lost'
  })
  leftRunning.add(child)
  const firstLine = Promise.race([
    once(createInterface(child.stdout), 'line').then(([line]) => String(line)),
    ended.then((how) => {
      throw new Error(`Ended with ${how} before it was ready: ${output}`)
    }),
  ])
  // Whoever kills it before it is ready does not wait for the line.
  firstLine.catch(() => undefined)
  return { child, ended, firstLine, output: () => output }
}

const leftRunning = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of leftRunning) child.kill('SIGKILL')
})

interface Ready {
  readonly issuer: string
  readonly admin?: string
}

/** Starts it and waits until it is ready. */
export async function serveOn(data: string, fault: ServeFault = {}): Promise<Served> {
  const { child, ended, firstLine, output } = launch(data, fault)
  // The line of JSON that the README promises.
  const { issuer, admin } = JSON.parse(await firstLine) as Ready
  const pid = fault.under ? pidOf(data) : (child.pid ?? 0)
  return {
    url: issuer,
    admin,
    pid,
    child,
    output,
    ended,
    kill: (signal) => void process.kill(pid, signal),
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        process.kill(pid, 'SIGKILL')
        await ended
      }
    },
  }
}

/** The issuer writes its own into its folder. */
function pidOf(data: string): number {
  return Number(readFileSync(join(data, 'pid'), 'utf8'))
}
