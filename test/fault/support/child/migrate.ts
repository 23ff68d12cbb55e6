import { writeSync } from 'node:fs'

import { prepareStoreFile } from '#store/files/store-file.ts'
import { migrations } from '#store/migrations/migrate.ts'
import { nextSchema } from '#test/fault/support/next-schema.ts'

// Starts on a data folder as a release with one more schema does.
const [folder = ''] = process.argv.slice(2)
writeSync(1, 'started\n')
prepareStoreFile(folder, [...migrations, nextSchema])
