import { useId } from 'react'
import type { JSX, ReactNode } from 'react'

import './field.css'

export interface FieldTexts {
  readonly label: string
  /** One line below the control. */
  readonly help?: ReactNode | undefined
  /** What is wrong, in words; announced. */
  readonly error?: string | undefined
  /** The label is read but not drawn: where a heading or column already says it. */
  readonly hideLabel?: boolean | undefined
}

export interface ControlIds {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

/** Ids that tie a control to its label, help and error. */
export function useControlIds(texts: FieldTexts, given: string | undefined): ControlIds {
  const generated = useId()
  const id = given ?? generated
  const described = [
    texts.help === undefined ? undefined : `${id}-help`,
    texts.error === undefined ? undefined : `${id}-error`,
  ].filter((part) => part !== undefined)
  return {
    id,
    'aria-describedby': described.length === 0 ? undefined : described.join(' '),
    'aria-invalid': texts.error === undefined ? undefined : true,
  }
}

/** Label above, control, help and error below. */
export function Field(
  props: FieldTexts & { readonly controlId: string; readonly children: ReactNode },
): JSX.Element {
  return (
    <div className="field">
      <label
        htmlFor={props.controlId}
        className={props.hideLabel === true ? 'visually-hidden' : 'field-label'}
      >
        {props.label}
      </label>
      {props.children}
      <FieldNotes controlId={props.controlId} help={props.help} error={props.error} />
    </div>
  )
}

export function FieldNotes(props: {
  readonly controlId: string
  readonly help: ReactNode | undefined
  readonly error: string | undefined
}): JSX.Element {
  return (
    <>
      {props.help === undefined ? null : (
        <div className="field-help" id={`${props.controlId}-help`}>
          {props.help}
        </div>
      )}
      {props.error === undefined ? null : (
        <div className="field-error" id={`${props.controlId}-error`} role="alert">
          {props.error}
        </div>
      )}
    </>
  )
}
