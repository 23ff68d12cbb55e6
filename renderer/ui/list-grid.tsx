import { useMemo } from 'react'
import type { JSX, ReactNode } from 'react'

import { useGridLayout } from './data-grid-layout.tsx'
import type { GridColumn } from './data-grid-layout.tsx'
import { DataGrid } from './data-grid.tsx'
import { sortRows } from './list-sort.ts'
import type { ListSort } from './list-sort.ts'

export interface ListColumn<Row> extends Omit<GridColumn<Row>, 'sortable'> {
  /** Makes the column sortable; numbers by size, words by alphabet, `null` last. */
  readonly sortBy?: (row: Row) => string | number | null
}

const nothing: ReadonlySet<string> = new Set()

/** A grid over rows that are all here: sorts them itself, selects one at most. */
export function ListGrid<Row extends object>(props: {
  /** Under which the column widths are remembered. */
  readonly name: string
  readonly label: string
  /** The same array at every render. */
  readonly columns: readonly ListColumn<Row>[]
  readonly rows: readonly Row[]
  readonly rowId: (row: Row) => string
  readonly onOpen: (row: Row) => void
  readonly onPeek?: (row: Row) => void
  readonly openId?: string | undefined
  readonly sort?: ListSort | undefined
  readonly onSort?: (sort: ListSort) => void
  readonly empty?: ReactNode
  readonly hasMore?: boolean
  readonly onEndReached?: () => void
}): JSX.Element {
  const { columns, sort, onSort, ...grid } = props
  const gridColumns = useMemo(
    () => columns.map((column) => ({ ...column, sortable: column.sortBy !== undefined })),
    [columns],
  )
  const layout = useGridLayout(props.name, gridColumns)
  const rows = useMemo(() => sortRows(props.rows, columns, sort), [props.rows, columns, sort])
  return (
    <DataGrid
      {...grid}
      {...(onSort === undefined ? {} : { onSort })}
      sort={sort}
      layout={layout}
      rows={rows}
      selection={nothing}
      onSelect={keepNothing}
    />
  )
}

function keepNothing(): void {
  // Nothing can be done to several rows here, so none is selected.
}
