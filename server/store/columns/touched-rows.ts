// What the writer thread changes, told to the reader thread through shared memory: the ids of the
// rows, in a ring each. It costs the writer one store a row and no message; a reader that stays
// away for a whole ring finds out that it has lost some, and reads everything again.

const grantSlots = 2 ** 20
const userSlots = 2 ** 16
/** State, version of the clients, and two marks for each ring; padded to 64 bytes. */
const headerBytes = 64

/** Nobody listens · somebody asked · the writer tells · an id is larger than a slot of the ring. */
const silent = 0
const asked = 1
const telling = 2
const beyondReach = 3

interface Ring {
  readonly entries: Uint32Array
  /** How many ids were ever written, and how many of these are committed (modulo 2³²). */
  readonly marks: Int32Array
}

export interface TouchedRows {
  readonly state: Int32Array
  readonly grants: Ring
  readonly users: Ring
}

/** The memory that both threads are started with. Its pages exist once they are written to. */
export function allocateTouchedRows(): SharedArrayBuffer {
  return new SharedArrayBuffer(headerBytes + 4 * (grantSlots + userSlots))
}

export function viewTouchedRows(memory: SharedArrayBuffer): TouchedRows {
  const grantBytes = 4 * grantSlots
  return {
    state: new Int32Array(memory, 0, 2),
    grants: {
      marks: new Int32Array(memory, 16, 2),
      entries: new Uint32Array(memory, headerBytes, grantSlots),
    },
    users: {
      marks: new Int32Array(memory, 32, 2),
      entries: new Uint32Array(memory, headerBytes + grantBytes, userSlots),
    },
  }
}

/** Whether a reader waits to be told. */
export function isAsked({ state }: TouchedRows): boolean {
  return Atomics.load(state, 0) === asked
}

export function startTelling({ state }: TouchedRows): void {
  Atomics.compareExchange(state, 0, asked, telling)
}

/** Notes one row for the reader, who hears of it by `tellTouched`. */
export function touch(rows: TouchedRows, ring: 'grants' | 'users', id: number): void {
  const { entries, marks } = rows[ring]
  if (id > 0xffffffff) Atomics.store(rows.state, 0, beyondReach)
  const written = Atomics.load(marks, 0)
  // Claimed before it is written: a reader that is being overrun can tell.
  Atomics.store(marks, 0, written + 1)
  entries[written & (entries.length - 1)] = id
}

/** After a commit. What was rolled back is told too: reading a row once more is harmless. */
export function tellTouched({ grants, users }: TouchedRows): void {
  Atomics.store(grants.marks, 1, Atomics.load(grants.marks, 0))
  Atomics.store(users.marks, 1, Atomics.load(users.marks, 0))
}

export function tellClientsChanged({ state }: TouchedRows): void {
  Atomics.add(state, 1, 1)
}

/** What a reader has heard of, and what it hears next. */
export class TouchedRowsReader {
  readonly #rows: TouchedRows
  #heard = { grants: 0, users: 0, clients: -1 }

  constructor(rows: TouchedRows) {
    this.#rows = rows
  }

  /** Asks the writer to tell, and says whether it does. */
  ask(): boolean {
    const { state } = this.#rows
    Atomics.compareExchange(state, 0, silent, asked)
    return this.isTold
  }

  get isTold(): boolean {
    return Atomics.load(this.#rows.state, 0) === telling
  }

  /** Forgets what was told so far: everything is about to be read. */
  skip(): void {
    const { grants, users } = this.#rows
    this.#heard = {
      grants: Atomics.load(grants.marks, 1),
      users: Atomics.load(users.marks, 1),
      clients: -1,
    }
  }

  get clientsChanged(): boolean {
    const version = Atomics.load(this.#rows.state, 1)
    const changed = version !== this.#heard.clients
    this.#heard.clients = version
    return changed
  }

  /** The ids told since the last call, each once; `undefined` when some were lost. */
  drain(ring: 'grants' | 'users'): ReadonlySet<number> | undefined {
    const { entries, marks } = this.#rows[ring]
    const from = this.#heard[ring]
    const to = Atomics.load(marks, 1)
    const ids = new Set<number>()
    if (to === from) return ids
    const count = (to - from) >>> 0
    if (count > entries.length) return undefined
    for (let index = 0; index < count; index += 1) {
      const id = entries[(from + index) & (entries.length - 1)]
      if (id !== undefined) ids.add(id)
    }
    if ((Atomics.load(marks, 0) - from) >>> 0 > entries.length) return undefined
    this.#heard[ring] = to
    return ids
  }
}
