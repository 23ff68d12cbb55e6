import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { useNavigate } from '@tanstack/react-router'
import type { JSX } from 'react'

import { useOperation } from '#renderer/operations.ts'
import { copyText } from '#renderer/ui/copy-text.ts'
import { Kbd } from '#renderer/ui/kbd.tsx'
import { showToast } from '#renderer/ui/toast.tsx'

import { pages } from './pages.ts'
import { setTheme, toggleRail } from './preferences.ts'

interface Command {
  readonly value: string
  readonly label: string
  readonly hint?: string
  readonly keys?: string
  readonly run: () => void
}

interface CommandGroup {
  readonly value: string
  readonly items: readonly Command[]
}

interface PaletteProps {
  readonly open: boolean
  readonly issuer: string | undefined
  readonly onClose: () => void
  readonly onShortcuts: () => void
}

/** Ctrl/⌘K: pages, clients and acts by name. */
export function CommandPalette(props: PaletteProps): JSX.Element {
  return (
    <Dialog.Root
      open={props.open}
      onOpenChange={(open) => {
        if (!open) props.onClose()
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-backdrop" />
        <Dialog.Popup className="palette" aria-label="Command palette">
          <PaletteList {...props} />
          <Dialog.Close className="visually-hidden">Close the command palette</Dialog.Close>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function PaletteList(props: PaletteProps): JSX.Element {
  const groups = useCommands(props)
  return (
    <Autocomplete.Root open inline items={groups} autoHighlight="always" keepHighlight>
      <Autocomplete.Input
        className="palette-input"
        aria-label="Search pages, clients and commands"
        placeholder="Go to a page or client, or run a command"
      />
      <Autocomplete.Empty className="palette-empty">Nothing has that name.</Autocomplete.Empty>
      <Autocomplete.List className="palette-list">
        {(group: CommandGroup) => (
          <Autocomplete.Group key={group.value} items={group.items}>
            <Autocomplete.GroupLabel className="menu-label">{group.value}</Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(command: Command) => (
                <Autocomplete.Item
                  key={command.value}
                  value={command}
                  className="menu-item"
                  onClick={() => {
                    props.onClose()
                    command.run()
                  }}
                >
                  <span className="truncate">{command.label}</span>
                  <CommandHint command={command} />
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  )
}

function CommandHint(props: { readonly command: Command }): JSX.Element | null {
  const { hint, keys } = props.command
  if (keys !== undefined) {
    return (
      <span className="menu-item-hint">
        <Kbd keys={keys} />
      </span>
    )
  }
  if (hint === undefined) return null
  return <span className="menu-item-hint secondary mono small">{hint}</span>
}

function useCommands(props: PaletteProps): readonly CommandGroup[] {
  const navigate = useNavigate()
  const clients = useOperation('clients', 'clients.list', {}, { enabled: props.open })
  return [
    {
      value: 'Pages',
      items: pages.map((page) => ({
        value: page.path,
        label: page.name,
        keys: `G ${page.letter.toUpperCase()}`,
        run: () => void navigate({ to: page.path }),
      })),
    },
    { value: 'Commands', items: useActs(props) },
    {
      value: 'Clients',
      items: (clients.data?.items ?? []).map(({ clientId, name }) => ({
        value: `client ${clientId}`,
        label: name,
        hint: clientId,
        run: () => void navigate({ to: '/clients/$clientId', params: { clientId } }),
      })),
    },
  ].filter((group) => group.items.length > 0)
}

function useActs(props: PaletteProps): readonly Command[] {
  const navigate = useNavigate()
  const { issuer } = props
  return [
    { value: 'new', label: 'New client', run: () => void navigate({ to: '/new-client' }) },
    ...(issuer === undefined
      ? []
      : [
          { value: 'issuer', label: 'Copy the issuer URL', run: () => void copy(issuer) },
          {
            value: 'discovery',
            label: 'Copy the discovery URL',
            run: () => void copy(`${issuer}/.well-known/openid-configuration`),
          },
        ]),
    { value: 'light', label: 'Light appearance', run: () => setTheme('light') },
    { value: 'dark', label: 'Dark appearance', run: () => setTheme('dark') },
    { value: 'system', label: 'Appearance as the system', run: () => setTheme('system') },
    { value: 'rail', label: 'Collapse or widen the rail', run: toggleRail },
    { value: 'keys', label: 'Keyboard shortcuts', keys: '?', run: props.onShortcuts },
  ]
}

async function copy(text: string): Promise<void> {
  if (await copyText(text)) showToast({ title: 'Copied', description: text })
}
