import Database from 'better-sqlite3'

// Mutation: the writer answers before it has committed. A transaction that was begun takes in
// whatever comes, and is committed a moment later.
type Connection = InstanceType<typeof Database>

// oxlint-disable-next-line typescript/unbound-method -- called on its connection below
const { prepare } = Database.prototype
const delay = 400

const late = function (this: Connection, sql: string): unknown {
  if (this.readonly) return prepare.call(this, sql)
  if (sql.startsWith('BEGIN IMMEDIATE')) return { run: () => begin(this) }
  if (sql.startsWith('COMMIT')) return { run: () => undefined }
  return prepare.call(this, sql)
}

function begin(db: Connection): void {
  if (db.inTransaction) return
  db.exec('BEGIN IMMEDIATE')
  setTimeout(() => {
    if (db.open && db.inTransaction) db.exec('COMMIT')
  }, delay)
}

Object.defineProperty(Database.prototype, 'prepare', { value: late })
