import { readdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import { prepareStoreFile } from '#store/files/store-file.ts'

// Starts on each data folder in a folder as the issuer does, and says in JSON how each ended.
const [root = ''] = process.argv.slice(2)
const outcomes = readdirSync(root).map((name) => [name, outcomeOf(join(root, name))])
writeSync(1, `${JSON.stringify(Object.fromEntries(outcomes))}\n`)

function outcomeOf(folder: string): string {
  try {
    prepareStoreFile(folder)
    return 'started'
  } catch (error) {
    return error instanceof Error ? error.name : String(error)
  }
}
