import { useState } from 'react'
import type { FocusEvent, KeyboardEvent, MouseEvent } from 'react'

import { copyText } from './copy-text.ts'
import { between, move } from './data-grid-keys.ts'
import type { CellPlace, GridExtent } from './data-grid-keys.ts'
import type { GridPlace } from './data-grid-place.ts'
import type { RowWindow } from './data-grid-scroll.ts'
import type { DataGridProps } from './data-grid.tsx'
import { showToast } from './toast.tsx'

export interface GridInput {
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly onClick: (event: MouseEvent) => void
  readonly onFocus: (event: FocusEvent) => void
  readonly onMouseOver: (event: MouseEvent) => void
}

/** What keys and clicks do. One set of listeners for all cells, which therefore stay light. */
export function useGridInput<Row>(
  grid: DataGridProps<Row>,
  place: GridPlace,
  view: RowWindow,
): GridInput {
  // Where a range began: Shift extends from here.
  const [anchor, setAnchor] = useState(0)
  const select = selecting(grid, anchor)
  function travel(event: KeyboardEvent): boolean {
    const withControl = event.ctrlKey || event.metaKey
    const to = move(event.key, withControl, place.at, extentOf(grid, view))
    if (!to) return false
    place.go(to)
    if (to.row < 0 || to.row === place.at.row) return true
    if (event.shiftKey) select.range(to.row)
    else {
      setAnchor(to.row)
      const row = grid.rows[to.row]
      if (grid.openId !== undefined && row !== undefined) peek(grid, row)
    }
    return true
  }
  return {
    onKeyDown: (event) => {
      if (event.target instanceof Element && event.target.closest('a, button, input')) return
      const acted =
        resize(event, grid, place.at) ||
        fold(event, grid, place) ||
        travel(event) ||
        act(event, grid, place.at, select)
      if (acted) event.preventDefault()
    },
    onClick: (event) => {
      const at = placeOf(event.target)
      if (!at || (event.target instanceof Element && event.target.closest('a, button'))) return
      place.go(at)
      if (at.row < 0) return sortBy(grid, at.column)
      if (event.shiftKey) return select.range(at.row)
      setAnchor(at.row)
      if (event.ctrlKey || event.metaKey) return select.toggle(at.row)
      select.none()
      const row = grid.rows[at.row]
      if (row !== undefined) grid.onOpen(row)
    },
    onFocus: (event) => {
      const at = placeOf(event.target)
      if (at) place.note(at)
    },
    onMouseOver: (event) => {
      const at = placeOf(event.target)
      const row = grid.rows[at?.row ?? -1]
      const column = grid.layout.columns[at?.column ?? -1]
      if (row === undefined || column === undefined) return
      tellWhole(event.target, (column.title ?? column.text)(row))
    },
  }
}

/** In a tree, Right opens the row of the first column and Left closes it, or goes up to its own. */
function fold<Row>(event: KeyboardEvent, grid: DataGridProps<Row>, place: GridPlace): boolean {
  const { tree, rows } = grid
  const { row: at, column } = place.at
  const row = rows[at]
  if (tree === undefined || row === undefined || column > 0) return false
  if (event.ctrlKey || event.metaKey || event.shiftKey) return false
  const expanded = tree.isExpanded(row)
  if (event.key === 'ArrowRight' && expanded === false) tree.toggle(row)
  else if (event.key === 'ArrowLeft' && expanded === true) tree.toggle(row)
  else if (event.key === 'ArrowLeft' && tree.level(row) > 1) {
    const above = rows.slice(0, at).findLastIndex((other) => tree.level(other) < tree.level(row))
    place.go({ row: above, column })
  } else return false
  return true
}

function extentOf<Row>(grid: DataGridProps<Row>, view: RowWindow): GridExtent {
  return {
    rows: grid.rows.length,
    columns: grid.layout.columns.length,
    page: Math.max(1, view.lastVisible - view.firstVisible - 1),
  }
}

