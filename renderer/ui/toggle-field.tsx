import type { ComponentProps, JSX } from 'react'

import { FieldNotes, useControlIds } from './field.tsx'
import type { FieldTexts } from './field.tsx'

export interface ToggleFieldProps
  extends FieldTexts, Omit<ComponentProps<'input'>, 'type' | 'role'> {}

/** A switch: takes the label's place at the left, help and error below the label. */
export function ToggleField(props: ToggleFieldProps): JSX.Element {
  return <Choice {...props} kind="toggle" />
}

/** A check box in the same layout. */
export function CheckboxField(props: ToggleFieldProps): JSX.Element {
  return <Choice {...props} kind="checkbox" />
}

function Choice(props: ToggleFieldProps & { readonly kind: 'toggle' | 'checkbox' }): JSX.Element {
  const { label, help, error, hideLabel, className, kind, ...input } = props
  const ids = useControlIds({ label, help, error }, input.id)
  return (
    <div className={['choice', className].filter(Boolean).join(' ')}>
      <input
        {...input}
        {...ids}
        type="checkbox"
        {...(kind === 'toggle' ? { role: 'switch' } : {})}
        className={kind}
      />
      <div className="choice-words">
        <label htmlFor={ids.id} className={hideLabel === true ? 'visually-hidden' : 'choice-label'}>
          {label}
        </label>
        <FieldNotes controlId={ids.id} help={help} error={error} />
      </div>
    </div>
  )
}
