import type { ComponentProps, JSX } from 'react'

import { Field, useControlIds } from './field.tsx'
import type { FieldTexts } from './field.tsx'

export interface SelectOption {
  readonly value: string
  readonly label: string
  readonly disabled?: boolean
}

export interface SelectFieldProps extends FieldTexts, Omit<ComponentProps<'select'>, 'children'> {
  readonly options: readonly SelectOption[]
}

/** The platform's own select: keyboard, screen reader and touch come with it. */
export function SelectField(props: SelectFieldProps): JSX.Element {
  const { label, help, error, hideLabel, options, className, ...select } = props
  const ids = useControlIds({ label, help, error }, select.id)
  return (
    <Field label={label} help={help} error={error} hideLabel={hideLabel} controlId={ids.id}>
      <select
        {...select}
        {...ids}
        className={['input select', className].filter(Boolean).join(' ')}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled ?? false}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  )
}
