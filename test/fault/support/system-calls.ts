import { spawnSync } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

const program = 'strace'

/** Whether strace is here and may trace: it comes with Linux distributions (`apt install strace`). */
export const hasStrace =
  process.platform === 'linux' &&
  spawnSync(program, ['-f', '--seccomp-bpf', '-o', '/dev/null', 'true']).status === 0

/** What a traced process asked of the system, in the order in which it was answered. */
export type SystemCall =
  | {
      readonly kind: 'write'
      readonly file: string
      readonly offset: number
      readonly bytes: Uint8Array
    }
  | { readonly kind: 'truncate'; readonly file: string; readonly size: number }
  | { readonly kind: 'sync begins' | 'sync' | 'unlink'; readonly file: string }
  /** A line that it printed. */
  | { readonly kind: 'printed'; readonly text: string }

/** The program and arguments that run a command and write down what `readSystemCalls` reads. */
export function straceTo(file: string): readonly string[] {
  const calls = 'trace=pwrite64,write,fsync,fdatasync,ftruncate,unlink'
  const whole = ['-y', '-xx', '-s', '1000000']
  return [program, '-f', '--seccomp-bpf', ...whole, '-o', file, '-e', calls, '-e', 'signal=none']
}

/** The program and arguments that run a command whose every sync takes this much longer. */
export function straceSlowing(trace: string, milliseconds: number): readonly string[] {
  const slow = `inject=fsync,fdatasync:delay_enter=${milliseconds * 1000}`
  const calls = ['-e', 'trace=fsync,fdatasync', '-e', slow, '-e', 'signal=none']
  return [program, '-f', '--seccomp-bpf', '-o', trace, ...calls]
}

const file = String.raw`\d+<((?:\\x..)*)>`
const text = String.raw`"((?:\\x..)*)"`
const patterns = {
  pwrite: new RegExp(String.raw`^pwrite64\(${file}, ${text}, \d+, (\d+)`),
  print: new RegExp(String.raw`^write\(1<(?:\\x..)*>, ${text}`),
  sync: new RegExp(String.raw`^(?:fsync|fdatasync)\(${file}`),
  truncate: new RegExp(String.raw`^ftruncate\(${file}, (\d+)`),
  unlink: new RegExp(String.raw`^unlink\(${text}`),
}

/** Reads a trace that `straceTo` has written. */
export async function readSystemCalls(trace: string): Promise<readonly SystemCall[]> {
  const calls: SystemCall[] = []
  /** By thread: the file whose sync it waits for. */
  const syncing = new Map<string, string>()
  for await (const line of createInterface({ input: createReadStream(trace) })) {
    const [, thread = '', said = ''] = /^(\d+) +(.*)$/.exec(line) ?? []
    if (said.includes(') = -1 ')) continue
    const synced = patterns.sync.exec(said)
    const waited = syncing.get(thread)
    if (synced) {
      const name = decode(synced[1]).toString()
      calls.push({ kind: 'sync begins', file: name })
      if (said.includes('<unfinished')) syncing.set(thread, name)
      else calls.push({ kind: 'sync', file: name })
    } else if (waited !== undefined && /^<\.\.\. (fsync|fdatasync) resumed>/.test(said)) {
      calls.push({ kind: 'sync', file: waited })
      syncing.delete(thread)
    } else {
      const call = otherCall(said)
      if (call) calls.push(call)
    }
  }
  return calls
}

/** A write counts from when it was asked for: it may have reached the disk before it was answered. */
function otherCall(said: string): SystemCall | undefined {
  const written = patterns.pwrite.exec(said)
  if (written)
    return {
      kind: 'write',
      file: decode(written[1]).toString(),
      bytes: decode(written[2]),
      offset: Number(written[3]),
    }
  const printed = patterns.print.exec(said)
  if (printed) return { kind: 'printed', text: decode(printed[1]).toString() }
  const truncated = patterns.truncate.exec(said)
  if (truncated)
    return {
      kind: 'truncate',
      file: decode(truncated[1]).toString(),
      size: Number(truncated[2]),
    }
  const unlinked = patterns.unlink.exec(said)
  return unlinked ? { kind: 'unlink', file: decode(unlinked[1]).toString() } : undefined
}

function decode(hex = ''): Buffer {
  return Buffer.from(hex.replaceAll(String.raw`\x`, ''), 'hex')
}
