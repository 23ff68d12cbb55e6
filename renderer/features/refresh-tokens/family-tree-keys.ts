import type { TreeItem } from './family-tree-items.ts'

/** The item that an arrow key leads to: along time within a lane, to the nearest in the next. */
export function itemByKey(
  items: readonly TreeItem[],
  from: TreeItem,
  key: string,
): TreeItem | undefined {
  const lane = items.filter((item) => item.lane === from.lane)
  const place = lane.findIndex((item) => item.key === from.key)
  switch (key) {
    case 'ArrowRight':
      return lane[place + 1]
    case 'ArrowLeft':
      return lane[place - 1]
    case 'ArrowDown':
      return nearest(items, from, (lane) => lane > from.lane)
    case 'ArrowUp':
      return nearest(items, from, (lane) => lane < from.lane)
    case 'Home':
      return items[0]
    case 'End':
      return items.at(-1)
    default:
      return undefined
  }
}

function nearest(
  items: readonly TreeItem[],
  from: TreeItem,
  isBeyond: (lane: number) => boolean,
): TreeItem | undefined {
  const distance = (item: TreeItem): number => Math.abs(item.lane - from.lane)
  const beyond = items.filter(({ lane }) => isBeyond(lane))
  const lanes = Math.min(...beyond.map(distance))
  return beyond
    .filter((item) => distance(item) === lanes)
    .toSorted((a, b) => gap(a, from) - gap(b, from))[0]
}

function gap(item: TreeItem, from: TreeItem): number {
  return Math.abs(item.x - from.x)
}
