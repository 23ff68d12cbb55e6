import { useId } from 'react'
import type { JSX } from 'react'

/** One of several, all of them in sight. */
export function ChoiceGroup<Key extends string>(props: {
  readonly label: string
  readonly value: Key
  readonly options: readonly {
    readonly key: Key
    readonly label: string
    readonly note?: string
  }[]
  readonly onChange: (key: Key) => void
}): JSX.Element {
  const name = useId()
  return (
    <fieldset className="choice-group">
      <legend>{props.label}</legend>
      {props.options.map((option) => (
        <label key={option.key}>
          <input
            type="radio"
            name={name}
            checked={option.key === props.value}
            onChange={() => props.onChange(option.key)}
          />
          <span>{option.label}</span>
          {option.note === undefined || option.note === '' ? null : (
            <span className="secondary small truncate" title={option.note}>
              {option.note}
            </span>
          )}
        </label>
      ))}
    </fieldset>
  )
}
