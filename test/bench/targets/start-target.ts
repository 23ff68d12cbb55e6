import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import type { Configuration } from '#contract/configuration.ts'
import { atEnd } from '#test/bench/ending.ts'
import type { FlowName } from '#test/bench/load/flows.ts'

import { workspace } from './workspace.ts'

const projectRoot = fileURLToPath(new URL('../../..', import.meta.url))

/** Latchkey, the peers, and the least that any issuer on this machine has to do. */
export const targetNames = ['latchkey', 'oidc-provider', 'jmondi', 'floor'] as const
export type TargetName = (typeof targetNames)[number]

/** Whether a target has what a flow asks for. */
export function supports(name: TargetName, flow: FlowName): boolean {
  switch (name) {
    case 'oidc-provider':
      // It refuses to introspect a JWT.
      return flow !== 'introspection'
    case 'jmondi':
      // It has no metadata, and its access tokens are JWTs.
      return flow !== 'discovery' && flow !== 'introspection-opaque'
    case 'latchkey':
    case 'floor':
      return true
  }
}

/** An issuer that is being measured, as a process of its own. */
export interface Target {
  readonly name: TargetName
  readonly issuer: string
  readonly pid: number
  /** Ends it, and waits until it is gone. */
  stop(): Promise<void>
}

/** Starts one on a folder of its own, and waits until it answers. */
export function startTarget(name: TargetName, folder: string): Promise<Target> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // A store that is there already is served as it is.
  const isNew = !existsSync(join(folder, 'latchkey.sqlite'))
  return name === 'latchkey'
    ? startLatchkey(folder, isNew ? workspace : undefined)
    : spawnTarget(name, [fileURLToPath(new URL(`${name}.ts`, import.meta.url)), folder])
}

/** `latchkey serve`, as a user runs it. */
export function startLatchkey(folder: string, configuration?: Configuration): Promise<Target> {
  const file = join(folder, 'configuration.json')
  if (configuration) writeFileSync(file, JSON.stringify(configuration))
  return spawnTarget('latchkey', [
    join(projectRoot, 'dist/server/latchkey.js'),
    'serve',
    '--no-console',
    '--port=0',
    `--data=${folder}`,
    ...(configuration ? [`--config=${file}`] : []),
  ])
}

async function spawnTarget(name: TargetName, args: readonly string[]): Promise<Target> {
  const child = spawn(process.execPath, args, {
    cwd: projectRoot,
    stdio: ['pipe', 'pipe', 'inherit'],
    // Under npm, `latchkey serve` ends with its parent; the others see that stdin has ended.
    env: { ...process.env, npm_lifecycle_event: 'bench', NODE_ENV: 'production' },
  })
  atEnd(() => child.kill('SIGKILL'))
  const exited = once(child, 'exit')
  const line = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    exited.then(([code]) => {
      throw new Error(`${name} ended with ${code} before it was ready.`)
    }),
  ])
  // Each of them says in one line of JSON that it is ready.
  const { issuer } = JSON.parse(String(line[0])) as { readonly issuer: string }
  if (child.pid === undefined) throw new Error(`${name} did not start.`)
  return {
    name,
    issuer,
    pid: child.pid,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
