import { elementScroll, observeElementOffset, useVirtualizer } from '@tanstack/react-virtual'
import type { Virtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { RefObject } from 'react'

export const rowHeight = 32
export const headHeight = 30
/** Browsers cap an element at about 33.5 million px; above this the scroll bar is scaled. */
const tallest = 30_000_000
/** Rows drawn above and below the screen. */
const overscan = 4

export interface RowWindow {
  readonly rows: readonly {
    /** Elements are used again: a row that comes takes the one of a row that went. */
    readonly slot: string
    readonly index: number
    readonly top: number
  }[]
  /** Height of the scrolled element in real pixels. */
  readonly height: number
  readonly firstVisible: number
  readonly lastVisible: number
  /** Scrolls as little as it takes to show a row. */
  reveal(index: number): void
  /** The row at the top edge now, whatever has been drawn. */
  topRow(): number
  isAtTop(): boolean
  scrollByRows(rows: number): void
  scrollToTop(): void
}

/** The rows to draw out of `count`; `pinned` stays drawn wherever the scroll is. */
export function useRowWindow(
  scroller: RefObject<HTMLDivElement | null>,
  count: number,
  pinned: number,
): RowWindow {
  const scale = useRef(1)
  const content = count * rowHeight
  const height = Math.min(content, tallest)
  // oxlint-disable-next-line react/incompatible-library -- this house has no React compiler
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
    rangeExtractor: ({ startIndex, endIndex, overscan }) => {
      const first = Math.max(0, startIndex - overscan)
      const last = Math.min(count - 1, endIndex + overscan)
      const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at)
      if (pinned >= 0 && pinned < first) return [pinned, ...indexes]
      return pinned > last && pinned < count ? [...indexes, pinned] : indexes
    },
    observeElementOffset: (instance, report) =>
      observeElementOffset(instance, (offset, isScrolling) =>
        report(offset * scale.current, isScrolling),
      ),
    scrollToFn: (offset, options, instance) =>
      elementScroll(offset / scale.current, options, instance),
  })
  const view = (virtualizer.scrollRect?.height ?? 0) - headHeight
  scale.current = height < content ? (content - view) / (height - view) : 1
  return windowOf(virtualizer, { scroller, scale, height, view, pinned })
}

function windowOf(
  virtualizer: Virtualizer<HTMLDivElement, HTMLDivElement>,
  geometry: {
    readonly scroller: RefObject<HTMLDivElement | null>
    readonly scale: RefObject<number>
    readonly height: number
    readonly view: number
    readonly pinned: number
  },
): RowWindow {
  const { scroller, scale, height, view, pinned } = geometry
  const offset = virtualizer.scrollOffset ?? 0
  // Scaled, a row lies where it is relative to what is on screen; unscaled, where it is.
  const shift = scale.current === 1 ? 0 : offset / scale.current - offset
  const here = (): number => (scroller.current?.scrollTop ?? 0) * scale.current
  const scrollTo = (logical: number): void => {
    if (scroller.current) scroller.current.scrollTop = logical / scale.current
  }
  const items = virtualizer.getVirtualItems()
  const slots = Math.ceil(view / rowHeight) + 2 * overscan + 2
  const isApart = ({ index }: { readonly index: number }): boolean =>
    index === pinned &&
    items.some((item) => item.index !== index && (item.index - index) % slots === 0)
  return {
    rows: items.map((item) => ({
      slot: isApart(item) ? 'pinned' : String(item.index % slots),
      index: item.index,
      top: Math.min(item.start + shift, height - rowHeight),
    })),
    height,
    firstVisible: Math.floor(offset / rowHeight),
    lastVisible: Math.floor((offset + view) / rowHeight),
    reveal: (index) => {
      const top = index * rowHeight
      if (top < here()) scrollTo(top)
      else if (top + rowHeight > here() + view) scrollTo(top + rowHeight - view)
    },
    topRow: () => Math.floor(here() / rowHeight),
    isAtTop: () => here() === 0,
    scrollToTop: () => scrollTo(0),
    scrollByRows: (rows) => scrollTo(here() + rows * rowHeight),
  }
}
