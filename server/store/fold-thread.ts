import { fdatasyncSync, openSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'

import { openForFolding } from './database.ts'
import { foldIn } from './folding.ts'

// The thread is started by `folding.ts`, which passes exactly this.
const { file } = workerData as { readonly file: string }
const db = openForFolding(file)
// SQLite leaves the sync to whoever folds in the last page: the writer. It is long, so it is done
// here. Never closed: that would take the process's own locks off the file.
const descriptor = openSync(file, 'r+')

parentPort?.on('message', () => {
  foldIn(db)
  fdatasyncSync(descriptor)
  parentPort?.postMessage('folded')
})
