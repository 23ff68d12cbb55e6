import type { ComponentProps, JSX } from 'react'

import { Field, useControlIds } from './field.tsx'
import type { FieldTexts } from './field.tsx'

export interface TextAreaProps extends FieldTexts, ComponentProps<'textarea'> {
  readonly mono?: boolean
}

export function TextArea(props: TextAreaProps): JSX.Element {
  const { label, help, error, hideLabel, mono = false, className, ...area } = props
  const ids = useControlIds({ label, help, error }, area.id)
  return (
    <Field label={label} help={help} error={error} hideLabel={hideLabel} controlId={ids.id}>
      <textarea
        rows={3}
        spellCheck={!mono}
        {...area}
        {...ids}
        className={['input text-area', mono ? 'mono' : '', className].filter(Boolean).join(' ')}
      />
    </Field>
  )
}
