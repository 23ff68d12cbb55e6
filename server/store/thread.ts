import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'

import { readSliceBySlice } from '#store/columns/decision-questions.ts'
import { LiveTokens, serveFromColumns } from '#store/columns/live-tokens.ts'
import { findLastGrantId } from '#store/columns/token-rows.ts'
import { noteTouchedRows } from '#store/columns/touch-triggers.ts'
import { isAsked, startTelling, viewTouchedRows } from '#store/columns/touched-rows.ts'

import { openReadable, openWritable } from './database.ts'
import { foldBeside } from './folding.ts'
import { emptyLog, forgetAfter } from './forgetting.ts'
import { commitTogether, read, type Call, type Outcome } from './group-commit.ts'
import { searches, writes } from './operations.ts'

/** What a store thread is started with. */
export interface ThreadStart {
  readonly file: string
  readonly role: 'writer' | 'reader'
  /** Where the writer tells the reader what it has changed (`touched-rows.ts`). */
  readonly touched: SharedArrayBuffer
  /** From how many grants on searches are answered from columns in memory. */
  readonly columnsFrom: number
}

// The thread is started by `thread-caller.ts`, which passes exactly this.
const { file, role, touched, columnsFrom } = workerData as ThreadStart
const port = parentPort
if (!port) throw new Error('store/thread.ts runs as a worker thread.')

/** How soon the writer hears that a reader asks to be told, in ms. */
const askedInterval = 250

const waiting: Call[] = []
let draining = false

const work = role === 'writer' ? openWriter() : openReader()

port.on('message', (calls: readonly Call[] | 'close') => {
  if (calls === 'close') {
    if (waiting.length > 0) drain()
    port.close()
    return work.close()
  }
  waiting.push(...calls)
  // What arrives while the last commit waits for the disk is committed together.
  if (!draining) setImmediate(drain)
  draining = true
})

function drain(): void {
  draining = false
  port?.postMessage(work.run(waiting.splice(0)))
}

interface Work {
  run(calls: readonly Call[]): readonly Outcome[]
  close(): void | Promise<void>
}

function openWriter(): Work {
  const db = openWritable(file)
  const forget = forgetAfter(db)
  const folding = foldBeside(db, file)
  const rows = viewTouchedRows(touched)
  let tell = (): void => undefined
  const listening = setInterval(() => {
    if (!isAsked(rows)) return
    clearInterval(listening)
    tell = noteTouchedRows(db, rows)
    startTelling(rows)
  }, askedInterval)
  return {
    run(calls) {
      const outcomes = commitTogether(db, writes, calls)
      // Before anybody hears of the commit: who asks then, finds it.
      tell()
      forget(calls)
      folding.look()
      return outcomes
    },
    async close() {
      clearInterval(listening)
      await folding.close()
      emptyLog(db)
      db.close()
    },
  }
}

/** How often columns that nobody asks catch up, in ms. */
const catchUpInterval = 100
/** How long a search may wait while the columns are being loaded, in ms. */
const longestLoading = 1000

function openReader(): Work {
  // A search gives way to the issuer. On Linux alone this concerns the thread and not the process.
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW)
  const db = openReadable(file, 'scans')
  readSliceBySlice(db)
  const tokens = new LiveTokens(db, viewTouchedRows(touched))
  let stop: (() => void) | undefined
  const advance = (): void => {
    tokens.advance()
    // Calls are taken between two slices.
    if (tokens.isLoading) {
      const next = setImmediate(advance)
      stop = () => clearImmediate(next)
    } else {
      const next = setTimeout(advance, catchUpInterval)
      stop = () => clearTimeout(next)
    }
  }
  /** What searches took while the columns were loading, in ms: loading is owed as much. */
  let owed = 0
  return {
    run(calls) {
      if (!stop && findLastGrantId(db) >= columnsFrom) {
        serveFromColumns(db, tokens)
        advance()
      }
      // Searches that follow one another, each over millions of rows, would leave it no time.
      const due = performance.now() + Math.min(owed, longestLoading)
      while (tokens.isLoading && performance.now() < due) tokens.advance()
      const start = performance.now()
      const outcomes = calls.map((call) => read(db, searches, call))
      owed = performance.now() - start
      return outcomes
    },
    close() {
      stop?.()
      db.close()
    },
  }
}
