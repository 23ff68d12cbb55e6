export interface ListSort {
  readonly by: string
  readonly direction: 'ascending' | 'descending'
}

interface SortableColumn<Row> {
  readonly id: string
  readonly sortBy?: (row: Row) => string | number | null
}

const words = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** The rows in the order asked for; equal rows keep theirs, and what is absent comes last. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly SortableColumn<Row>[],
  sort: ListSort | undefined,
): readonly Row[] {
  const sortBy = columns.find((column) => column.id === sort?.by)?.sortBy
  if (sort === undefined || sortBy === undefined) return rows
  const sign = sort.direction === 'ascending' ? 1 : -1
  return rows.toSorted((left, right) => {
    const [a, b] = [sortBy(left), sortBy(right)]
    if (a === null || b === null) return Number(a === null) - Number(b === null)
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b)
    return sign * words.compare(String(a), String(b))
  })
}
