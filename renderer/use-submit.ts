import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form'

import { AdminRequestError } from './admin-client.ts'

/** Where the refusal of a form as a whole is kept. */
const wholeForm = 'root.server'

/**
 * Submits a form: a refusal of the issuer stands at the field it names, else above the form.
 * `fieldOf` translates the issuer's path to the form's where they differ.
 */
export function useSubmit<Form extends FieldValues>(
  form: UseFormReturn<Form>,
  act: (values: Form) => Promise<void>,
  fieldOf: (path: string) => string = (path) => path,
): () => void {
  const submit = form.handleSubmit(async (values) => {
    try {
      await act(values)
    } catch (error) {
      showRefusal(form, error, fieldOf)
    }
  })
  return () => {
    // What the issuer said about the last try would else stop the next one.
    form.clearErrors()
    void submit()
  }
}

function showRefusal<Form extends FieldValues>(
  form: UseFormReturn<Form>,
  error: unknown,
  fieldOf: (path: string) => string,
): void {
  const message = error instanceof Error ? error.message : String(error)
  const path = error instanceof AdminRequestError ? error.path : undefined
  // A path that leads to nothing is not a field: that is what is asked here.
  const name = (path === undefined ? '' : fieldOf(path)) as FieldPath<Form>
  if (name === '' || form.getValues(name) === undefined) form.setError(wholeForm, { message })
  else form.setError(name, { message }, { shouldFocus: true })
  requestAnimationFrame(revealRefusal)
}

/** A list has no field of its own to focus: its error may stand far from the button. */
function revealRefusal(): void {
  const refusal = document.querySelector('.field-error, [aria-invalid="true"]')
  refusal?.scrollIntoView({ block: 'center' })
}
