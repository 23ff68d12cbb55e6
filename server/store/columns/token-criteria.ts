import type { RefreshTokenFilter } from '#store/refresh-token-filter.ts'

import { ipv4RangesOf } from './ip-ranges.ts'
import { lowerAscii, type TextCodes } from './text-codes.ts'
import {
  ipIsNumber,
  ipIsText,
  living,
  orphaned,
  replayed,
  revoked,
  type TimeColumn,
  type TokenBlock,
} from './token-block.ts'
import type { TokenColumns } from './token-columns.ts'
import {
  greatest,
  keepFewUsers,
  keepInRanges,
  keepUsers,
  keepWithin,
  type Selection,
} from './token-selection.ts'
import type { UserMatches } from './token-users.ts'

/**
 * One criterion over the columns: keeps those slots of a selection that pass, in their order, and
 * returns how many they are. Each is one short loop over typed arrays.
 */
export interface ColumnCriterion {
  keep(block: TokenBlock, selection: Selection, count: number): number
  /** Whether a zone can have a slot that passes, by its bounds. */
  mayPass?(block: TokenBlock, zone: number): boolean
}

/** Passes no slot: there is no need to look at any. */
export const nothing: ColumnCriterion = { keep: () => 0, mayPass: () => false }

/** What an act of revocation can still take. */
export const unrevoked: ColumnCriterion = {
  keep({ flags }, selection, count) {
    let kept = 0
    for (let index = 0; index < count; index += 1) {
      const slot = selection[index] ?? 0
      selection[kept] = slot
      kept += ((flags[slot] ?? 0) & revoked) === 0 ? 1 : 0
    }
    return kept
  },
}

/** The criteria of a filter; `undefined` where the columns do not know enough to decide. */
export function criteriaOf(
  columns: TokenColumns,
  filter: RefreshTokenFilter,
  now: number,
): readonly ColumnCriterion[] | undefined {
  if (!isDecidable(columns, filter)) return undefined
  const { subject, clients, scope, device, ip, revocation } = filter
  const criteria = [
    statusCriterion(filter, now),
    ...periodCriterion('issued', filter.issued),
    ...periodCriterion('lastUsed', filter.lastUsed),
    ...periodCriterion('expires', filter.expires),
  ]
  if (subject) criteria.push(userCriterion(columns.users.matchesOf(subject), columns.users.size))
  if (clients) {
    const listed = new Set(clients)
    criteria.push(
      codeCriterion(
        'client',
        columns.clients.codes.tableOf((clientId) => listed.has(clientId)),
      ),
    )
  }
  if (scope) criteria.push(codeCriterion('scope', columns.scopes.tableOf(scopeTest(scope))))
  if (device !== undefined) {
    const part = lowerAscii(device)
    const passes = (text: string): boolean => lowerAscii(text).includes(part)
    criteria.push(codeCriterion('device', columns.devices.tableOf(passes)))
  }
  if (ip !== undefined) criteria.push(ipCriterion(columns.addresses, ip))
  if (revocation !== undefined) criteria.push(revocationCriterion(revocation))
  return criteria
}

function isDecidable(columns: TokenColumns, filter: RefreshTokenFilter): boolean {
  const { clients, scope, device, ip, subject } = filter
  if (clients && columns.clients.codes.isOverrun) return false
  if (scope && columns.scopes.isOverrun) return false
  if (device !== undefined && columns.devices.isOverrun) return false
  if (ip !== undefined && columns.addresses.isOverrun) return false
  // What SQL makes of a zero byte, or of half a character, is its own affair.
  const isPlain = (text: string): boolean => text.isWellFormed() && !text.includes('\0')
  return [subject?.value, device, ip].every((text) => text === undefined || isPlain(text))
}

function scopeTest({
  match,
  values,
}: NonNullable<RefreshTokenFilter['scope']>): (scope: string) => boolean {
  return (scope) => {
    const has = (value: string): boolean => ` ${scope} `.includes(` ${value} `)
    return match === 'any' ? values.some(has) : values.every(has)
  }
}

