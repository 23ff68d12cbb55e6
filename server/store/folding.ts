import { Worker } from 'node:worker_threads'

import type { WritableDb } from './database.ts'

/**
 * How many pages are folded in at a time, 2 MiB: many, and of those that change again and again less
 * is written; few, and a commit that has to wait for the same disk waits shortly.
 */
const foldFrom = 500
/** From so many pages on, 8 MiB, the log should begin anew. */
const longLog = 2000
/** What the writer folds in by itself, in a few milliseconds. */
const fewPages = 100
/** How often the writer looks at the log, in ms. */
const lookEvery = 10
/** How long a thread that has failed is not started again, in ms. */
const pauseAfterFailure = 10_000

export interface Folding {
  /** To be called after a commit. */
  look(): void
  /** Resolves when nobody but the writer has the file open. */
  close(): Promise<void>
}

interface LogState {
  /** Pages in the log. */
  readonly log: number
  /** How many of these, from its beginning, the file has too. */
  readonly checkpointed: number
}

const nothing: LogState = { log: 0, checkpointed: 0 }

/**
 * Folds the log into the file beside the writer, whose commits go on meanwhile. What has come since
 * is folded too, until it is so little that the writer does it itself: only when the file has all
 * does the log begin anew. If the thread falls behind or fails, SQLite folds in the writer, at the
 * bound that `database.ts` gives.
 */
export function foldBeside(db: WritableDb, file: string): Folding {
  let thread: Worker | undefined
  let looked = 0
  let isFolding = false

  const fold = (): void => {
    isFolding = true
    thread ??= start()
    thread.postMessage('fold')
  }
  const start = (): Worker => {
    let folded = 0
    const worker = startFoldThread(file)
    worker.on('message', () => {
      isFolding = false
      const { log, checkpointed } = stateOfLog(db)
      if (log < longLog) return
      if (log - checkpointed > fewPages && checkpointed !== folded) fold()
      else foldIn(db)
      folded = checkpointed
    })
    // Nothing is lost, and a later look begins anew.
    worker.on('error', (error) => {
      process.emitWarning(error)
      looked = performance.now() + pauseAfterFailure
    })
    worker.on('exit', () => {
      thread = undefined
      isFolding = false
    })
    return worker
  }
  return {
    look() {
      const now = performance.now()
      if (isFolding || now - looked < lookEvery) return
      looked = now
      const { log, checkpointed } = stateOfLog(db)
      if (log - checkpointed >= foldFrom) fold()
    },
    async close() {
      await thread?.terminate()
    },
  }
}

function startFoldThread(file: string): Worker {
  // A bundle carries the thread as its own file beside it.
  const entry = import.meta.url.endsWith('.ts') ? './fold-thread.ts' : './fold-thread.js'
  return new Worker(new URL(entry, import.meta.url), {
    workerData: { file },
    trackUnmanagedFds: false,
  })
}

/** A disk that fails must not end the writer here: a commit says so, to whoever waits for it. */
function stateOfLog(db: WritableDb): LogState {
  try {
    // The library types a pragma's rows as unknown; SQLite documents these columns.
    const [state] = db.pragma('wal_checkpoint(NOOP)') as LogState[]
    return state ?? nothing
  } catch {
    return nothing
  }
}

/** Waits for no reader: what one still needs stays in the log. */
export function foldIn(db: Pick<WritableDb, 'pragma'>): void {
  try {
    db.pragma('wal_checkpoint(PASSIVE)')
  } catch {
    // A full disk: what is in the log is safe there, and is folded in later.
  }
}
