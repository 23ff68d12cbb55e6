import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Input, OperationName, Output } from '#contract/operations.ts'
import type { Reply } from '#contract/reply.ts'
import type { CanaryCage } from '#test/support/canary-cage.ts'
import { textPlace, type Place } from '#test/support/canary.ts'
import { workspace } from '#test/support/workspace.ts'

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url))

/** `latchkey serve` in a process of its own, and its console. */
export interface ServedIssuer extends AsyncDisposable {
  readonly url: string
  readonly data: string
  admin<Name extends OperationName>(operation: Name, input: Input<Name>): Promise<Output<Name>>
  /** What it has printed, and what it was started with. */
  places(): Place[]
  /** Ends it as a service manager does; resolves with its exit code. */
  terminate(): Promise<number | null>
}

/** Starts it on the test workspace, whose secrets come from the environment. */
export async function serveWorkspace(cage: CanaryCage): Promise<ServedIssuer> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-served-'))
  const data = join(folder, 'data')
  const file = join(folder, 'configuration.json')
  const env: Record<string, string> = { PATH: process.env['PATH'] ?? '' }
  writeFileSync(file, JSON.stringify(withPlaceholders(workspace(), env)))
  const child = spawn(
    process.execPath,
    [main, 'serve', '--data', data, '--port', '0', '--admin-port', '0', '--config', file],
    { env, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const printed = { stdout: '', stderr: '' }
  child.stderr.on('data', (chunk: Buffer) => (printed.stderr += chunk.toString()))
  const ready = await readyLine(child, printed)
  const { origin } = new URL(ready.admin)
  const cookie = await openConsole(ready.admin, cage)
  const stopListening = await listen(origin, cookie, cage)
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const terminate = (): Promise<number | null> => {
    stopListening()
    child.kill('SIGTERM')
    return exit
  }
  return {
    url: ready.issuer,
    data,
    admin: (operation, input) => call({ origin, cookie, cage }, operation, input),
    places: () => [
      textPlace('stdout', printed.stdout.replaceAll(ready.admin, '')),
      textPlace('stderr', printed.stderr),
      ...commandLine(child),
    ],
    terminate,
    async [Symbol.asyncDispose]() {
      await terminate()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Puts `${NAME}` for each secret, as whoever writes such a file should. */
function withPlaceholders(value: unknown, env: Record<string, string>): unknown {
  return JSON.parse(JSON.stringify(value), (key, each: unknown) => {
    if ((key !== 'secret' && key !== 'password') || typeof each !== 'string') return each
    const name = `SECRET_${Object.keys(env).length}`
    env[name] = each
    return `\${${name}}`
  })
}

interface Ready {
  readonly issuer: string
  readonly admin: string
}

function readyLine(
  child: ChildProcess,
  printed: { stdout: string; stderr: string },
): Promise<Ready> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`serve ended (${code}): ${printed.stderr}`)))
    child.stdout?.on('data', (chunk: Buffer) => {
      printed.stdout += chunk.toString()
      const [line, rest] = printed.stdout.split('\n')
      // The line that `serve` prints when it is ready.
      if (rest !== undefined) resolve(JSON.parse(line ?? '') as Ready)
    })
  })
}

async function openConsole(link: string, cage: CanaryCage): Promise<string> {
  const response = await fetch(link, { redirect: 'manual' })
  const [cookie = ''] = response.headers.getSetCookie()[0]?.split(';') ?? []
  cage.add('console link', new URL(link).searchParams.get('t'))
  cage.add('console session', cookie.split('=')[1])
  return cookie
}

async function listen(origin: string, cookie: string, cage: CanaryCage): Promise<() => void> {
  const abort = new AbortController()
  const response = await fetch(`${origin}/events`, { headers: { cookie }, signal: abort.signal })
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) cage.addEvent(decoder.decode(chunk))
  }
  // It ends when it is aborted, or with the server.
  void read().catch(() => undefined)
  return () => abort.abort()
}

async function call<Name extends OperationName>(
  {
    origin,
    cookie,
    cage,
  }: { readonly origin: string; readonly cookie: string; readonly cage: CanaryCage },
  operation: Name,
  input: Input<Name>,
): Promise<Output<Name>> {
  const response = await fetch(`${origin}/rpc/${operation}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, cookie },
    body: JSON.stringify(input),
  })
  // The console's server answers every operation with a reply.
  const reply = (await response.json()) as Reply<Output<Name>>
  cage.addReply(operation, reply)
  if (!reply.ok) throw new Error(`${operation}: ${reply.error.message}`)
  return reply.value
}

/** Where the system shows them; a process's environment is for its owner alone. */
function commandLine({ pid }: ChildProcess): Place[] {
  return process.platform === 'linux'
    ? [{ name: 'command line', bytes: readFileSync(`/proc/${pid}/cmdline`) }]
    : []
}
