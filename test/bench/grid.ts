import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import { openStore, type Store } from '#store/open-store.ts'
import type { RefreshTokenFilter } from '#store/refresh-token-filter.ts'
import type { RefreshTokenSort } from '#store/refresh-token-sort.ts'

import { makeBenchFolder } from './bench-folder.ts'
import { medianOf } from './figures.ts'
import { benchNow, seedBusyIssuer } from './grid-data.ts'
import { gridFilters, gridSorts } from './grid-questions.ts'
import { figure, table, whole } from './table.ts'

// The grid's first page for every filter and every sort, and the count, through the store as the
// console has it: on disk, on its reader thread.
// `node test/bench/grid.ts [grants] [runs] [wall | cpu] [folder of a store that is seeded so]`.
const count = Number(process.argv[2] ?? 100_000)
const runs = Number(process.argv[3] ?? 7)
const unit = process.argv[4] ?? 'wall'
const folder = process.argv[5] ?? makeBenchFolder()
/** Milliseconds: what a first page may take in the middle and at worst, and a count. */
const targets = { median: 10, worst: 35, count: 50 }

if (!existsSync(join(folder, 'latchkey.sqlite'))) {
  await openStore(folder, fail).close()
  const seeding = performance.now()
  seedBusyIssuer(folder, count)
  console.log(`${whole(count)} grants seeded in ${whole(performance.now() - seeding)} ms`)
}
const store = openStore(folder, fail)
await load(store)
await measureAll(store)
await store.close()

/** Waits until the reader has what it keeps in memory, as it has after the console's first count. */
async function load(opened: Store): Promise<void> {
  if (count < 50_000) return console.log('Below the threshold: SQL answers everything.')
  const before = process.memoryUsage.rss()
  const start = performance.now()
  let longest = 0
  for (;;) {
    const asked = performance.now()
    const columns = await opened.describeColumns({})
    if (columns) return reportLoad(columns, { before, start, longest })
    longest = Math.max(longest, performance.now() - asked)
    await setTimeout(20)
  }
}

function reportLoad(
  { tokens, bytes }: { readonly tokens: number; readonly bytes: number },
  { before, start, longest }: Readonly<Record<'before' | 'start' | 'longest', number>>,
): void {
  console.log(
    `columns of ${whole(tokens)} tokens: loaded in ${whole(performance.now() - start)} ms ` +
      `(other calls waited ${whole(longest)} ms at most), ${whole(bytes / 1e6)} MB, ` +
      `${figure(bytes / tokens)} bytes a token; the process grew by ` +
      `${whole((process.memoryUsage.rss() - before) / 1e6)} MB, with mapped pages of the file`,
  )
}

interface Line {
  readonly name: string
  readonly pages: readonly (readonly number[])[]
  readonly counts: readonly number[]
}

async function measureAll(opened: Store): Promise<void> {
  const lines: Line[] = []
  // Once for the compiler, as in a console that is used.
  for (const isWarmUp of [true, false])
    for (const [name, filter] of gridFilters) {
      const line = await measure(opened, name, filter)
      if (!isWarmUp) lines.push(line)
    }
  report(lines)
}

async function measure(opened: Store, name: string, filter: RefreshTokenFilter): Promise<Line> {
  const pages: number[][] = []
  for (const sort of gridSorts) pages.push(await timesOf(() => search(opened, filter, sort)))
  const counts = await timesOf(() => opened.countRefreshTokens({ filter, now: benchNow }))
  return { name, pages, counts }
}

function search(opened: Store, filter: RefreshTokenFilter, sort: RefreshTokenSort) {
  return opened.searchRefreshTokens({ filter, sort, cursor: undefined, limit: 100, now: benchNow })
}

/** Milliseconds by the clock on the wall, or with `cpu` those of processor time: on a busy machine. */
async function timesOf(work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const start = reading()
    await work()
    times.push(reading() - start)
  }
  return times
}

function reading(): number {
  if (unit !== 'cpu') return performance.now()
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function report(lines: readonly Line[]): void {
  console.log(
    table(
      ['filter', ...gridSorts.map(short), 'count'],
      lines.map(({ name, pages, counts }) => [
        name,
        ...pages.map((times) => medianOf(times).toFixed(1)),
        medianOf(counts).toFixed(1),
      ]),
    ),
  )
  const medians = lines.flatMap(({ pages }) => pages.map(medianOf))
  const counts = lines.map((line) => medianOf(line.counts))
  const single = Math.max(...lines.flatMap(({ pages }) => pages.flat()))
  console.log(
    `first page, ${medians.length} combinations, ${unit} time, ms: median ` +
      `${medianOf(medians).toFixed(1)} (target ${targets.median}), worst ` +
      `${Math.max(...medians).toFixed(1)} (target ${targets.worst}), worst single run ` +
      `${single.toFixed(1)}; ${medians.filter((each) => each > targets.worst).length} over target. ` +
      `Counts: median ${medianOf(counts).toFixed(1)}, worst ${Math.max(...counts).toFixed(1)} ` +
      `(target ${targets.count})`,
  )
}

function short({ by, direction }: RefreshTokenSort): string {
  return `${direction === 'ascending' ? '+' : '-'}${by.slice(0, 6)}`
}

function fail(error: Error): never {
  throw error
}
