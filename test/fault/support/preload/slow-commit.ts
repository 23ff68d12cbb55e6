import Database from 'better-sqlite3'

// Not a mutation: a disk that takes its time, on every machine. Each commit of the writing
// connection waits for as many milliseconds as the environment says.
// oxlint-disable-next-line typescript/unbound-method -- called on its connection below
const { prepare } = Database.prototype
const delay = Number(process.env['LATCHKEY_FAULT_COMMIT_DELAY'])
const never = new Int32Array(new SharedArrayBuffer(4))

Object.defineProperty(Database.prototype, 'prepare', {
  value(this: InstanceType<typeof Database>, sql: string): unknown {
    const statement = prepare.call(this, sql)
    if (this.readonly || !sql.startsWith('COMMIT')) return statement
    return {
      run() {
        Atomics.wait(never, 0, 0, delay)
        return statement.run()
      },
    }
  },
})
