/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by hand: no table lays them out */
import { ArrowDown, ArrowUp } from 'lucide-react'
import { memo } from 'react'
import type { JSX } from 'react'

import type { GridColumn, GridLayout } from './data-grid-layout.tsx'

export interface GridSort {
  readonly by: string
  readonly direction: 'ascending' | 'descending'
}

interface RowProps<Row> {
  readonly row: Row
  readonly index: number
  readonly top: number
  readonly columns: readonly GridColumn<Row>[]
  readonly selected: boolean
  /** Its detail is open. */
  readonly open: boolean
  readonly expanded: boolean | undefined
  readonly level: number | undefined
  readonly mark: string | undefined
  /** The column that the keyboard is in, or -1. */
  readonly activeColumn: number
}

function Row<Item>(props: RowProps<Item>): JSX.Element {
  const { row, index, columns } = props
  return (
    <div
      role="row"
      className="data-grid-row"
      aria-rowindex={index + 2}
      aria-selected={props.selected}
      aria-expanded={props.expanded}
      aria-level={props.level}
      data-row={index}
      data-open={props.open || undefined}
      data-mark={props.mark}
      style={{ transform: `translateY(${props.top}px)` }}
    >
      {columns.map((column, at) => (
        <div
          key={column.id}
          role="gridcell"
          className="data-grid-cell"
          data-align={column.align}
          data-column={at}
          aria-colindex={at + 1}
          tabIndex={at === props.activeColumn ? 0 : -1}
        >
          {column.render(row)}
        </div>
      ))}
    </div>
  )
}

/** Drawn again only when its own row changes. */
// `memo` forgets the type parameter, which this gives back.
export const GridRow = memo(Row) as typeof Row

/** The headers: click or Enter sorts, the right edge resizes (Shift and the arrows too). */
export function GridHead<Item>(props: {
  readonly layout: GridLayout<Item>
  readonly sort: GridSort | undefined
  /** The column that the keyboard is in, or -1. */
  readonly activeColumn: number
}): JSX.Element {
  const { layout, sort } = props
  return (
    <div role="rowgroup" className="data-grid-head">
      <div role="row" className="data-grid-head-row" aria-rowindex={1} data-row={-1}>
        {layout.columns.map((column, at) => {
          const direction = sort?.by === column.id ? sort.direction : undefined
          return (
            <div
              key={column.id}
              role="columnheader"
              className="data-grid-header"
              data-align={column.align}
              data-column={at}
              data-sortable={column.sortable}
              aria-colindex={at + 1}
              aria-sort={column.sortable === true ? (direction ?? 'none') : undefined}
              tabIndex={at === props.activeColumn ? 0 : -1}
            >
              <span className="truncate">{column.header}</span>
              {direction === 'ascending' ? <ArrowUp aria-hidden="true" /> : null}
              {direction === 'descending' ? <ArrowDown aria-hidden="true" /> : null}
              <span
                className="data-grid-resize"
                aria-hidden="true"
                data-resize={column.id}
                onMouseDown={(event) => layout.startResize(column.id, event)}
                onTouchStart={(event) => layout.startResize(column.id, event)}
                onDoubleClick={() => layout.resetWidth(column.id)}
              />
            </div>
          )
        })}
      </div>
    </div>
  )
}
