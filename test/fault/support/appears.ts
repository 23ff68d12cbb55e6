import type { ChildProcess } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'

/** Looks every millisecond until something is there, or the process that makes it has ended. */
export async function appears(isThere: () => boolean, maker: ChildProcess): Promise<void> {
  while (!isThere() && maker.exitCode === null && maker.signalCode === null) await wait(1)
}
