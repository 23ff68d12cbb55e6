import { useLayoutEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'

import type { CellPlace } from './data-grid-keys.ts'
import type { RowWindow } from './data-grid-scroll.ts'

interface Rows<Row> {
  readonly rows: readonly Row[]
  readonly rowId: (row: Row) => string
  /** Another question is being answered: start again at the top. */
  readonly resetKey: string | undefined
}

export interface GridPlace {
  /** The cell that has, or would get, the focus. */
  readonly at: CellPlace
  /** Counts the moves: at each one the focus and the scroll follow. */
  readonly moves: number
  go(place: CellPlace): void
  /** Notes where the focus has gone by itself. */
  note(place: CellPlace): void
}

interface Remembered extends CellPlace {
  readonly id: string | undefined
  readonly resetKey: string | undefined
  readonly moves: number
}

/** The active cell. It belongs to a row, not to a number: rows may come and go around it. */
export function useGridPlace<Row>(source: Rows<Row>, columns: number): GridPlace {
  const { rows, rowId, resetKey } = source
  const [place, setPlace] = useState<Remembered>({
    row: 0,
    column: 0,
    id: undefined,
    resetKey,
    moves: 0,
  })
  const idAt = (index: number): string | undefined => {
    const row = rows[index]
    return row === undefined ? undefined : rowId(row)
  }
  const row = place.resetKey === resetKey ? indexOf(rows, rowId, place) : Math.min(place.row, 0)
  const id = idAt(row)
  if (rows.length > 0 && (row !== place.row || id !== place.id || resetKey !== place.resetKey)) {
    setPlace({ ...place, row, id, resetKey })
  }
  const at = {
    row: rows.length === 0 ? -1 : row,
    column: Math.max(0, Math.min(place.column, columns - 1)),
  }
  const put = (next: CellPlace, moves: number): void =>
    setPlace({ ...next, id: idAt(next.row), resetKey, moves })
  return {
    at,
    moves: place.moves,
    note: (next) => {
      if (next.row !== at.row || next.column !== at.column) put(next, place.moves)
    },
    go: (next) => put(next, place.moves + 1),
  }
}

function indexOf<Row>(
  rows: readonly Row[],
  rowId: (row: Row) => string,
  place: Remembered,
): number {
  if (place.row < 0) return place.row
  const there = rows[place.row]
  if (place.id === undefined || (there !== undefined && rowId(there) === place.id)) {
    return Math.min(place.row, rows.length - 1)
  }
  const found = rows.findIndex((row) => rowId(row) === place.id)
  return found < 0 ? Math.min(place.row, rows.length - 1) : found
}

/** Keeps the scroll with the rows on screen and the focus with the active cell. */
export function useGridFollow<Row>(
  scroller: RefObject<HTMLDivElement | null>,
  source: Rows<Row>,
  place: GridPlace,
  view: RowWindow,
): void {
  const drawn = useRef(source)
  const focused = useRef<Element | null>(null)
  const followed = useRef(0)
  useLayoutEffect(() => {
    const element = scroller.current
    const before = drawn.current
    const moved = followed.current !== place.moves
    drawn.current = source
    followed.current = place.moves
    if (!element) return
    if (before.resetKey !== source.resetKey) view.scrollToTop()
    else if (before.rows !== source.rows) keepRowsStill(before, source, view)
    if (moved && place.at.row >= 0) view.reveal(place.at.row)
    // The cell that had the focus has just left the document.
    const lost = focused.current !== null && !focused.current.isConnected
    const inside = element.contains(document.activeElement)
    if (moved || inside || (lost && document.activeElement === document.body)) {
      focusCell(element, place.at)
    }
    focused.current = element.contains(document.activeElement) ? document.activeElement : null
  })
  useLayoutEffect(() => {
    const element = scroller.current
    // A removed cell says that it loses the focus too, but it is gone a moment later.
    const leave = ({ target }: FocusEvent): void =>
      queueMicrotask(() => {
        const left = target instanceof Element && target.isConnected
        if (left && focused.current === target) focused.current = null
      })
    const enter = ({ target }: FocusEvent): void => {
      focused.current = target instanceof Element ? target : null
    }
    element?.addEventListener('focusin', enter)
    element?.addEventListener('focusout', leave)
    return () => {
      element?.removeEventListener('focusin', enter)
      element?.removeEventListener('focusout', leave)
    }
  }, [scroller])
}

/** Rows that came or went above the screen do not move what is on it; at the top they show. */
function keepRowsStill<Row>(before: Rows<Row>, now: Rows<Row>, view: RowWindow): void {
  const end = before.rows.at(-1)
  const there = now.rows[before.rows.length - 1]
  // Rows were only added at the end: where the scroll is need not be asked, which costs a layout.
  if (end !== undefined && there !== undefined && now.rowId(there) === before.rowId(end)) return
  const first = view.topRow()
  const row = before.rows[first]
  if (row === undefined || (first === 0 && view.isAtTop())) return
  const same = now.rows[first]
  if (same !== undefined && now.rowId(same) === before.rowId(row)) return
  const shift = shiftOf(before, now, first)
  if (shift !== undefined) view.scrollByRows(shift)
}

/** How far the rows at `first` have gone: as most of three have, for one may have moved by itself. */
function shiftOf<Row>(before: Rows<Row>, now: Rows<Row>, first: number): number | undefined {
  const shifts = [first, first + 1, first + 2].flatMap((at) => {
    const row = before.rows[at]
    if (row === undefined) return []
    const id = before.rowId(row)
    const found = now.rows.findIndex((row) => now.rowId(row) === id)
    return found < 0 ? [] : [found - at]
  })
  return shifts.find((shift, at) => shifts.indexOf(shift) !== at) ?? shifts[0]
}

function focusCell(element: HTMLElement, { row, column }: CellPlace): void {
  const cell = element.querySelector<HTMLElement>(`[data-row="${row}"] [data-column="${column}"]`)
  if (!cell || cell.contains(document.activeElement)) return
  cell.focus({ preventScroll: true })
  const { offsetLeft, offsetWidth } = cell
  if (offsetLeft < element.scrollLeft) element.scrollLeft = offsetLeft
  else if (offsetLeft + offsetWidth > element.scrollLeft + element.clientWidth) {
    element.scrollLeft = offsetLeft + offsetWidth - element.clientWidth
  }
}
