import { ChevronsUpDown } from 'lucide-react'
import type { JSX } from 'react'

import { count, plural } from '#renderer/format.ts'
import { IconButton } from '#renderer/ui/icon-button.tsx'

import type { TreeRow } from './family-tree-items.ts'
import { axisHeight } from './family-tree-layout.ts'
import type { TreeLayout } from './family-tree-layout.ts'
import { originWords } from './family-tree-words.ts'

/** What each row is. */
export function FamilyTreeGutter(props: {
  readonly layout: TreeLayout | undefined
  readonly onOpen: (run: string) => void
}): JSX.Element {
  return (
    <div className="tree-gutter" style={{ paddingTop: axisHeight }}>
      {props.layout?.rows.map((row) => (
        <div key={row.key} className="tree-name" style={{ height: row.height }}>
          <Name row={row} onOpen={props.onOpen} />
        </div>
      ))}
    </div>
  )
}

function Name(props: {
  readonly row: TreeRow
  readonly onOpen: (run: string) => void
}): JSX.Element {
  const { row } = props.row
  switch (row.kind) {
    case 'grant':
      return <Words first="Grant" />
    case 'requests':
      return <Words first="Requests" />
    case 'generation':
      return <Words first={`Generation ${row.node.generation}`} second={originWords(row.node.by)} />
    case 'run': {
      const name =
        row.from === row.to
          ? `Generation ${count(row.from)}`
          : `Generations ${count(row.from)}–${count(row.to)}`
      if (row.unseen > 0) return <Words first={name} second="too long ago to be shown" />
      return (
        <>
          <Words first={name} second={plural(row.nodes.length, 'rotation')} />
          <IconButton
            size="small"
            label={`Show ${name.toLowerCase()} one by one`}
            icon={<ChevronsUpDown />}
            onClick={() => props.onOpen(row.key)}
          />
        </>
      )
    }
  }
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
