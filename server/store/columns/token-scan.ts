import { slotsOfBlock, slotsOfZone, zonesOfBlock, type TokenBlock } from './token-block.ts'
import type { TokenColumns } from './token-columns.ts'
import type { ColumnCriterion } from './token-criteria.ts'
import type { Selection } from './token-selection.ts'

/** A part of a block, and the slots in it that are meant; all of them, if none are named. */
export interface Zone {
  readonly block: TokenBlock
  readonly zone: number
  readonly slots?: Selection
}

/** In the order of ids. */
export type Zones = readonly Zone[]

export function allZones({ blocks }: TokenColumns): Zones {
  const zones: Zone[] = []
  for (const block of blocks) {
    if (!block) continue
    for (let zone = 0; zone < zonesOfBlock; zone += 1)
      if ((block.livingOfZone[zone] ?? 0) > 0) zones.push({ block, zone })
  }
  return zones
}

/** Where some few tokens stand. */
export function zonesOfIds({ blocks }: TokenColumns, ids: readonly number[]): Zones {
  const zones = new Map<number, { block: TokenBlock; zone: number; slots: number[] }>()
  for (const id of ids.toSorted((a, b) => a - b)) {
    const block = blocks[Math.trunc(id / slotsOfBlock)]
    if (!block) continue
    const zone = Math.trunc(id / slotsOfZone)
    const found = zones.get(zone) ?? { block, zone: zone % zonesOfBlock, slots: [] }
    found.slots.push(id % slotsOfBlock)
    zones.set(zone, found)
  }
  return [...zones.values()].map((zone) => ({ ...zone, slots: Uint16Array.from(zone.slots) }))
}

/** The slots of each zone of a block, to begin a selection with. */
const wholeZones = Array.from({ length: zonesOfBlock }, (_, zone) =>
  Uint16Array.from({ length: slotsOfZone }, (__, slot) => zone * slotsOfZone + slot),
)
const selection: Selection = new Uint16Array(slotsOfZone)

/** Called with the slots of a zone that pass; `false` ends the scan. */
type Visit = (block: TokenBlock, selection: Selection, count: number) => boolean

/** Runs criteria, which may change between zones, over zones from either end. */
export function scan(
  zones: Zones,
  isDescending: boolean,
  criteriaFor: (zone: Zone, index: number) => readonly ColumnCriterion[],
  visit: Visit,
): void {
  for (let index = 0; index < zones.length; index += 1) {
    const zone = zones[isDescending ? zones.length - 1 - index : index]
    if (!zone) return
    const count = keepOfZone(zone, criteriaFor(zone, index))
    if (count > 0 && !visit(zone.block, selection, count)) return
  }
}

function keepOfZone({ block, zone, slots }: Zone, criteria: readonly ColumnCriterion[]): number {
  if (criteria.some((criterion) => criterion.mayPass?.(block, zone) === false)) return 0
  const from = slots ?? wholeZones[zone]
  if (!from) return 0
  selection.set(from)
  let count = from.length
  for (const criterion of criteria) {
    count = criterion.keep(block, selection, count)
    if (count === 0) return 0
  }
  return count
}

const sampledSlots = 128
const sampledZones = 32

/** Criteria in the order that leaves least to look at, and the share of rows that the first keeps. */
export interface Ordered {
  readonly list: readonly ColumnCriterion[]
  readonly firstShare: number
}

/** Finds the order by a sample of rows that lie evenly over all zones. */
export function ordered(zones: Zones, criteria: readonly ColumnCriterion[]): Ordered {
  const step = Math.max(1, Math.floor(zones.length / sampledZones))
  const sample = zones.filter((_, index) => index % step === step >>> 1)
  const shares = criteria
    .map((criterion) => ({ criterion, share: shareOf(sample, [criterion]) }))
    .toSorted((a, b) => a.share - b.share)
  return { list: shares.map(({ criterion }) => criterion), firstShare: shares[0]?.share ?? 1 }
}

/** Which share of the rows passes, by the first ones of each zone. */
export function shareOf(zones: Zones, criteria: readonly ColumnCriterion[]): number {
  let [kept, all] = [0, 0]
  for (const { block, zone, slots } of zones) {
    const from = (slots ?? wholeZones[zone] ?? selection).subarray(0, sampledSlots)
    selection.set(from)
    let count = from.length
    for (const criterion of criteria) count = criterion.keep(block, selection, count)
    kept += count
    all += from.length
  }
  return kept / Math.max(1, all)
}

export function countOfColumns(zones: Zones, criteria: readonly ColumnCriterion[]): number {
  let sum = 0
  const { list } = ordered(zones, criteria)
  scan(
    zones,
    false,
    () => list,
    (_, __, count) => {
      sum += count
      return true
    },
  )
  return sum
}

/** The ids that pass, in order. */
export function idsOfColumns(zones: Zones, criteria: readonly ColumnCriterion[]): number[] {
  const ids: number[] = []
  const { list } = ordered(zones, criteria)
  scan(
    zones,
    false,
    () => list,
    (block, slots, count) => {
      for (let index = 0; index < count; index += 1) ids.push(block.base + (slots[index] ?? 0))
      return true
    },
  )
  return ids
}
