import { Plus, X } from 'lucide-react'
import type { JSX } from 'react'
import { useFieldArray } from 'react-hook-form'

import { Button } from '#renderer/ui/button.tsx'
import { IconButton } from '#renderer/ui/icon-button.tsx'
import { Section } from '#renderer/ui/page.tsx'
import { TextField } from '#renderer/ui/text-field.tsx'
import { CheckboxField } from '#renderer/ui/toggle-field.tsx'

import type { ResourceFormHandle } from './resource-form.ts'

/** The scopes of a resource, as clients ask for them and as users read them. */
export function ScopeRows(props: { readonly form: ResourceFormHandle }): JSX.Element {
  const { control } = props.form
  const rows = useFieldArray({ control, name: 'settings.scopes' })
  return (
    <Section
      title="Scopes"
      help="What a client may ask for, and what the consent page says about it."
      actions={
        <Button
          onClick={() =>
            rows.append({ name: '', displayName: '', description: '', emphasize: false })
          }
        >
          <Plus />
          Add a scope
        </Button>
      }
    >
      {rows.fields.length === 0 ? <p className="secondary">None yet.</p> : null}
      {rows.fields.map((row, index) => (
        <ScopeRow
          key={row.id}
          form={props.form}
          index={index}
          onRemove={() => rows.remove(index)}
        />
      ))}
    </Section>
  )
}

function ScopeRow(props: {
  readonly form: ResourceFormHandle
  readonly index: number
  readonly onRemove: () => void
}): JSX.Element {
  const { index } = props
  const { register, formState, watch } = props.form
  const errors = formState.errors.settings?.scopes?.[index]
  const number = index + 1
  const name = watch(`settings.scopes.${index}.name`)
  return (
    <fieldset className="scope-row">
      <legend className="visually-hidden">Scope {number}</legend>
      <div className="scope-row-head">
        <TextField
          label="Scope"
          mono
          error={errors?.name?.message}
          {...register(`settings.scopes.${index}.name`)}
        />
        <TextField
          label="Display text"
          error={errors?.displayName?.message}
          {...register(`settings.scopes.${index}.displayName`)}
        />
        <IconButton
          label={name === '' ? `Remove scope ${number}` : `Remove the scope ${name}`}
          icon={<X />}
          onClick={props.onRemove}
        />
      </div>
      <TextField
        label="Description"
        error={errors?.description?.message}
        {...register(`settings.scopes.${index}.description`)}
      />
      <CheckboxField
        label="Emphasize on the consent page"
        {...register(`settings.scopes.${index}.emphasize`)}
      />
    </fieldset>
  )
}
