import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { dirname } from 'node:path'

/** Where and of what a figure was taken: without it nobody can compare. */
export interface Circumstances {
  readonly date: string
  readonly commit: string
  readonly node: string
  readonly system: string
  readonly processor: string
  readonly cores: number
  readonly memoryBytes: number
}

export function circumstances(): Circumstances {
  const cores = cpus()
  return {
    date: new Date().toISOString(),
    commit: commit(),
    node: process.version,
    system: `${type()} ${release()}`,
    processor: cores[0]?.model ?? 'unknown',
    cores: cores.length,
    memoryBytes: totalmem(),
  }
}

function commit(): string {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8', stdio: 'pipe' }).trim()
  try {
    const isClean = git('status', '--porcelain', '--untracked-files=no') === ''
    return git('rev-parse', '--short', 'HEAD') + (isClean ? '' : ' and changes')
  } catch {
    return 'unknown'
  }
}

export function describeMachine(where: Circumstances): string {
  const { processor, cores, node, date, commit } = where
  return `${processor}, ${cores} cores, Node ${node}, ${date.slice(0, 16)}, commit ${commit}`
}

/** Keeps a result for a later comparison. */
export function saveResult(file: string, result: object): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${JSON.stringify(result, undefined, 2)}\n`)
  console.log(`Result: ${file}`)
}
