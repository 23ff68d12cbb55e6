import type { ReadableDb } from '#store/database.ts'

import { TokenColumns } from './token-columns.ts'
import {
  findGrantRow,
  findLastGrantId,
  findSubject,
  findTokenUser,
  listClientNames,
  listGrantRows,
  listTokenUsers,
  listUsernames,
  type GrantRow,
} from './token-rows.ts'
import { TouchedRowsReader, type TouchedRows } from './touched-rows.ts'

/** Rows that are read at once while a search may be waiting: a few milliseconds. */
const slice = 1000

type Phase =
  | { readonly kind: 'asking' }
  | { readonly kind: 'users'; readonly after: number }
  | { readonly kind: 'names'; readonly after: string | undefined }
  | { readonly kind: 'grants'; readonly from: number; readonly last: number }
  | { readonly kind: 'loaded' }

/**
 * The columns of a store's refresh tokens, kept as the store is: loaded slice by slice, and caught
 * up with what the writer has told before every question. It is made when a store with many tokens
 * is searched first; until it is loaded, SQL answers.
 */
export class LiveTokens {
  readonly #db: ReadableDb
  readonly #touched: TouchedRowsReader
  #columns = new TokenColumns()
  #phase: Phase = { kind: 'asking' }

  constructor(db: ReadableDb, touched: TouchedRows) {
    this.#db = db
    this.#touched = new TouchedRowsReader(touched)
  }

  /**
   * The columns as the store is now, if they are loaded. Called before anything else is read in a
   * transaction: what the writer told was committed before, so the transaction sees it.
   */
  current(): TokenColumns | undefined {
    if (this.#phase.kind !== 'loaded' || !this.#touched.isTold || !this.#catchUp()) return undefined
    return this.#columns.isWhole ? this.#columns : undefined
  }

  get isLoading(): boolean {
    return this.#phase.kind !== 'asking' && this.#phase.kind !== 'loaded'
  }

  get isLoaded(): boolean {
    return this.#phase.kind === 'loaded'
  }

  /** Goes on loading by one slice, or catches up. */
  advance(): void {
    switch (this.#phase.kind) {
      case 'asking':
        if (!this.#touched.ask()) return
        this.#startOver()
        return
      case 'users':
        this.#loadUsers(this.#phase.after)
        return
      case 'names':
        this.#arrangeUsers(this.#phase.after)
        return
      case 'grants':
        this.#loadGrants(this.#phase.from, this.#phase.last)
        return
      case 'loaded':
        this.#catchUp()
    }
  }

  #startOver(): void {
    this.#columns = new TokenColumns()
    // From here on everything that changes is told, so whatever is read below is caught up with.
    this.#touched.skip()
    this.#phase = { kind: 'users', after: 0 }
  }

  #loadUsers(after: number): void {
    const users = listTokenUsers(this.#db, after, slice)
    for (const user of users) this.#columns.users.load(user)
    const last = users.at(-1)
    this.#phase = last ? { kind: 'users', after: last.id } : { kind: 'names', after: undefined }
  }

  #arrangeUsers(after: string | undefined): void {
    const users = listUsernames(this.#db, after, slice)
    for (const { id, username } of users) this.#columns.users.arrange(id, username)
    const last = users.at(-1)
    this.#phase = last
      ? { kind: 'names', after: last.username }
      : { kind: 'grants', from: 1, last: findLastGrantId(this.#db) }
  }

  #loadGrants(from: number, last: number): void {
    for (const row of listGrantRows(this.#db, from, slice)) this.#put(row)
    if (from + slice <= last) {
      this.#phase = { kind: 'grants', from: from + slice, last }
      return
    }
    this.#columns.users.putInOrder()
    this.#phase = { kind: 'loaded' }
  }

  /** Reads again what the writer has touched; `false` when that is not known any more. */
  #catchUp(): boolean {
    const users = this.#touched.drain('users')
    const grants = this.#touched.drain('grants')
    if (!users || !grants) {
      this.#startOver()
      return false
    }
    for (const id of users) this.#readUser(id)
    for (const id of grants) this.#readGrant(id)
    if (this.#touched.clientsChanged) this.#columns.clients.rename(listClientNames(this.#db))
    if (this.#columns.users.needsOrder) this.#columns.users.putInOrder()
    if (this.#columns.users.isWasteful) this.#startOver()
    return this.isLoaded
  }

  #readUser(id: number): void {
    const { users } = this.#columns
    const user = findTokenUser(this.#db, id)
    if (user) users.put(user)
    else users.forget(id)
  }

  #readGrant(id: number): void {
    const row = findGrantRow(this.#db, id)
    if (row && row[1] !== 0) this.#put(row)
    else this.#columns.remove(id)
  }

  #put(row: GrantRow): void {
    this.#columns.put(row, this.#userOf(row[0], row[7]))
  }

  #userOf(grantId: number, userId: number | null): number {
    const { users } = this.#columns
    const known = userId === null ? 0 : users.numberOf(userId)
    if (known > 0) return known
    const user = userId === null ? undefined : findTokenUser(this.#db, userId)
    return user ? users.put(user) : users.putDeleted(userId, findSubject(this.#db, grantId))
  }
}

const tokensOf = new WeakMap<ReadableDb, LiveTokens>()

/** From now on searches on this connection are answered from these tokens where they can be. */
export function serveFromColumns(db: ReadableDb, tokens: LiveTokens): void {
  tokensOf.set(db, tokens)
}

/** The columns that a search on this connection may use; `undefined` where SQL is to answer. */
export function currentColumns(db: ReadableDb): TokenColumns | undefined {
  return tokensOf.get(db)?.current()
}
