import { useState } from 'react'
import type { JSX } from 'react'

import { CodeBlock } from '#renderer/ui/code-block.tsx'
import { SelectField } from '#renderer/ui/select-field.tsx'

import type { SnippetFacts } from './snippet.ts'
import { snippetsFor } from './snippets.ts'

import './snippet-picker.css'

/** Code that connects to this issuer as one client, in the reader's language. */
export function SnippetPicker(props: { readonly facts: SnippetFacts }): JSX.Element {
  const snippets = snippetsFor(props.facts)
  const [chosen, setChosen] = useState('openid-client')
  const snippet = snippets.find(({ id }) => id === chosen) ?? snippets[0]
  if (snippet === undefined) return <></>
  return (
    <div className="snippet-picker">
      <SelectField
        label="Written with"
        options={snippets.map(({ id, name }) => ({ value: id, label: name }))}
        value={snippet.id}
        onChange={(event) => setChosen(event.target.value)}
      />
      <p className="secondary small snippet-place">{snippet.place}</p>
      <CodeBlock text={snippet.text} copyLabel={`Copy the ${snippet.name} snippet`} />
    </div>
  )
}
