import { Download } from 'lucide-react'
import type { JSX } from 'react'

import type { RefreshTokenFilter, RefreshTokenSort } from '#contract/refresh-tokens.ts'
import { count } from '#renderer/format.ts'
import { Button } from '#renderer/ui/button.tsx'
import { Menu, MenuItem } from '#renderer/ui/menu.tsx'

import { useExport } from './use-export.ts'

/** Everything that matches, as a file; never a secret, for the issuer holds none. */
export function ExportMenu(props: {
  readonly filter: RefreshTokenFilter | undefined
  readonly sort: RefreshTokenSort
}): JSX.Element {
  const { filter, sort } = props
  const file = useExport()
  if (file.size !== undefined) {
    return (
      <>
        <output className="secondary tabular">
          Exporting, {count(Math.ceil(file.size / 1024))} KB
        </output>
        <Button onClick={file.cancel}>Cancel export</Button>
      </>
    )
  }
  return (
    <Menu
      trigger={
        <Button tone="quiet" disabled={filter === undefined}>
          <Download />
          Export
        </Button>
      }
    >
      <MenuItem onSelect={() => filter && file.start('csv', filter, sort)}>As CSV</MenuItem>
      <MenuItem onSelect={() => filter && file.start('json', filter, sort)}>As JSON</MenuItem>
    </Menu>
  )
}
