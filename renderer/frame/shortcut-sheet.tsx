import type { JSX } from 'react'

import { Button } from '#renderer/ui/button.tsx'
import { Dialog } from '#renderer/ui/dialog.tsx'
import { Kbd } from '#renderer/ui/kbd.tsx'

import { pages } from './pages.ts'

const everywhere = [
  { keys: 'Mod K', words: 'Command palette' },
  { keys: '/', words: 'Filter' },
  { keys: 'Esc', words: 'Close the nearest thing' },
  { keys: '?', words: 'This list' },
  { keys: 'Mod S', words: 'Save' },
  { keys: 'F6', words: 'Go to the messages' },
] as const

const lists = [
  { keys: '↑ ↓', words: 'Move in a list' },
  { keys: '→ ←', words: 'Open and close a flow' },
  { keys: 'P', words: 'Pause the activity, and go on' },
  { keys: 'Enter', words: 'Open' },
  { keys: 'Space', words: 'Detail' },
  { keys: 'Del', words: 'Revoke' },
  { keys: 'Mod Z', words: 'Undo a revocation' },
  { keys: 'Mod C', words: 'Copy the cell' },
] as const

/** `?`: every key there is. */
export function ShortcutSheet(props: {
  readonly open: boolean
  readonly onClose: () => void
}): JSX.Element {
  const goTo = pages.map((page) => ({ keys: `G ${page.letter.toUpperCase()}`, words: page.name }))
  return (
    <Dialog
      open={props.open}
      title="Keyboard shortcuts"
      onClose={props.onClose}
      wide
      actions={<Button onClick={props.onClose}>Close</Button>}
    >
      <ShortcutList title="Everywhere" shortcuts={everywhere} />
      <ShortcutList title="Lists" shortcuts={lists} />
      <ShortcutList title="Go to" shortcuts={goTo} />
    </Dialog>
  )
}

function ShortcutList(props: {
  readonly title: string
  readonly shortcuts: readonly { readonly keys: string; readonly words: string }[]
}): JSX.Element {
  return (
    <section aria-label={props.title}>
      <h3>{props.title}</h3>
      <ul className="shortcut-list">
        {props.shortcuts.map((shortcut) => (
          <li key={shortcut.words} className="shortcut">
            {shortcut.words}
            <Kbd keys={shortcut.keys} />
          </li>
        ))}
      </ul>
    </section>
  )
}
