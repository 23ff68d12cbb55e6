/** Grants of one block: a grant's place is its id, so nothing is looked up and nothing is sorted. */
export const slotsOfBlock = 65_536
/** A block is searched zone by zone: what fits the processor's cache. */
export const slotsOfZone = 8192
export const zonesOfBlock = slotsOfBlock / slotsOfZone

/** Bits of `flags`. */
export const living = 1
export const revoked = 2
export const replayed = 4
export const orphaned = 8
/** How `ip` is to be read: as the number of an IPv4 address, or as that of a text. */
export const ipIsNumber = 16
export const ipIsText = 32

/** Columns whose least and greatest value is known for each zone. */
export type TimeColumn = 'issued' | 'lastUsed' | 'expires' | 'uses'

export const bytesOfSlot = 35

/** 65,536 grants in 35 bytes each, one array a column. A slot without a living token has no flags. */
export interface TokenBlock {
  /** The id of the first slot. */
  readonly base: number
  readonly issued: Uint32Array
  /** 0 stands for never. */
  readonly lastUsed: Uint32Array
  readonly expires: Uint32Array
  readonly uses: Uint32Array
  readonly user: Uint32Array
  readonly ip: Uint32Array
  /** 0 stands for none. */
  readonly revocation: Uint32Array
  readonly client: Uint16Array
  readonly scope: Uint16Array
  readonly device: Uint16Array
  readonly flags: Uint8Array
  /** Bounds that hold for each zone; a change widens them, nothing narrows them. */
  readonly bounds: Readonly<Record<TimeColumn, ZoneBounds>>
  readonly livingOfZone: Uint16Array
}

export interface ZoneBounds {
  readonly least: Uint32Array
  readonly greatest: Uint32Array
}

export function allocateBlock(base: number): TokenBlock {
  const words = (): Uint32Array => new Uint32Array(slotsOfBlock)
  const halves = (): Uint16Array => new Uint16Array(slotsOfBlock)
  return {
    base,
    issued: words(),
    lastUsed: words(),
    expires: words(),
    uses: words(),
    user: words(),
    ip: words(),
    revocation: words(),
    client: halves(),
    scope: halves(),
    device: halves(),
    flags: new Uint8Array(slotsOfBlock),
    bounds: { issued: noBounds(), lastUsed: noBounds(), expires: noBounds(), uses: noBounds() },
    livingOfZone: new Uint16Array(zonesOfBlock),
  }
}

function noBounds(): ZoneBounds {
  return {
    least: new Uint32Array(zonesOfBlock).fill(0xffffffff),
    greatest: new Uint32Array(zonesOfBlock),
  }
}

/** Writes a value and widens what is known of its zone. */
export function setTime(block: TokenBlock, column: TimeColumn, slot: number, value: number): void {
  block[column][slot] = value
  const zone = Math.trunc(slot / slotsOfZone)
  const { least, greatest } = block.bounds[column]
  if (value < (least[zone] ?? 0)) least[zone] = value
  if (value > (greatest[zone] ?? 0)) greatest[zone] = value
}
