import { Plus, X } from 'lucide-react'
import type { JSX } from 'react'
import { useFieldArray, useFormContext } from 'react-hook-form'

import type { ClientForm } from '#renderer/features/clients/client-form.ts'
import { Button } from '#renderer/ui/button.tsx'
import { IconButton } from '#renderer/ui/icon-button.tsx'
import { Section } from '#renderer/ui/page.tsx'
import { TextField } from '#renderer/ui/text-field.tsx'

import { redirectUriHint } from './redirect-uri-hint.ts'

type UriList = 'redirectUris' | 'postLogoutRedirectUris'

/** Where responses may go; compared letter by letter. */
export function RedirectUris(): JSX.Element | null {
  const { watch } = useFormContext<ClientForm>()
  if (watch('settings.flow') !== 'code') return null
  return (
    <>
      <UriRows
        list="redirectUris"
        title="Redirect URIs"
        item="redirect URI"
        help="Compared letter by letter. http only on loopback, where the port may differ."
      />
      <UriRows
        list="postLogoutRedirectUris"
        title="Post-logout redirect URIs"
        item="post-logout redirect URI"
        help="Where the browser may go after signing out."
      />
    </>
  )
}

function UriRows(props: {
  readonly list: UriList
  readonly title: string
  readonly item: string
  readonly help: string
}): JSX.Element {
  const { list, item } = props
  const { formState } = useFormContext<ClientForm>()
  const rows = useFieldArray<ClientForm, `settings.${UriList}`>({ name: `settings.${list}` })
  const errors = formState.errors.settings?.[list]
  return (
    <Section
      title={props.title}
      help={props.help}
      actions={
        <Button onClick={() => rows.append({ uri: '', note: '' })}>
          <Plus />
          Add a {item}
        </Button>
      }
    >
      {errors?.root?.message === undefined && errors?.message === undefined ? null : (
        <div className="field-error" role="alert">
          {errors.root?.message ?? errors.message}
        </div>
      )}
      {rows.fields.length === 0 ? <p className="secondary">None yet.</p> : null}
      {rows.fields.map((row, index) => (
        <UriRow
          key={row.id}
          list={list}
          index={index}
          item={item}
          onRemove={() => rows.remove(index)}
        />
      ))}
    </Section>
  )
}

function UriRow(props: {
  readonly list: UriList
  readonly index: number
  readonly item: string
  readonly onRemove: () => void
}): JSX.Element {
  const { list, index, item } = props
  const { register, formState, watch } = useFormContext<ClientForm>()
  const number = index + 1
  const name = `${item[0]?.toUpperCase() ?? ''}${item.slice(1)}`
  const uri = watch(`settings.${list}.${index}.uri`)
  const error = formState.errors.settings?.[list]?.[index]?.uri?.message
  return (
    <div className="uri-row">
      <TextField
        label={`${name} ${number}`}
        hideLabel
        mono
        placeholder="https://app.example/callback"
        help={error === undefined ? redirectUriHint(uri) : undefined}
        error={error}
        {...register(`settings.${list}.${index}.uri`, {
          required: 'A URI is needed, or remove it.',
        })}
      />
      <TextField
        label={`Note on ${item} ${number}`}
        hideLabel
        placeholder="Note"
        {...register(`settings.${list}.${index}.note`)}
      />
      <IconButton label={`Remove ${item} ${number}`} icon={<X />} onClick={props.onRemove} />
    </div>
  )
}
