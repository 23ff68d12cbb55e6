import { closeSync, openSync, readSync } from 'node:fs'

import { applicationId } from '#store/database.ts'
import type { StoreStamp } from '#store/migrations/migrate.ts'

import { sizeOf } from './durable-file.ts'

const headerBytes = 100
const pageBytes = 4096

/** The first 100 bytes of a SQLite file (https://sqlite.org/fileformat2.html §1.3). */
export function readHeader(file: string): Buffer {
  const header = Buffer.alloc(headerBytes)
  const handle = openSync(file, 'r')
  try {
    return header.subarray(0, readSync(handle, header, 0, headerBytes, 0))
  } finally {
    closeSync(handle)
  }
}

/** Whose file it is, without opening it: what SQLite opens, it puts files beside. */
export function parseHeader(header: Buffer): StoreStamp {
  return {
    schemaNumber: header.readUInt32BE(60),
    applicationId: header.readUInt32BE(68),
    isEmpty: header.readUInt32BE(40) === 0,
  }
}

/** Whether it begins as every SQLite file does; what else it says is only then worth reading. */
export function isDatabase(header: Buffer): boolean {
  return header.length === headerBytes && header.toString('latin1', 0, 16) === 'SQLite format 3\0'
}

/** Fields that have one value in every store of ours: offset, bytes, allowed, what it is. */
const fixed: readonly (readonly [number, number, readonly number[], string])[] = [
  [16, 2, [pageBytes], 'page size'],
  // 1 is a rollback journal (a backup), 2 a write-ahead log.
  [18, 1, [1, 2], 'write version'],
  [19, 1, [1, 2], 'read version'],
  [20, 1, [0], 'reserved space'],
  [21, 3, [0x40_20_20], 'payload fractions'],
  [44, 4, [4], 'schema format'],
  [48, 4, [0], 'cache size'],
  [52, 4, [0], 'vacuum mode'],
  [56, 4, [1], 'text encoding'],
  [64, 4, [0], 'incremental vacuum'],
]

/**
 * What is wrong with the header of a store that was closed cleanly: SQLite itself looks at few of
 * its fields, and takes the others as they come.
 */
export function headerProblem(file: string, header: Buffer): string | undefined {
  if (!isDatabase(header)) return 'the file is not a database'
  for (const [offset, bytes, allowed, name] of fixed)
    if (!allowed.includes(header.readUIntBE(offset, bytes))) return `its header has a wrong ${name}`
  if (header.subarray(72, 92).some((byte) => byte !== 0))
    return 'its header has bytes where none belong'
  // Both are written together, with each change of the header.
  if (header.readUInt32BE(24) !== header.readUInt32BE(92))
    return 'its header has two change counters'
  const pages = header.readUInt32BE(28)
  if (pages * pageBytes !== sizeOf(file))
    return `it has ${sizeOf(file)} bytes and should have ${pages * pageBytes}`
  const { schemaNumber, applicationId: application, isEmpty } = parseHeader(header)
  if (!isEmpty && application === applicationId && schemaNumber === 0)
    return 'its header has no schema number'
  return undefined
}
