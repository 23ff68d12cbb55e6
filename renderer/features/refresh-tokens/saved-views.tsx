import { Bookmark, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { JSX } from 'react'

import { useAct, useOperation } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { Dialog } from '#renderer/ui/dialog.tsx'
import { IconButton } from '#renderer/ui/icon-button.tsx'
import { Menu, MenuItem, MenuSeparator } from '#renderer/ui/menu.tsx'
import { TextField } from '#renderer/ui/text-field.tsx'

const suggestions = [
  { name: 'Active', query: 'status:active' },
  { name: 'Expiring within 7 days', query: 'status:active expires:<7d' },
  { name: 'Unused for 30 days', query: 'status:active used:>30d' },
  { name: 'Replayed', query: 'status:replayed' },
  { name: 'Client or user gone', query: 'status:orphaned' },
] as const

/** Filters under a name: apply, save, delete. */
export function SavedViews(props: {
  readonly line: string
  readonly onApply: (line: string) => void
}): JSX.Element {
  const [open, setOpen] = useState(false)
  const views = useOperation('refreshTokens', 'savedViews.list', {})
  const saved = views.data?.views ?? []
  return (
    <>
      <Menu
        trigger={
          <Button tone="quiet">
            <Bookmark />
            Views
          </Button>
        }
      >
        {[...saved, ...suggestions].map((view, index) => (
          <MenuItem
            key={`${index < saved.length ? 'saved' : 'suggested'} ${view.name}`}
            onSelect={() => props.onApply(view.query)}
          >
            {view.name}
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem onSelect={() => setOpen(true)}>Save or delete views…</MenuItem>
      </Menu>
      {open ? (
        <ViewsDialog
          line={props.line}
          saved={saved}
          onChanged={() => void views.refetch()}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}

interface ViewsProps {
  readonly line: string
  readonly saved: readonly { readonly name: string; readonly query: string }[]
  readonly onChanged: () => void
  readonly onClose: () => void
}

function ViewsDialog(props: ViewsProps): JSX.Element {
  const remove = useAct('savedViews.delete')
  return (
    <Dialog
      open
      title="Saved views"
      onClose={props.onClose}
      actions={<Button onClick={props.onClose}>Done</Button>}
    >
      <SaveView line={props.line} onSaved={props.onChanged} />
      <ul className="views-list">
        {props.saved.map((view) => (
          <li key={view.name}>
            <span className="truncate">{view.name}</span>
            <code className="truncate secondary">{view.query}</code>
            <IconButton
              label={`Delete the view ${view.name}`}
              size="small"
              icon={<Trash2 />}
              onClick={() => remove.mutate({ name: view.name }, { onSuccess: props.onChanged })}
            />
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

function SaveView(props: { readonly line: string; readonly onSaved: () => void }): JSX.Element {
  const [name, setName] = useState('')
  const save = useAct('savedViews.save')
  function submit(): void {
    const saved = (): void => {
      setName('')
      props.onSaved()
    }
    save.mutate({ name, query: props.line }, { onSuccess: saved })
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <TextField
        label="Name of the view"
        help={props.line === '' ? 'Saves a view of all tokens.' : <code>{props.line}</code>}
        error={save.error?.message}
        maxLength={80}
        value={name}
        onChange={({ target }) => setName(target.value)}
        after={
          <Button type="submit" tone="primary" busy={save.isPending} disabled={name.trim() === ''}>
            Save view
          </Button>
        }
      />
    </form>
  )
}
