import { Copy } from 'lucide-react'
import type { JSX } from 'react'

import { Button } from '#renderer/ui/button.tsx'
import { copyText } from '#renderer/ui/copy-text.ts'
import { Menu, MenuItem } from '#renderer/ui/menu.tsx'
import { showToast } from '#renderer/ui/toast.tsx'

import type { Snippet, SnippetFacts } from './snippet.ts'
import { snippetsFor } from './snippets.ts'

/** The same flow as a program, in each way of writing one. */
export function CopyAsMenu(props: { readonly facts: SnippetFacts }): JSX.Element {
  async function copy({ name, place, text }: Snippet): Promise<void> {
    if (await copyText(text)) showToast({ title: `Copied for ${name}`, description: place })
  }
  return (
    <Menu
      trigger={
        <Button tone="quiet">
          <Copy />
          Copy as…
        </Button>
      }
    >
      {snippetsFor(props.facts).map((snippet) => (
        <MenuItem key={snippet.id} onSelect={() => void copy(snippet)}>
          {snippet.name}
        </MenuItem>
      ))}
    </Menu>
  )
}
