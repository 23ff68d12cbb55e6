import { Eraser } from 'lucide-react'
import { useRef, useState } from 'react'
import type { JSX, RefObject } from 'react'

import { signingAlgorithms } from '#contract/closed-sets.ts'
import { useOperation } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { Page, PageBody, PageHeader } from '#renderer/ui/page.tsx'
import { TextArea } from '#renderer/ui/text-area.tsx'
import { useEscape } from '#renderer/ui/use-escape.ts'

import { Inspected } from './inspected.tsx'
import { useInspection } from './use-inspection.ts'
import type { Expectation } from './use-inspection.ts'

import './inspector.css'

/** What a token is, whether it is ours, and who would accept it. Nothing pasted leaves this page. */
export function InspectorPage(): JSX.Element {
  const [text, setText] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  const [api, setApi] = useExpectation()
  const inspecting = useInspection(text, api)
  function clear(): void {
    setText('')
    field.current?.focus()
  }
  return (
    <Page>
      <PageHeader
        title="Inspector"
        actions={
          <Button disabled={text === ''} onClick={clear}>
            <Eraser />
            Clear
          </Button>
        }
      />
      <PageBody label="Inspector">
        <PasteField ref={field} text={text} onChange={setText} onClear={clear} />
        <Inspected
          inspecting={inspecting}
          api={api}
          onApi={setApi}
          onShow={({ start, length }) => {
            field.current?.focus()
            field.current?.setSelectionRange(start, start + length)
          }}
        />
      </PageBody>
    </Page>
  )
}

function PasteField({
  ref,
  ...props
}: {
  readonly ref: RefObject<HTMLTextAreaElement | null>
  readonly text: string
  readonly onChange: (text: string) => void
  readonly onClear: () => void
}): JSX.Element {
  useEscape(() => {
    if (props.text !== '') props.onClear()
  })
  return (
    <TextArea
      label="Paste a token, or any text that holds one"
      help="A JWT, an access or refresh token, a code, a jti, an HTTP message, a line of a log. Nothing of it is stored. Esc clears it."
      mono
      rows={5}
      ref={ref}
      className="inspector-paste"
      value={props.text}
      onChange={({ target }) => props.onChange(target.value)}
      autoComplete="off"
      autoCorrect="off"
      autoCapitalize="off"
      data-1p-ignore=""
      data-lpignore="true"
      data-filter=""
    />
  )
}

/** What the workspace's first API expects, until something else is said. */
function useExpectation(): [Expectation, (api: Expectation) => void] {
  const resources = useOperation('resources', 'resources.list', {})
  const first = resources.data?.items[0]?.audience ?? null
  const [said, setSaid] = useState<Expectation | undefined>(undefined)
  const [usual, setUsual] = useState(() => expecting(first))
  if (usual.audience !== first) setUsual(expecting(first))
  return [said ?? usual, setSaid]
}

function expecting(audience: string | null): Expectation {
  return {
    issuer: null,
    audience,
    algorithms: [...signingAlgorithms],
    scope: [],
    tokenType: 'at+jwt',
    clockSkew: 0,
  }
}
