import { existsSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import { clientDefaults } from '#contract/client-defaults.ts'
import { openWritable } from '#store/database.ts'
import { emptyLog } from '#store/forgetting.ts'
import { openStore } from '#store/open-store.ts'

// Puts secrets into a store, deletes them by the store's operations, and says in JSON in which
// files they are found before, after the deletion, and after the end.
const [folder = ''] = process.argv.slice(2)
const by = { actor: 'test', now: 1_800_000_000 }
const secrets = {
  digestOfSecret: Buffer.from('a-digest-of-32-bytes-to-be-found'),
  digestOfClientSecret: Buffer.from('another-digest-of-32-bytes-found'),
  passwordHash: Buffer.from('scrypt$a-hash-of-a-password-that-can-be-found'),
  replacedHash: Buffer.from('scrypt$a-hash-of-a-password-that-was-replaced'),
}
const sealedKey = Buffer.from('a-sealed-private-key-that-can-be-found-in-a-file')

const store = openStore(folder, (error) => {
  throw error
})
await store.insertClient({
  ...by,
  clientId: 'web',
  settings: { ...clientDefaults, name: 'Web' },
  secret: { id: 'first', digest: secrets.digestOfSecret },
  copyOf: null,
})
await store.insertClient({
  ...by,
  clientId: 'other',
  settings: { ...clientDefaults, name: 'Other' },
  secret: { id: 'second', digest: secrets.digestOfClientSecret },
  copyOf: null,
})
for (const [subject, hash] of [
  ['alice', secrets.passwordHash],
  ['bob', secrets.replacedHash],
] as const)
  await store.insertUser({
    ...by,
    subject,
    settings: {
      username: subject,
      name: '',
      email: '',
      emailVerified: false,
      claims: {},
      disabled: false,
    },
    passwordHash: hash.toString(),
  })
await store.insertSigningKey({
  key: { kid: 'key', algorithm: 'ES256', publicJwk: '{}', privateKey: sealedKey },
  now: by.now,
})
const before = whereAll()

await store.removeClientSecret({ ...by, clientId: 'web', secretId: 'first' })
await store.deleteClient({ ...by, clientId: 'other' })
await store.deleteUser({ ...by, subject: 'alice' })
await store.setUserPassword({
  ...by,
  subject: 'bob',
  passwordHash: 'scrypt$new',
  revokeTokens: false,
})
const deleted = whereAll()
await store.close()
const closed = whereAll()

// No operation deletes a signing key yet: this is what one would do.
const db = openWritable(join(folder, 'latchkey.sqlite'))
const keyBefore = filesWith(sealedKey)
db.exec('DELETE FROM signing_keys')
emptyLog(db)
const keyDeleted = filesWith(sealedKey)
db.close()

writeSync(1, `${JSON.stringify({ before, deleted, closed, keyBefore, keyDeleted })}\n`)

function whereAll(): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(secrets).map(([name, secret]) => [name, filesWith(secret)]),
  )
}

function filesWith(secret: Buffer): readonly string[] {
  return ['latchkey.sqlite', 'latchkey.sqlite-wal']
    .map((name) => join(folder, name))
    .filter((file) => existsSync(file) && readFileSync(file).includes(secret))
}
