import { useState } from 'react'
import type { JSX } from 'react'

import { Field, useControlIds } from './field.tsx'
import type { FieldTexts } from './field.tsx'

const units = [
  { name: 'seconds', size: 1 },
  { name: 'minutes', size: 60 },
  { name: 'hours', size: 3600 },
  { name: 'days', size: 86_400 },
] as const

export interface DurationFieldProps extends FieldTexts {
  /** Seconds. */
  readonly value: number
  readonly onChange: (seconds: number) => void
  readonly disabled?: boolean
}

/** A span of time as a number and its unit; opens in the largest unit that divides it. */
export function DurationField(props: DurationFieldProps): JSX.Element {
  const { label, help, error, value, onChange, disabled } = props
  const ids = useControlIds({ label, help, error }, undefined)
  const [chosen, setChosen] = useState<number>(() => largestUnit(value))
  const unit = value % chosen === 0 ? chosen : largestUnit(value)
  return (
    <Field label={label} help={help} error={error} hideLabel={props.hideLabel} controlId={ids.id}>
      <div className="duration">
        <input
          {...ids}
          className="input tabular"
          type="number"
          min={0}
          step={1}
          disabled={disabled}
          value={Number.isNaN(value) ? '' : value / unit}
          onChange={(event) => onChange(Math.round(event.target.valueAsNumber * unit))}
        />
        <select
          className="input select"
          aria-label={`${label}: unit`}
          disabled={disabled}
          value={unit}
          onChange={(event) => {
            const next = Number(event.target.value)
            setChosen(next)
            onChange((value / unit) * next)
          }}
        >
          {units.map(({ name, size }) => (
            <option key={name} value={size}>
              {name}
            </option>
          ))}
        </select>
      </div>
    </Field>
  )
}

function largestUnit(seconds: number): number {
  return units.findLast(({ size }) => seconds >= size && seconds % size === 0)?.size ?? 1
}
