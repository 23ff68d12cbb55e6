import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'

import { openReadable, openWritable } from './database.ts'
import { emptyLog, forgetAfter } from './forgetting.ts'
import { commitTogether, read, type Call, type Outcome } from './group-commit.ts'
import { searches, writes } from './operations.ts'

/** What a store thread is started with. */
export interface ThreadStart {
  readonly file: string
  readonly role: 'writer' | 'reader'
}

// The thread is started by `thread-caller.ts`, which passes exactly this.
const { file, role } = workerData as ThreadStart
const port = parentPort
if (!port) throw new Error('store/thread.ts runs as a worker thread.')

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
  close(): void
}

function openWriter(): Work {
  const db = openWritable(file)
  const forget = forgetAfter(db)
  return {
    run(calls) {
      const outcomes = commitTogether(db, writes, calls)
      forget(calls)
      return outcomes
    },
    close() {
      emptyLog(db)
      db.close()
    },
  }
}

function openReader(): Work {
  // A search gives way to the issuer. On Linux alone this concerns the thread and not the process.
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW)
  const db = openReadable(file)
  return { run: (calls) => calls.map((call) => read(db, searches, call)), close: () => db.close() }
}
