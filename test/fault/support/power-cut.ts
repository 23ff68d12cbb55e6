import type { SystemCall } from '#test/fault/support/system-calls.ts'

/** What a disk may make of a write that was never synced. */
export type Fate = 'lost' | 'kept' | 'some' | 'torn'

const sector = 512

interface FileOnDisk {
  /** What the last sync has made sure of. */
  durable: Buffer
  /** Written since, oldest first. */
  unsynced: FileChange[]
  /** How many of those the sync that is under way will make sure of. */
  syncing: number
}

type FileChange = Extract<SystemCall, { readonly kind: 'write' | 'truncate' }>

/** A disk that follows system calls, and says what it would hold after a cut. */
export interface Disk {
  follow(call: SystemCall): void
  /** The files as they may be found: unsynced writes lost, kept, dropped at random, or torn. */
  cut(fate: Fate, random: () => number): ReadonlyMap<string, Buffer>
}

/** Starts from files that are safely there. Directory entries are taken for durable. */
export function openDisk(files: ReadonlyMap<string, Buffer>): Disk {
  const onDisk = new Map<string, FileOnDisk>(
    [...files].map(([name, durable]) => [name, { durable, unsynced: [], syncing: 0 }]),
  )
  const at = (name: string): FileOnDisk => {
    const found = onDisk.get(name) ?? { durable: Buffer.alloc(0), unsynced: [], syncing: 0 }
    onDisk.set(name, found)
    return found
  }
  return {
    follow(call) {
      switch (call.kind) {
        case 'write':
        case 'truncate':
          at(call.file).unsynced.push(call)
          break
        case 'sync begins':
          at(call.file).syncing = at(call.file).unsynced.length
          break
        case 'sync': {
          const file = at(call.file)
          file.durable = apply(file.durable, file.unsynced.splice(0, file.syncing))
          break
        }
        case 'unlink':
          onDisk.delete(call.file)
          break
        case 'printed':
      }
    },
    cut: (fate, random) =>
      new Map(
        [...onDisk].map(([name, { durable, unsynced }]) => [
          name,
          apply(
            durable,
            unsynced.flatMap((change) => survivors(change, fate, random)),
          ),
        ]),
      ),
  }
}

/** Each unsynced write goes its own way, so a later one may be there and an earlier one not. */
function survivors(change: FileChange, fate: Fate, random: () => number): readonly FileChange[] {
  switch (fate) {
    case 'lost':
      return []
    case 'kept':
      return [change]
    case 'some':
      return random() < 0.5 ? [change] : []
    case 'torn':
      return change.kind === 'truncate' ? survivors(change, 'some', random) : torn(change, random)
  }
}

/** Each sector of 512 bytes goes its own way. */
function torn(
  { file, offset, bytes }: Extract<FileChange, { readonly kind: 'write' }>,
  random: () => number,
): readonly FileChange[] {
  const pieces: FileChange[] = []
  for (let from = 0; from < bytes.length;) {
    const to = Math.min(bytes.length, from + sector - ((offset + from) % sector))
    if (random() < 0.5)
      pieces.push({ kind: 'write', file, offset: offset + from, bytes: bytes.subarray(from, to) })
    from = to
  }
  return pieces
}

/** What a file holds after these changes, in their order. */
function apply(content: Buffer, changes: readonly FileChange[]): Buffer {
  let size = content.length
  let room = size
  for (const change of changes) {
    size = change.kind === 'truncate' ? change.size : Math.max(size, endOf(change))
    room = Math.max(room, size)
  }
  const changed = Buffer.alloc(room)
  content.copy(changed)
  for (const change of changes)
    if (change.kind === 'truncate') changed.fill(0, change.size)
    else changed.set(change.bytes, change.offset)
  return changed.subarray(0, size)
}

function endOf({ offset, bytes }: Extract<FileChange, { readonly kind: 'write' }>): number {
  return offset + bytes.length
}