/** By flags: 1 passes while the token runs, 2 once it has expired. Without a status, both. */
function statusCriterion({ status }: RefreshTokenFilter, now: number): ColumnCriterion {
  const table = new Uint8Array(256)
  for (let flags = 0; flags < 256; flags += 1)
    if ((flags & living) !== 0) table[flags] = passingStatus(flags, status)
  if (!table.some((value) => value === 1 || value === 2))
    return {
      keep({ flags }, selection, count) {
        let kept = 0
        for (let index = 0; index < count; index += 1) {
          const slot = selection[index] ?? 0
          selection[kept] = slot
          kept += table[flags[slot] ?? 0] === 3 ? 1 : 0
        }
        return kept
      },
    }
  return {
    keep({ flags, expires }, selection, count) {
      let kept = 0
      for (let index = 0; index < count; index += 1) {
        const slot = selection[index] ?? 0
        selection[kept] = slot
        const bit = (expires[slot] ?? 0) > now ? 0 : 1
        kept += ((table[flags[slot] ?? 0] ?? 0) >>> bit) & 1
      }
      return kept
    },
  }
}

/** As `statusOfGrant` says it in SQL. */
function passingStatus(flags: number, status: RefreshTokenFilter['status']): number {
  if (!status) return 3
  const passes = (name: NonNullable<typeof status>[number]): boolean => status.includes(name)
  if ((flags & revoked) !== 0)
    return passes((flags & replayed) !== 0 ? 'replayed' : 'revoked') ? 3 : 0
  if ((flags & orphaned) !== 0) return passes('orphaned') ? 3 : 0
  return (passes('active') ? 1 : 0) | (passes('expired') ? 2 : 0)
}

/** Both ends are included; a token that was never used lies in no period. */
function periodCriterion(
  column: TimeColumn,
  period: { readonly from?: number | undefined; readonly to?: number | undefined } | undefined,
): ColumnCriterion[] {
  if (!period || (period.from === undefined && period.to === undefined)) return []
  const from = Math.max(period.from ?? 0, column === 'lastUsed' ? 1 : 0)
  const to = Math.min(period.to ?? greatest, greatest)
  if (to < from) return [nothing]
  return [
    {
      keep: (block, selection, count) =>
        keepWithin(block[column], { flip: 0, from, to }, selection, count),
      mayPass(block, zone) {
        const { least, greatest: most } = block.bounds[column]
        return (least[zone] ?? 0) <= to && (most[zone] ?? 0) >= from
      },
    },
  ]
}

function codeCriterion(column: 'client' | 'scope' | 'device', table: Uint8Array): ColumnCriterion {
  if (!table.includes(1)) return nothing
  return {
    keep(block, selection, count) {
      const codes = block[column]
      let kept = 0
      for (let index = 0; index < count; index += 1) {
        const slot = selection[index] ?? 0
        selection[kept] = slot
        kept += table[codes[slot] ?? 0] ?? 0
      }
      return kept
    },
  }
}

/** Deleted users too: deleting one orphans the tokens that it leaves. */
function userCriterion({ found, hits }: UserMatches, users: number): ColumnCriterion {
  if (hits === 0) return nothing
  const keep = hits < users / 16 ? keepFewUsers : keepUsers
  return { keep: ({ user }, selection, count) => keep(found, user, selection, count) }
}

function ipCriterion(addresses: TextCodes, ip: string): ColumnCriterion {
  const prefix = lowerAscii(ip)
  const table = addresses.tableOf((text) => lowerAscii(text).startsWith(prefix))
  const ranges = ipv4RangesOf(ip)
  // The number tells by itself where no other text can match: that of a text, or of none, is small.
  if (!table.includes(1) && ranges.every(({ from }) => from > 0xffff))
    return { keep: (block, selection, count) => keepInRanges(block.ip, ranges, selection, count) }
  return {
    keep(block, selection, count) {
      let kept = 0
      for (let index = 0; index < count; index += 1) {
        const slot = selection[index] ?? 0
        const flags = block.flags[slot] ?? 0
        const value = block.ip[slot] ?? 0
        const passes =
          (flags & ipIsNumber) === 0
            ? (flags & ipIsText) !== 0 && table[value] === 1
            : ranges.some(({ from, to }) => value >= from && value <= to)
        if (!passes) continue
        selection[kept] = slot
        kept += 1
      }
      return kept
    },
  }
}

function revocationCriterion(id: number): ColumnCriterion {
  return {
    keep: ({ revocation }, selection, count) =>
      keepWithin(revocation, { flip: 0, from: id, to: id }, selection, count),
  }
}
