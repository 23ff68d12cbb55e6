import Database from 'better-sqlite3'

// Mutation: nothing is one transaction. Each statement commits by itself.
// oxlint-disable-next-line typescript/unbound-method -- called on its connection below
const { prepare } = Database.prototype

Object.defineProperties(Database.prototype, {
  prepare: {
    value(this: InstanceType<typeof Database>, sql: string): unknown {
      return /^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/.test(sql)
        ? { run: () => undefined }
        : prepare.call(this, sql)
    },
  },
  transaction: {
    value: (work: (...args: unknown[]) => unknown) =>
      Object.assign((...args: unknown[]) => work(...args), { immediate: work }),
  },
  inTransaction: { get: () => true },
})