interface Selecting {
  range(to: number): void
  toggle(row: number): void
  all(): void
  none(): void
}

function selecting<Row>(grid: DataGridProps<Row>, anchor: number): Selecting {
  const { rows, rowId, selection, onSelect } = grid
  return {
    range: (to) => onSelect(new Set(between(rows, rowId, anchor, to))),
    toggle: (index) => {
      const row = rows[index]
      if (row === undefined) return
      const next = new Set(selection)
      if (!next.delete(rowId(row))) next.add(rowId(row))
      onSelect(next)
    },
    all: () => onSelect(new Set(rows.map(rowId))),
    none: () => {
      if (selection.size > 0) onSelect(new Set())
    },
  }
}

function act<Row>(
  event: KeyboardEvent,
  grid: DataGridProps<Row>,
  at: CellPlace,
  select: Selecting,
): boolean {
  const control = event.ctrlKey || event.metaKey
  const row = grid.rows[at.row]
  if (event.key === ' ' || event.key === 'Enter') {
    if (at.row < 0) sortBy(grid, at.column)
    else if (control) select.toggle(at.row)
    else if (row !== undefined && event.key === 'Enter') grid.onOpen(row)
    else if (row !== undefined) peek(grid, row)
    return true
  }
  if (control && event.key === 'a') {
    select.all()
    return true
  }
  if (row === undefined) return false
  if (event.key === 'Delete' && grid.onDelete) {
    const chosen = grid.rows.filter((row) => grid.selection.has(grid.rowId(row)))
    grid.onDelete(chosen.length > 0 ? chosen : [row])
    return true
  }
  const column = grid.layout.columns[at.column]
  if (control && event.key === 'c' && column !== undefined) {
    void copy(column.text(row))
    return true
  }
  return false
}

function peek<Row>(grid: DataGridProps<Row>, row: Row): void {
  const show = grid.onPeek ?? grid.onOpen
  show(row)
}

async function copy(text: string): Promise<void> {
  if (!(await copyText(text))) return
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text
  showToast({ title: 'Copied', description: shown, timeout: 2000 })
}

/** Shift and an arrow on a header change its width. */
function resize<Row>(event: KeyboardEvent, grid: DataGridProps<Row>, at: CellPlace): boolean {
  const step = event.key === 'ArrowRight' ? 16 : event.key === 'ArrowLeft' ? -16 : 0
  const column = grid.layout.columns[at.column]
  if (at.row >= 0 || !event.shiftKey || step === 0 || column === undefined) return false
  grid.layout.resizeBy(column.id, step)
  return true
}

/** A header that is sorted by already turns around. */
function sortBy<Row>(grid: DataGridProps<Row>, at: number): void {
  const column = grid.layout.columns[at]
  if (column?.sortable !== true) return
  const up = grid.sort?.by === column.id && grid.sort.direction === 'descending'
  const turned = grid.sort?.by === column.id ? up : column.firstSort !== 'descending'
  grid.onSort?.({ by: column.id, direction: turned ? 'ascending' : 'descending' })
}

/**
 * Tells the pointer what a cell does not show, or not whole. Set when the pointer comes, for a
 * cell is drawn far more often than it is pointed at; and each time, for rows are used again.
 */
function tellWhole(target: EventTarget, text: string): void {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-column]') : null
  if (cell === null) return
  if (cell.scrollWidth > cell.clientWidth || cell.textContent !== text) cell.title = text
  else cell.removeAttribute('title')
}

function placeOf(target: EventTarget): CellPlace | undefined {
  if (!(target instanceof Element) || target.closest('[data-resize]')) return undefined
  const row = target.closest('[data-row]')?.getAttribute('data-row')
  const column = target.closest('[data-column]')?.getAttribute('data-column')
  if (typeof row !== 'string' || typeof column !== 'string') return undefined
  return { row: Number(row), column: Number(column) }
}
