import { useState } from 'react'
import type { JSX } from 'react'

import type { SetCriterion } from '#renderer/query-language.ts'
import { SelectField } from '#renderer/ui/select-field.tsx'
import { TextField } from '#renderer/ui/text-field.tsx'
import { CheckboxField } from '#renderer/ui/toggle-field.tsx'

import type { SetOption } from './query-bar.ts'

/** Above this many, a box narrows them down. */
const many = 10
const shownAtMost = 200

/** Several of a set; a change applies at once. */
export function SetEditor(props: {
  /** Of the field. */
  readonly name: string
  readonly criterion: SetCriterion | undefined
  readonly options: readonly SetOption[]
  readonly canMatchAll: boolean
  readonly onChange: (criterion: SetCriterion | undefined) => void
}): JSX.Element {
  const { name, criterion, options, onChange } = props
  const [narrow, setNarrow] = useState('')
  const chosen = criterion?.values ?? []
  const match = criterion?.match ?? 'any'
  const shown = offered(options, chosen, narrow)
  function toggle(value: string, on: boolean): void {
    const values = on ? [...chosen, value] : chosen.filter((other) => other !== value)
    onChange(values.length === 0 ? undefined : { match, values })
  }
  return (
    <div className="criterion-editor">
      {props.canMatchAll ? (
        <SelectField
          label={`${name}: any or all`}
          hideLabel
          value={match}
          options={[
            { value: 'any', label: 'has any of' },
            { value: 'all', label: 'has all of' },
          ]}
          disabled={chosen.length === 0}
          onChange={({ target }) =>
            onChange({ match: target.value === 'all' ? 'all' : 'any', values: chosen })
          }
        />
      ) : null}
      {options.length > many ? (
        <TextField
          label={`Narrow down: ${name}`}
          hideLabel
          placeholder="Narrow down"
          value={narrow}
          onChange={({ target }) => setNarrow(target.value)}
        />
      ) : null}
      <fieldset className="criterion-options">
        <legend className="visually-hidden">{name}</legend>
        {shown.slice(0, shownAtMost).map(({ value, note }) => (
          <CheckboxField
            key={value}
            label={note === undefined ? value : `${value} ${note}`}
            checked={chosen.includes(value)}
            onChange={({ target }) => toggle(value, target.checked)}
          />
        ))}
        {shown.length === 0 ? <p className="secondary">Nothing to choose from yet.</p> : null}
      </fieldset>
    </div>
  )
}

/** What to choose from: what is chosen already, even when it is on offer no more, and the rest. */
function offered(
  options: readonly SetOption[],
  chosen: readonly string[],
  narrow: string,
): SetOption[] {
  const wanted = narrow.toLowerCase()
  const unlisted = chosen
    .filter((value) => !options.some((option) => option.value === value))
    .map((value): SetOption => ({ value }))
  return [...unlisted, ...options].filter(({ value, note = '' }) =>
    `${value}\n${note}`.toLowerCase().includes(wanted),
  )
}
