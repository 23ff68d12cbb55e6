import {
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import type { ColumnDef } from '@tanstack/react-table'
import { Columns3 } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import type { JSX, ReactNode } from 'react'

import { Button } from './button.tsx'
import { Menu, MenuCheckItem, MenuItem, MenuSeparator } from './menu.tsx'

/** One column: how it looks, what it copies, how it starts out. */
export interface GridColumn<Row> {
  readonly id: string
  readonly header: string
  readonly width: number
  readonly minWidth?: number
  readonly align?: 'start' | 'end'
  readonly sortable?: boolean
  /** Which way the first click sorts; ascending unless said. */
  readonly firstSort?: 'ascending' | 'descending'
  /** Cannot be hidden. */
  readonly fixed?: boolean
  readonly hiddenAtFirst?: boolean
  readonly render: (row: Row) => ReactNode
  /** What copying the cell gives. */
  readonly text: (row: Row) => string
  /** What the pointer is told; the text unless said. */
  readonly title?: (row: Row) => string
}

/** The columns as they stand: which are shown and how wide; remembered under a name. */
export interface GridLayout<Row> {
  readonly name: string
  readonly columns: readonly GridColumn<Row>[]
  /** For `grid-template-columns`; the last column takes what is left. */
  readonly template: string
  readonly width: number
  readonly choices: readonly {
    readonly id: string
    readonly label: string
    readonly visible: boolean
    readonly fixed: boolean
  }[]
  setVisible(id: string, visible: boolean): void
  startResize(id: string, event: unknown): void
  resizeBy(id: string, pixels: number): void
  resetWidth(id: string): void
  reset(): void
}

const features = tableFeatures({
  columnSizingFeature,
  columnResizingFeature,
  columnVisibilityFeature,
})
const noRows: never[] = []

/** TanStack Table keeps the columns; it gets no rows, which it would copy at every page. */
export function useGridLayout<Row extends object>(
  name: string,
  columns: readonly GridColumn<Row>[],
): GridLayout<Row> {
  const definitions = useMemo(() => columns.map(definition), [columns])
  const remembered = useMemo(() => recall(name), [name])
  const table = useTable<typeof features, Row>({
    features,
    columns: definitions,
    data: noRows,
    columnResizeMode: 'onChange',
    initialState: {
      columnSizing: remembered.widths,
      columnVisibility: { ...hiddenAtFirst(columns), ...remembered.visible },
    },
  })
  const { columnSizing, columnVisibility } = table.state
  useEffect(() => {
    remember(name, { widths: columnSizing, visible: columnVisibility })
  }, [name, columnSizing, columnVisibility])
  const shown = useMemo(
    () => columns.filter((column) => columnVisibility[column.id] !== false),
    [columns, columnVisibility],
  )
  const widths = shown.map((column) => table.getColumn(column.id)?.getSize() ?? column.width)
  const setWidth = (id: string, pixels: number): void =>
    table.setColumnSizing((sizes) => ({ ...sizes, [id]: pixels }))
  return {
    name,
    columns: shown,
    template: widths
      .map((width, index) =>
        index === widths.length - 1 ? `minmax(${width}px, 1fr)` : `${width}px`,
      )
      .join(' '),
    width: widths.reduce((sum, width) => sum + width, 0),
    choices: columns.map((column) => ({
      id: column.id,
      label: column.header,
      visible: shown.includes(column),
      fixed: column.fixed ?? false,
    })),
    setVisible: (id, visible) => table.getColumn(id)?.toggleVisibility(visible),
    startResize: (id, event) =>
      table
        .getFlatHeaders()
        .find((header) => header.column.id === id)
        ?.getResizeHandler()(event),
    resizeBy: (id, pixels) => {
      const column = table.getColumn(id)
      const least = columns.find((column) => column.id === id)?.minWidth ?? minimumWidth
      if (column) setWidth(id, Math.max(least, column.getSize() + pixels))
    },
    resetWidth: (id) => table.getColumn(id)?.resetSize(),
    reset: () => {
      table.setColumnSizing({})
      table.setColumnVisibility(hiddenAtFirst(columns))
    },
  }
}

/** The button that opens the list of columns. */
export function ColumnChooser<Row>(props: { readonly layout: GridLayout<Row> }): JSX.Element {
  const { layout } = props
  return (
    <Menu
      trigger={
        <Button tone="quiet">
          <Columns3 />
          Columns
        </Button>
      }
    >
      {layout.choices
        .filter((choice) => !choice.fixed)
        .map((choice) => (
          <MenuCheckItem
            key={choice.id}
            checked={choice.visible}
            onChange={(visible) => layout.setVisible(choice.id, visible)}
          >
            {choice.label}
          </MenuCheckItem>
        ))}
      <MenuSeparator />
      <MenuItem icon={<span className="menu-item-check" />} onSelect={() => layout.reset()}>
        Reset columns
      </MenuItem>
    </Menu>
  )
}

const minimumWidth = 48

function definition<Row extends object>(column: GridColumn<Row>): ColumnDef<typeof features, Row> {
  return {
    id: column.id,
    size: column.width,
    minSize: column.minWidth ?? minimumWidth,
    maxSize: 1200,
    enableHiding: column.fixed !== true,
  }
}

function hiddenAtFirst<Row>(columns: readonly GridColumn<Row>[]): Record<string, boolean> {
  const hidden = columns.filter((column) => column.hiddenAtFirst === true)
  return Object.fromEntries(hidden.map((column) => [column.id, false]))
}

interface Remembered {
  readonly widths: Record<string, number>
  readonly visible: Record<string, boolean>
}

function recall(name: string): Remembered {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey(name)) ?? '{}')
    return {
      widths: entriesOf(stored, 'widths', (value) => typeof value === 'number'),
      visible: entriesOf(stored, 'visible', (value) => typeof value === 'boolean'),
    }
  } catch {
    return { widths: {}, visible: {} }
  }
}

function remember(name: string, state: Remembered): void {
  localStorage.setItem(storageKey(name), JSON.stringify(state))
}

function storageKey(name: string): string {
  return `latchkey.grid.${name}`
}

function entriesOf<Value>(
  stored: unknown,
  key: string,
  is: (value: unknown) => value is Value,
): Record<string, Value> {
  if (typeof stored !== 'object' || stored === null) return {}
  const part: unknown = new Map(Object.entries(stored)).get(key)
  if (typeof part !== 'object' || part === null) return {}
  const entries: [string, Value][] = []
  for (const [id, value] of Object.entries(part)) if (is(value)) entries.push([id, value])
  return Object.fromEntries(entries)
}
