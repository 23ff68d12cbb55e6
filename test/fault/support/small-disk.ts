import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const programs = { mount: 'mount', unmount: 'umount', limit: 'prlimit' }

/** A place that can be filled up, and freed again. */
export interface SmallDisk extends Disposable {
  readonly folder: string
  /** From now on the issuer of this process id can write nothing more. */
  fill(pid: number): void
  free(pid: number): void
}

export interface SmallDiskKind {
  readonly name: string
  readonly isHere: boolean
  open(): SmallDisk
}

/** A file system of its own, in memory. Root may mount one. */
const tmpfs: SmallDiskKind = {
  name: 'a full file system (needs mount as root)',
  isHere: canMount(),
  open() {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-small-'))
    mount(folder)
    const ballast = join(folder, 'ballast')
    return {
      folder,
      fill() {
        // In ever smaller pieces, until not one more byte fits.
        for (let piece = 1 << 20; piece > 0; piece >>= 1) {
          while (append(ballast, piece));
        }
      },
      free: () => rmSync(ballast),
      [Symbol.dispose]() {
        spawnSync(programs.unmount, [folder])
        rmdirSync(folder)
      },
    }
  },
}

/** A limit on the size of any file that the process writes: the store's log is at it. */
const limit: SmallDiskKind = {
  name: 'a file size limit (needs prlimit)',
  isHere: spawnSync(programs.limit, ['--version']).status === 0,
  open() {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-small-'))
    const set = (pid: number, size: string): void => {
      const { status, stderr } = spawnSync(programs.limit, ['--pid', `${pid}`, `--fsize=${size}:`])
      if (status !== 0) throw new Error(String(stderr))
    }
    return {
      folder,
      fill: (pid) => set(pid, String(statSync(join(folder, 'data/latchkey.sqlite-wal')).size)),
      free: (pid) => set(pid, 'unlimited'),
      [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
    }
  },
}

export const smallDisks: readonly SmallDiskKind[] = [tmpfs, limit]

function mount(folder: string): boolean {
  const options = ['-t', 'tmpfs', '-o', 'size=8m', 'latchkey-fault', folder]
  return spawnSync(programs.mount, options).status === 0
}

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-mount-'))
  const isMounted = mount(folder)
  if (isMounted) spawnSync(programs.unmount, [folder])
  rmdirSync(folder)
  return isMounted
}

function append(file: string, bytes: number): boolean {
  try {
    writeFileSync(file, Buffer.alloc(bytes), { flag: 'a' })
    return true
  } catch {
    return false
  }
}
