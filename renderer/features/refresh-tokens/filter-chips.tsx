import { Popover } from '@base-ui/react/popover'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import type { JSX } from 'react'

import { useOperation } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { Menu, MenuItem } from '#renderer/ui/menu.tsx'

import { CriterionEditor } from './criterion-editor.tsx'
import type { Facets } from './criterion-editor.tsx'
import { allFields, criterionWords, fieldNames, isTokenField } from './criterion-words.ts'
import type { TokenField, TokenQuery } from './token-query.ts'

interface ChipProps {
  readonly query: TokenQuery
  readonly onChange: (query: TokenQuery) => void
}

/** Each criterion as a chip: press it to change it, its cross to drop it. */
export function FilterChips(props: ChipProps): JSX.Element {
  const { query, onChange } = props
  const [editing, setEditing] = useState<TokenField | undefined>(undefined)
  const facets = useOperation('refreshTokens', 'refreshTokens.facets', {})
  const given = Object.keys(query).filter(isTokenField)
  const shown = editing === undefined || given.includes(editing) ? given : [...given, editing]
  const free = allFields.filter((field) => !shown.includes(field))
  return (
    <div className="chips">
      {shown.map((field) => (
        <Chip
          key={field}
          field={field}
          query={query}
          facets={facets.data}
          open={editing === field}
          onOpen={(open) => setEditing(open ? field : undefined)}
          onChange={onChange}
        />
      ))}
      {free.length === 0 ? null : (
        <Menu
          align="start"
          trigger={
            <Button tone="quiet">
              <Plus />
              Add criterion
            </Button>
          }
        >
          {free.map((field) => (
            <MenuItem key={field} onSelect={() => setEditing(field)}>
              {fieldNames[field]}
            </MenuItem>
          ))}
        </Menu>
      )}
      {given.length === 0 ? null : (
        <Button tone="quiet" onClick={() => onChange({})}>
          Clear filter
        </Button>
      )}
    </div>
  )
}

function Chip(
  props: ChipProps & {
    readonly field: TokenField
    readonly facets: Facets | undefined
    readonly open: boolean
    readonly onOpen: (open: boolean) => void
  },
): JSX.Element {
  const { field, query, open, onOpen } = props
  const words = criterionWords(field, query)
  return (
    <div className="chip">
      <Popover.Root open={open} onOpenChange={(next) => onOpen(next)}>
        <Popover.Trigger className="chip-button">
          <span className="secondary">{fieldNames[field]}</span> {words || '…'}
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner className="floating" sideOffset={6} align="start">
            <Popover.Popup
              className="menu criterion-popup"
              aria-label={fieldNames[field]}
              initialFocus={firstControl}
            >
              <CriterionEditor
                field={field}
                query={query}
                facets={props.facets}
                onChange={props.onChange}
                onClose={() => onOpen(false)}
              />
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
      <button
        type="button"
        className="chip-remove"
        aria-label={`Remove ${fieldNames[field]}`}
        onClick={() => {
          const { [field]: _, ...rest } = query
          onOpen(false)
          props.onChange(rest)
        }}
      >
        <X aria-hidden="true" />
      </button>
    </div>
  )
}

/** The text before its operator: typing is what comes next. */
function firstControl(): HTMLElement | null {
  return (
    document.querySelector<HTMLElement>('.criterion-popup [data-first]') ??
    document.querySelector<HTMLElement>('.criterion-popup :is(input, select):not(:disabled)')
  )
}
