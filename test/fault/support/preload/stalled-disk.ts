import { existsSync } from 'node:fs'

import Database from 'better-sqlite3'

// A seam: a disk that takes its time, on every machine. A commit of the writing connection waits
// for as long as the file is there that the environment names.
// oxlint-disable-next-line typescript/unbound-method -- called on its connection below
const { prepare } = Database.prototype
const file = process.env['LATCHKEY_FAULT_STALL'] ?? ''
const never = new Int32Array(new SharedArrayBuffer(4))

Object.defineProperty(Database.prototype, 'prepare', {
  value(this: InstanceType<typeof Database>, sql: string): unknown {
    // A statement without parameters.
    const statement = prepare.call(this, sql) as Database.Statement<[]>
    if (this.readonly || !sql.startsWith('COMMIT')) return statement
    return {
      run() {
        while (existsSync(file)) Atomics.wait(never, 0, 0, 5)
        return statement.run()
      },
    }
  },
})
