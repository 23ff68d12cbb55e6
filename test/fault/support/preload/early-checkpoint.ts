import Database from 'better-sqlite3'

// Not a mutation: checkpoints come often, so that a short trace has several.
// oxlint-disable-next-line typescript/unbound-method -- called on its connection below
const { pragma } = Database.prototype

Object.defineProperty(Database.prototype, 'pragma', {
  value(this: InstanceType<typeof Database>, source: string, options?: Database.PragmaOptions) {
    return pragma.call(this, source.replace(/(wal_autocheckpoint) = \d+/, '$1 = 60'), options)
  },
})
