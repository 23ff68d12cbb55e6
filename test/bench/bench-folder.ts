import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { atEnd } from './ending.ts'

/** The type of a tmpfs (statfs(2)): its fsync costs nothing, and so would prove nothing. */
const tmpfs = 0x01_02_19_94

/** A folder on a disk, removed when the bench ends. `TMPDIR` says where. */
export function makeBenchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  if (statfsSync(folder).type === tmpfs)
    throw new Error(`${folder} is in memory. Set TMPDIR to a folder on a disk.`)
  return folder
}
