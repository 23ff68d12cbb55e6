import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** Waits until what was written to a file is on the disk. */
export function syncFile(file: string): void {
  // Windows flushes through a handle that may write.
  const handle = openSync(file, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Waits until the names in a folder are on the disk: a rename before this may be forgotten. */
export function syncFolder(folder: string): void {
  // Windows has no handle for this; NTFS writes names in order by itself.
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Gives a finished file its name: after this it is there whole, also after a power cut. */
export function publishFile(unfinished: string, file: string): void {
  syncFile(unfinished)
  renameSync(unfinished, file)
  syncFolder(dirname(file))
}

/** Copies a file for its owner alone; under its name the copy is whole, and on the disk. */
export function copyDurably(from: string, to: string): void {
  copyFileSync(from, `${to}.tmp`, constants.COPYFILE_FICLONE)
  chmodSync(`${to}.tmp`, 0o600)
  publishFile(`${to}.tmp`, to)
}

export function moveIfThere(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to)
}

/** Removes a database with all that SQLite may have put beside it. */
export function removeDatabase(file: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(file + suffix, { force: true })
}

/** Bytes; 0 where there is no such file. */
export function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

/** Bytes that this process may still write there. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
