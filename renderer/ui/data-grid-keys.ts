/** A place in the grid; row -1 is the header. */
export interface CellPlace {
  readonly row: number
  readonly column: number
}

export interface GridExtent {
  readonly rows: number
  readonly columns: number
  /** Rows that fit on the screen. */
  readonly page: number
}

/** Where a key leads from `from` (ARIA grid pattern), or `undefined` when it leads nowhere. */
export function move(
  key: string,
  withControl: boolean,
  from: CellPlace,
  extent: GridExtent,
): CellPlace | undefined {
  const lastRow = extent.rows - 1
  const lastColumn = extent.columns - 1
  const row = (next: number): CellPlace => ({
    row: Math.min(Math.max(next, -1), lastRow),
    column: from.column,
  })
  switch (key) {
    case 'ArrowUp':
      return row(from.row - 1)
    case 'ArrowDown':
      return row(from.row + 1)
    case 'ArrowLeft':
      return { row: from.row, column: Math.max(0, from.column - 1) }
    case 'ArrowRight':
      return { row: from.row, column: Math.min(lastColumn, from.column + 1) }
    case 'PageUp':
      return row(Math.max(Math.min(0, lastRow), from.row - extent.page))
    case 'PageDown':
      return row(from.row + extent.page)
    case 'Home':
      return withControl ? { row: from.row, column: 0 } : row(Math.min(0, lastRow))
    case 'End':
      return withControl ? { row: from.row, column: lastColumn } : row(lastRow)
    default:
      return undefined
  }
}

/** The ids from one row to another, both included. */
export function between<Row>(
  rows: readonly Row[],
  rowId: (row: Row) => string,
  first: number,
  last: number,
): string[] {
  return rows.slice(Math.min(first, last), Math.max(first, last) + 1).map(rowId)
}
