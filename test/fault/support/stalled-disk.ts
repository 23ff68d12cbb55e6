import { rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import type { ServeFault } from '#test/fault/support/served.ts'

/** A disk on which no commit ends until it may. */
export interface StalledDisk {
  /** What the issuer on this disk is started with. */
  readonly fault: ServeFault
  stall(): void
  release(): void
}

/** Stalls the commits of an issuer on this data folder. */
export function stalledDisk(data: string): StalledDisk {
  const file = join(dirname(data), 'stall')
  return {
    fault: { preload: ['stalled-disk'], env: { LATCHKEY_FAULT_STALL: file } },
    stall: () => writeFileSync(file, ''),
    release: () => rmSync(file, { force: true }),
  }
}

/** Returns when the issuer has read what was sent to it before: it answers on new connections. */
export async function untilRead(issuer: { readonly url: string }): Promise<void> {
  for (const _ of [1, 2, 3])
    await (await fetch(new URL('/.well-known/openid-configuration', issuer.url))).text()
}
