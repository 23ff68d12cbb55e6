import type { JSX } from 'react'

import type { Criterion, QueryField } from '#renderer/query-language.ts'

import type { SetOption } from './query-bar.ts'
import { SetEditor } from './set-editor.tsx'
import { TextEditor } from './text-editor.tsx'
import { TimeEditor } from './time-editor.tsx'

interface EditorProps {
  readonly name: string
  readonly field: QueryField
  readonly criterion: Criterion | undefined
  /** What a set is chosen from. */
  readonly options: readonly SetOption[]
  readonly onChange: (criterion: Criterion | undefined) => void
  readonly onClose: () => void
}

/** The right editor for a criterion; each change is searched for at once. */
export function CriterionEditor(props: EditorProps): JSX.Element {
  const { name, field, criterion, onChange } = props
  const shape = typeof criterion === 'object' ? criterion : undefined
  const apply = (criterion: Criterion): void => {
    onChange(criterion)
    props.onClose()
  }
  switch (field.kind) {
    case 'text':
      return (
        <TextEditor
          name={name}
          criterion={shape && 'operator' in shape ? shape : undefined}
          definition={field}
          onApply={apply}
        />
      )
    case 'set':
      return (
        <SetEditor
          name={name}
          criterion={shape && 'match' in shape ? shape : undefined}
          options={props.options}
          canMatchAll={field.matches.includes('all')}
          onChange={onChange}
        />
      )
    case 'time':
      return (
        <TimeEditor
          name={name}
          toward={field.toward}
          criterion={shape && 'kind' in shape ? shape : undefined}
          onChange={onChange}
        />
      )
    case 'number':
      return (
        <TextEditor
          name={name}
          criterion={
            typeof criterion === 'number' ? { operator: 'is', value: `${criterion}` } : undefined
          }
          definition={wholeNumber}
          onApply={({ value }) => apply(Number(value))}
        />
      )
    default:
      return field satisfies never
  }
}

const wholeNumber = {
  operators: ['is'],
  check: (value: string) =>
    /^[1-9]\d{0,14}$/.test(value) ? undefined : 'A whole number is needed.',
} as const
