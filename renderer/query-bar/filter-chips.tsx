import { Popover } from '@base-ui/react/popover'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import type { JSX } from 'react'

import type { Query, QueryFields } from '#renderer/query-language.ts'
import { Button } from '#renderer/ui/button.tsx'
import { Menu, MenuItem } from '#renderer/ui/menu.tsx'

import { CriterionEditor } from './criterion-editor.tsx'
import { criterionWords } from './criterion-words.ts'
import { allFields, criterionOf, givenFields, withCriterion } from './query-bar.ts'
import type { FieldName, QueryBar, SetOption, SetOptions } from './query-bar.ts'

import './query-bar.css'

interface ChipProps<Fields extends QueryFields> {
  readonly bar: QueryBar<Fields>
  readonly query: Query<Fields>
  readonly onChange: (query: Query<Fields>) => void
}

/** Each criterion as a chip: press it to change it, its cross to drop it. */
export function FilterChips<Fields extends QueryFields>(
  props: ChipProps<Fields> & { readonly options: SetOptions<Fields> },
): JSX.Element {
  const { bar, query, onChange } = props
  const [editing, setEditing] = useState<FieldName<Fields> | undefined>(undefined)
  const given = givenFields(bar, query)
  const shown = editing === undefined || given.includes(editing) ? given : [...given, editing]
  const free = allFields(bar).filter((field) => !shown.includes(field))
  return (
    <div className="chips">
      {shown.map((field) => (
        <Chip
          key={field}
          bar={bar}
          field={field}
          query={query}
          options={props.options[field] ?? []}
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
              {bar.names[field]}
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

function Chip<Fields extends QueryFields>(
  props: ChipProps<Fields> & {
    readonly field: FieldName<Fields>
    readonly options: readonly SetOption[]
    readonly open: boolean
    readonly onOpen: (open: boolean) => void
  },
): JSX.Element | null {
  const { bar, field, query, open, onOpen } = props
  const definition = bar.fields[field]
  if (definition === undefined) return null
  const name = bar.names[field]
  const criterion = criterionOf(query, field)
  return (
    <div className="chip">
      <Popover.Root open={open} onOpenChange={(next) => onOpen(next)}>
        <Popover.Trigger className="chip-button">
          <span className="secondary">{name}</span> {criterionWords(definition, criterion) || '…'}
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner className="floating" sideOffset={6} align="start">
            <Popover.Popup
              className="menu criterion-popup"
              aria-label={name}
              initialFocus={firstControl}
            >
              <CriterionEditor
                name={name}
                field={definition}
                criterion={criterion}
                options={props.options}
                onChange={(criterion) => props.onChange(withCriterion(query, field, criterion))}
                onClose={() => onOpen(false)}
              />
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
      <button
        type="button"
        className="chip-remove"
        aria-label={`Remove ${name}`}
        onClick={() => {
          onOpen(false)
          props.onChange(withCriterion(query, field, undefined))
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
