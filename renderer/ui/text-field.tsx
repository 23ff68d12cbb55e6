import type { ComponentProps, JSX, ReactNode } from 'react'

import { Field, useControlIds } from './field.tsx'
import type { FieldTexts } from './field.tsx'

export interface TextFieldProps extends FieldTexts, ComponentProps<'input'> {
  /** Ids, URIs and tokens. */
  readonly mono?: boolean
  /** Controls at the right end, such as a copy button. */
  readonly after?: ReactNode
}

export function TextField(props: TextFieldProps): JSX.Element {
  const { label, help, error, hideLabel, mono = false, after, className, ...input } = props
  const ids = useControlIds({ label, help, error }, input.id)
  const control = (
    <input
      type="text"
      autoComplete="off"
      spellCheck={false}
      {...input}
      {...ids}
      className={['input', mono ? 'mono' : '', className].filter(Boolean).join(' ')}
    />
  )
  return (
    <Field label={label} help={help} error={error} hideLabel={hideLabel} controlId={ids.id}>
      {after === undefined ? (
        control
      ) : (
        <div className="field-row">
          {control}
          {after}
        </div>
      )}
    </Field>
  )
}
