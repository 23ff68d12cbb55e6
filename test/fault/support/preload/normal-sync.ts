import Database from 'better-sqlite3'

// Mutation: commits that are not synced, which is what the library does when it is not told.
// oxlint-disable-next-line typescript/unbound-method -- called on its connection below
const { pragma } = Database.prototype

Object.defineProperty(Database.prototype, 'pragma', {
  value(this: InstanceType<typeof Database>, source: string, options?: Database.PragmaOptions) {
    return pragma.call(this, source.replace('synchronous = FULL', 'synchronous = NORMAL'), options)
  },
})
