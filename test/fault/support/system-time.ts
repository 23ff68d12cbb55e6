import { globSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import type { ServeFault } from '#test/fault/support/served.ts'

/** A way to set the time of an issuer that runs. */
export interface SystemTime {
  readonly name: string
  readonly isHere: boolean
  /** What the issuer on this folder is started with. */
  fault(data: string): ServeFault
  /** Sets its time this many days from the real one. */
  set(data: string, days: number): void
}

const fileOf = (data: string): string => join(dirname(data), 'clock')

const shifted: SystemTime = {
  name: 'its own Date',
  isHere: true,
  fault: (data) => ({ preload: ['shifted-clock'], env: { LATCHKEY_FAULT_CLOCK: fileOf(data) } }),
  set: (data, days) => writeFileSync(fileOf(data), String(days * 86_400)),
}

const [library] = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1')

const faketime: SystemTime = {
  name: 'libfaketime (apt install faketime)',
  isHere: library !== undefined,
  fault: (data) => ({
    env: {
      LD_PRELOAD: library ?? '',
      FAKETIME_TIMESTAMP_FILE: fileOf(data),
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
  }),
  set: (data, days) => writeFileSync(fileOf(data), `${days < 0 ? '' : '+'}${days}d\n`),
}

export const systemTimes: readonly SystemTime[] = [shifted, faketime]
