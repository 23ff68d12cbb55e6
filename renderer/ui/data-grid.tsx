/* oxlint-disable jsx-a11y/prefer-tag-over-role -- rows are placed by hand: no table lays them out */
import { useEffect, useRef } from 'react'
import type { CSSProperties, JSX, ReactNode } from 'react'

import { useGridInput } from './data-grid-input.ts'
import type { CellPlace } from './data-grid-keys.ts'
import type { GridLayout } from './data-grid-layout.tsx'
import { useGridFollow, useGridPlace } from './data-grid-place.ts'
import { GridHead, GridRow } from './data-grid-row.tsx'
import type { GridSort } from './data-grid-row.tsx'
import { useRowWindow } from './data-grid-scroll.ts'
import type { RowWindow } from './data-grid-scroll.ts'

import './data-grid.css'

/** Rows that fold: those below one follow it in the list while it is open. */
export interface GridTree<Row> {
  /** `undefined` where there is nothing to open. */
  readonly isExpanded: (row: Row) => boolean | undefined
  /** 1 at the top. */
  readonly level: (row: Row) => number
  readonly toggle: (row: Row) => void
}

export interface DataGridProps<Row> {
  /** What the rows are, for screen readers. */
  readonly label: string
  readonly layout: GridLayout<Row>
  readonly rows: readonly Row[]
  readonly rowId: (row: Row) => string
  readonly sort?: GridSort | undefined
  readonly onSort?: (sort: GridSort) => void
  readonly selection: ReadonlySet<string>
  readonly onSelect: (selection: ReadonlySet<string>) => void
  /** The row whose detail is open. */
  readonly openId?: string | undefined
  readonly onOpen: (row: Row) => void
  /** What Space does, where that is not the same: it shows the row beside the list. */
  readonly onPeek?: (row: Row) => void
  readonly onDelete?: (rows: readonly Row[]) => void
  /** Changes when the rows answer another question; the grid then starts at the top. */
  readonly resetKey?: string
  /** Makes a tree of it: in the first column Right opens a row and Left closes it. */
  readonly tree?: GridTree<Row>
  /** What a row is marked as, for its looks: `data-mark`. */
  readonly mark?: (row: Row) => string | undefined
  /** All rows there are, where that is known; else more can follow. */
  readonly total?: number | undefined
  readonly hasMore?: boolean
  readonly onEndReached?: () => void
  /** First and last row on screen, whenever they change. */
  readonly onWindow?: (first: number, last: number) => void
  /** Shown in place of rows. */
  readonly empty?: ReactNode
}

/**
 * A list of any length: only what is on screen is in the document. One cell holds the focus and
 * the arrows move it; Enter opens, Space opens or peeks, Delete deletes, Ctrl/⌘C copies the cell.
 */
export function DataGrid<Row>(props: DataGridProps<Row>): JSX.Element {
  const { layout, rows, rowId, tree } = props
  const scroller = useRef<HTMLDivElement>(null)
  const source = { rows, rowId, resetKey: props.resetKey }
  const place = useGridPlace(source, layout.columns.length)
  const view = useRowWindow(scroller, rows.length, place.at.row)
  useGridFollow(scroller, source, place, view)
  const input = useGridInput(props, place, view)
  useEdges(props, view.firstVisible, view.lastVisible)
  const active = place.at
  const total = props.total ?? (props.hasMore === true ? undefined : rows.length)
  // Custom properties are not in React's type of `style`.
  const geometry = { '--columns': layout.template, '--width': `${layout.width}px` } as CSSProperties
  return (
    <div className="data-grid">
      <div
        ref={scroller}
        role={tree === undefined ? 'grid' : 'treegrid'}
        tabIndex={-1}
        aria-label={props.label}
        aria-rowcount={total === undefined ? -1 : total + 1}
        aria-colcount={layout.columns.length}
        aria-multiselectable="true"
        className="data-grid-scroller"
        data-empty={rows.length === 0 || undefined}
        style={geometry}
        {...input}
      >
        <GridHead
          layout={layout}
          sort={props.sort}
          activeColumn={active.row < 0 ? active.column : -1}
        />
        {rows.length === 0 ? null : <GridBody grid={props} view={view} active={active} />}
      </div>
      {rows.length === 0 ? props.empty : null}
    </div>
  )
}

function GridBody<Row>(props: {
  readonly grid: DataGridProps<Row>
  readonly view: RowWindow
  readonly active: CellPlace
}): JSX.Element {
  const { grid, view, active } = props
  const { rows, tree } = grid
  return (
    <div role="rowgroup" className="data-grid-body" style={{ height: view.height }}>
      {view.rows.map(({ slot, index, top }) => {
        const row = rows[index]
        if (row === undefined) return null
        const id = grid.rowId(row)
        return (
          <GridRow
            key={slot}
            row={row}
            index={index}
            top={top}
            columns={grid.layout.columns}
            selected={grid.selection.has(id)}
            open={grid.openId === id}
            expanded={tree?.isExpanded(row)}
            level={tree?.level(row)}
            mark={grid.mark?.(row)}
            activeColumn={active.row === index ? active.column : -1}
          />
        )
      })}
    </div>
  )
}

/** How many rows before the end the next page is asked for. */
const lookAhead = 60

function useEdges<Row>(props: DataGridProps<Row>, first: number, last: number): void {
  const { rows, hasMore, onEndReached, onWindow } = props
  useEffect(() => {
    onWindow?.(first, last)
  }, [onWindow, first, last])
  useEffect(() => {
    if (hasMore === true && rows.length > 0 && last >= rows.length - lookAhead) onEndReached?.()
  }, [hasMore, rows.length, last, onEndReached])
}
