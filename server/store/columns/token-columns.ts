import { ipv4Number } from './ip-ranges.ts'
import { TextCodes } from './text-codes.ts'
import {
  allocateBlock,
  bytesOfSlot,
  ipIsNumber,
  ipIsText,
  setTime,
  slotsOfBlock,
  slotsOfZone,
  type TokenBlock,
} from './token-block.ts'
import { TokenClients } from './token-clients.ts'
import type { GrantRow } from './token-rows.ts'
import { TokenUsers } from './token-users.ts'

/** Different texts that are told apart; with more, the criterion is left to SQL. */
const limits = { clients: 65_534, scopes: 65_534, devices: 16_384, addresses: 65_534 }

/**
 * All living refresh tokens in memory, a typed array for each column: what SQL would scan millions
 * of rows for. It knows nothing of SQL; `LiveTokens` feeds it.
 */
export class TokenColumns {
  /** By id / 65,536; absent where no token ever lived. */
  readonly blocks: (TokenBlock | undefined)[] = []
  readonly clients = new TokenClients(limits.clients)
  readonly users = new TokenUsers()
  readonly scopes = new TextCodes(limits.scopes)
  readonly devices = new TextCodes(limits.devices)
  readonly addresses = new TextCodes(limits.addresses)
  /** Tokens whose numbers do not fit a column: while there is one, nothing is answered from here. */
  readonly unfit = new Set<number>()
  #living = 0

  /** How many living tokens there are. */
  get living(): number {
    return this.#living
  }

  /** What the arrays take, in bytes. */
  get bytes(): number {
    const blocks = this.blocks.filter((block) => block !== undefined)
    return blocks.length * slotsOfBlock * bytesOfSlot + this.users.bytes
  }

  /** Puts in a living token, or what has become of it; `user` is a number that `users` gave. */
  put(row: GrantRow, user: number): void {
    const [id, flags, issuedAt, lastUsedAt, expiresAt, uses, clientId, , scope, device, ip, act] =
      row
    if (!fits(row)) {
      this.remove(id)
      this.unfit.add(id)
      return
    }
    this.unfit.delete(id)
    const block = this.#blockOf(id)
    const slot = id % slotsOfBlock
    if (!release(this, block, slot)) this.#count(block, slot, 1)
    setTime(block, 'issued', slot, issuedAt ?? 0)
    setTime(block, 'lastUsed', slot, lastUsedAt ?? 0)
    setTime(block, 'expires', slot, expiresAt)
    setTime(block, 'uses', slot, uses)
    block.user[slot] = user
    block.revocation[slot] = act ?? 0
    block.client[slot] = this.clients.codes.use(clientId)
    block.scope[slot] = this.scopes.use(scope)
    block.device[slot] = this.devices.use(device)
    const address = ip === null ? undefined : ipv4Number(ip)
    const hasText = ip !== null && address === undefined
    block.ip[slot] = hasText ? this.addresses.use(ip) : (address ?? 0)
    const isText = hasText ? ipIsText : 0
    block.flags[slot] = flags | (address === undefined ? isText : ipIsNumber)
  }

  /** Takes a token out, if it is there. */
  remove(id: number): void {
    this.unfit.delete(id)
    const block = this.blocks[Math.trunc(id / slotsOfBlock)]
    const slot = id % slotsOfBlock
    if (!block || !release(this, block, slot)) return
    block.flags[slot] = 0
    this.#count(block, slot, -1)
  }

  /** Whether every question can be answered from here, as far as the tokens' own values go. */
  get isWhole(): boolean {
    return this.unfit.size === 0
  }

  #blockOf(id: number): TokenBlock {
    const index = Math.trunc(id / slotsOfBlock)
    // Without holes: an array with holes is a hash table to the engine.
    while (this.blocks.length <= index) this.blocks.push(undefined)
    const block = this.blocks[index] ?? allocateBlock(index * slotsOfBlock)
    this.blocks[index] = block
    return block
  }

  #count(block: TokenBlock, slot: number, change: 1 | -1): void {
    const zone = Math.trunc(slot / slotsOfZone)
    block.livingOfZone[zone] = (block.livingOfZone[zone] ?? 0) + change
    this.#living += change
    // The oldest tokens end first: their blocks go with the last of them.
    if (change < 0 && block.livingOfZone.every((count) => count === 0))
      this.blocks[block.base / slotsOfBlock] = undefined
  }
}

const greatestNumber = 0xffffffff

function fits([id, , issuedAt, lastUsedAt, expiresAt, uses, , , , , , act]: GrantRow): boolean {
  const isNumber = (value: number, least: number): boolean =>
    value >= least && value <= greatestNumber
  return (
    isNumber(id, 1) &&
    isNumber(issuedAt ?? -1, 0) &&
    isNumber(expiresAt, 0) &&
    isNumber(uses, 0) &&
    // 0 stands for none.
    isNumber(lastUsedAt ?? 1, 1) &&
    isNumber(act ?? 1, 1)
  )
}

/** Gives back the texts of what stood in a slot; `false` when nothing did. */
function release(columns: TokenColumns, block: TokenBlock, slot: number): boolean {
  const flags = block.flags[slot] ?? 0
  if (flags === 0) return false
  columns.clients.codes.release(block.client[slot] ?? 0)
  columns.scopes.release(block.scope[slot] ?? 0)
  columns.devices.release(block.device[slot] ?? 0)
  if ((flags & ipIsText) !== 0) columns.addresses.release(block.ip[slot] ?? 0)
  return true
}
