import { fileURLToPath } from 'node:url'

import { launchScript, type Launched, type ServeFault } from '#test/fault/support/served.ts'

export interface Ended {
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
}

const main = fileURLToPath(new URL('../../../server/main.ts', import.meta.url))

/** `latchkey …`, on its way. */
export function launchCommand(args: readonly string[], fault: ServeFault = {}): Launched {
  return launchScript(main, args, fault)
}

/** `latchkey …` until it ends by itself. */
export function latchkey(args: readonly string[], fault: ServeFault = {}): Promise<Ended> {
  return untilEnded(launchCommand(args, fault))
}

/** A script of `child/` until it ends by itself. */
export function runChild(
  script: URL,
  args: readonly string[],
  fault: ServeFault = {},
): Promise<Ended> {
  return untilEnded(launchChild(script, args, fault))
}

export function launchChild(
  script: URL,
  args: readonly string[],
  fault: ServeFault = {},
): Launched {
  return launchScript(fileURLToPath(script), args, fault)
}

async function untilEnded({ child, ended, output }: Launched): Promise<Ended> {
  let stdout = ''
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  const code = await ended
  return { code, stdout, stderr: output() }
}
