import { useState } from 'react'
import type { JSX } from 'react'

import type { TextCriterion, TextOperator } from '#renderer/query-language.ts'
import { Button } from '#renderer/ui/button.tsx'
import { SelectField } from '#renderer/ui/select-field.tsx'
import { TextField } from '#renderer/ui/text-field.tsx'

import { operatorWords } from './criterion-words.ts'

/** An operator, where there is a choice, and a text. */
export function TextEditor(props: {
  /** Of the field. */
  readonly name: string
  readonly criterion: TextCriterion | undefined
  readonly definition: {
    readonly operators: readonly TextOperator[]
    readonly check?: (value: string) => string | undefined
  }
  readonly onApply: (criterion: TextCriterion) => void
}): JSX.Element {
  const { definition, name } = props
  const [first = 'is'] = definition.operators
  const [operator, setOperator] = useState(props.criterion?.operator ?? first)
  const [value, setValue] = useState(props.criterion?.value ?? '')
  const [problem, setProblem] = useState<string | undefined>(undefined)
  function apply(): void {
    const problem = value === '' ? 'A value is needed.' : definition.check?.(value)
    setProblem(problem)
    if (problem === undefined) props.onApply({ operator, value })
  }
  return (
    <form
      className="criterion-editor"
      onSubmit={(event) => {
        event.preventDefault()
        apply()
      }}
    >
      {definition.operators.length > 1 ? (
        <SelectField
          label={`${name}: operator`}
          hideLabel
          value={operator}
          options={definition.operators.map((value) => ({ value, label: operatorWords[value] }))}
          onChange={({ target }) =>
            setOperator(definition.operators.find((known) => known === target.value) ?? first)
          }
        />
      ) : null}
      <TextField
        label={definition.operators.length > 1 ? name : `${name} ${operatorWords[first]}`}
        hideLabel={definition.operators.length > 1}
        data-first=""
        error={problem}
        value={value}
        onChange={({ target }) => setValue(target.value)}
      />
      <Button type="submit" tone="primary">
        Apply
      </Button>
    </form>
  )
}
