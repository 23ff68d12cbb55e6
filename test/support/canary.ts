import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { openBeside } from '#test/support/seed-grants.ts'

/** A value that must stay nowhere: a token, a secret, a password. */
export interface Canary {
  /** What it is, for the failure's message: the value itself is not printed. */
  readonly name: string
  readonly value: string
}

/** Somewhere a value could have leaked to. */
export interface Place {
  readonly name: string
  readonly bytes: Buffer
}

export interface Sighting {
  readonly canary: string
  readonly place: string
  /** `as it is`, `hex`, `base64`, … */
  readonly form: string
}

/** Shorter values would be found by accident. */
const shortest = 8

/**
 * Looks for each value in each place: as it is, percent-encoded, in hex, in base64 at any offset,
 * and, where the value is itself base64url of random bytes, for those bytes.
 */
export function findCanaries(
  canaries: Iterable<Canary>,
  places: readonly Place[],
): readonly Sighting[] {
  const known = new Map<string, Canary>()
  for (const canary of canaries) {
    if (canary.value.length < shortest) throw new Error(`${canary.name} is too short to look for.`)
    known.set(canary.value, canary)
  }
  return [...known.values()].flatMap(({ name, value }) => {
    const needles = formsOf(value)
    return places.flatMap((place) =>
      needles
        .filter(({ bytes }) => place.bytes.includes(bytes))
        .map(({ form }) => ({ canary: name, place: place.name, form })),
    )
  })
}

interface Needle {
  readonly form: string
  readonly bytes: Buffer
}

function formsOf(value: string): readonly Needle[] {
  const text = Buffer.from(value)
  const random = randomBytesOf(value)
  const encoded = encodeURIComponent(value)
  return [
    needle('as it is', value),
    needle('UTF-16', Buffer.from(value, 'utf16le')),
    ...(encoded === value ? [] : [needle('percent-encoded', encoded)]),
    ...(value.includes(' ') ? [needle('form-encoded', encoded.replaceAll('%20', '+'))] : []),
    ...encodedForms(text, ''),
    ...(random ? [needle('its bytes', random), ...encodedForms(random, ' of its bytes')] : []),
  ]
}

function encodedForms(bytes: Buffer, of: string): readonly Needle[] {
  const hex = bytes.toString('hex')
  return [
    needle(`hex${of}`, hex),
    needle(`hex${of}`, hex.toUpperCase()),
    ...[0, 1, 2].flatMap((offset) => base64At(bytes, offset)).map((t) => needle(`base64${of}`, t)),
  ]
}

/** The characters that base64 has for these bytes wherever they stand, `offset` bytes into three. */
function base64At(bytes: Buffer, offset: number): readonly string[] {
  const padded = Buffer.concat([Buffer.alloc(offset), bytes])
  const from = Math.ceil((offset * 8) / 6)
  const to = Math.floor((padded.length * 8) / 6)
  return [...new Set([padded.toString('base64'), padded.toString('base64url')])].map((text) =>
    text.slice(from, to),
  )
}

/** The 256 secret bits of a generated value: base64url at the end of it, after a prefix or an id. */
function randomBytesOf(value: string): Buffer | undefined {
  const [, text] = /^(?:lk[a-z]_)?([A-Za-z0-9_-]{43,90})$/.exec(value) ?? []
  return text === undefined ? undefined : Buffer.from(text, 'base64url').subarray(-32)
}

function needle(form: string, value: string | Buffer): Needle {
  return { form, bytes: Buffer.from(value) }
}

/** A place made of text. */
export function textPlace(name: string, text: string): Place {
  return { name, bytes: Buffer.from(text) }
}

/** Every file below a folder, byte for byte: the database, its WAL, lock and pid files. */
export function filesOf(folder: string): Place[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => ({ name, bytes: readFileSync(join(parentPath, name)) }))
}

/** Every row of a database: a long value may lie on several pages of its file. */
export function rowsOf(file: string): Place {
  const db = openBeside(file)
  try {
    const tables = db
      .prepare<[], { name: string }>(
        /* sql */ `SELECT name FROM sqlite_schema WHERE type = 'table'`,
      )
      .all()
    const rows = tables.flatMap(({ name }) => db.prepare(`SELECT * FROM "${name}"`).raw().all())
    const cells = rows
      .flat()
      .map((cell) => (Buffer.isBuffer(cell) ? cell : Buffer.from(String(cell))))
    return {
      name: 'rows',
      bytes: Buffer.concat(cells.flatMap((cell) => [cell, Buffer.from('\n')])),
    }
  } finally {
    db.close()
  }
}
