import { ChevronsUpDown } from 'lucide-react'
import type { JSX } from 'react'

import { count, plural } from '#renderer/format.ts'
import { IconButton } from '#renderer/ui/icon-button.tsx'

import type { TreeRow } from './family-tree-items.ts'
import { axisHeight } from './family-tree-layout.ts'
import type { TreeLayout } from './family-tree-layout.ts'
import { originWords } from './family-tree-words.ts'

/** Where the drawing is no wider, names are short. */
const narrow = 480

/** What each row is. */
export function FamilyTreeGutter(props: {
  readonly layout: TreeLayout | undefined
  readonly onOpen: (run: string) => void
}): JSX.Element {
  const isNarrow = (props.layout?.width ?? 0) < narrow
  return (
    <div className="tree-gutter" style={{ paddingTop: axisHeight }}>
      {props.layout?.rows.map((row) => (
        <div key={row.key} className="tree-name" style={{ height: row.height }}>
          <Name row={row} isNarrow={isNarrow} onOpen={props.onOpen} />
        </div>
      ))}
    </div>
  )
}

function Name(props: {
  readonly row: TreeRow
  readonly isNarrow: boolean
  readonly onOpen: (run: string) => void
}): JSX.Element {
  const { row } = props.row
  if (row.kind === 'grant') return <Words first="Grant" />
  if (row.kind === 'requests') return <Words first="Requests" />
  const [one, several] = props.isNarrow ? ['Gen.', 'Gen.'] : ['Generation', 'Generations']
  if (row.kind === 'generation')
    return (
      <Words first={`${one} ${count(row.node.generation)}`} second={originWords(row.node.by)} />
    )
  const numbers = row.from === row.to ? count(row.from) : `${count(row.from)}–${count(row.to)}`
  const name = `${row.from === row.to ? one : several} ${numbers}`
  if (row.unseen > 0) return <Words first={name} second="no longer listed" />
  return (
    <>
      <Words first={name} second={plural(row.nodes.length, 'rotation')} />
      <IconButton
        size="small"
        label={`Show generations ${numbers} one by one`}
        icon={<ChevronsUpDown />}
        onClick={() => props.onOpen(row.key)}
      />
    </>
  )
}

function Words(props: { readonly first: string; readonly second?: string }): JSX.Element {
  return (
    <div className="tree-words">
      <div className="truncate">{props.first}</div>
      {props.second === undefined ? null : (
        <div className="secondary small truncate" title={props.second}>
          {props.second}
        </div>
      )}
    </div>
  )
}
