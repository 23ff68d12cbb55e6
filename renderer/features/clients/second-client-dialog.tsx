import type { JSX } from 'react'
import { useForm } from 'react-hook-form'
import type { UseFormReturn } from 'react-hook-form'

import { AdminRequestError } from '#renderer/admin-client.ts'
import { useAct } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { Dialog } from '#renderer/ui/dialog.tsx'
import { TextField } from '#renderer/ui/text-field.tsx'

import { flowInSentence } from './client-words.ts'
import type { Flow } from './client-words.ts'
import { useSecretDialog } from './secret-dialog.tsx'

interface CopyForm {
  newClientId: string
  name: string
}

/** Copies a client under another id: for the other flow, or as it is. */
export function SecondClientDialog(props: {
  readonly open: boolean
  readonly clientId: string
  readonly name: string
  readonly flow: Flow | null
  readonly onClose: () => void
  readonly onMade: (clientId: string) => void
}): JSX.Element {
  const secret = useSecretDialog()
  return (
    <>
      {props.open ? (
        <CopyDialog
          {...props}
          onCopied={(newClientId, value) => {
            props.onClose()
            if (value === undefined) props.onMade(newClientId)
            else secret.show({ clientId: newClientId, value }, () => props.onMade(newClientId))
          }}
        />
      ) : null}
      {secret.dialog}
    </>
  )
}

interface CopyProps {
  readonly clientId: string
  readonly name: string
  readonly flow: Flow | null
  readonly onClose: () => void
  readonly onCopied: (clientId: string, secret: string | undefined) => void
}

function CopyDialog(props: CopyProps): JSX.Element {
  const { flow } = props
  const { form, make, busy } = useCopyForm(props)
  const { register, formState } = form
  return (
    <Dialog
      open
      title={flow === null ? 'Duplicate this client' : `A client for ${flowInSentence[flow]}`}
      onClose={props.onClose}
      actions={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button tone="primary" busy={busy} onClick={make}>
            Make the client
          </Button>
        </>
      }
    >
      <p>
        It starts with the saved settings of {props.name}, its own id and its own secret. Tokens are
        not copied.
      </p>
      <TextField
        label="New client id"
        mono
        error={formState.errors.newClientId?.message}
        {...register('newClientId', { required: 'A client id is needed.' })}
      />
      <TextField
        label="New name"
        error={formState.errors.name?.message}
        {...register('name', { required: 'A name is needed.' })}
      />
    </Dialog>
  )
}

function useCopyForm(props: CopyProps): {
  readonly form: UseFormReturn<CopyForm>
  readonly make: () => void
  readonly busy: boolean
} {
  const { clientId, flow } = props
  const suffix = flow === null ? 'copy' : suffixOf[flow]
  const form = useForm<CopyForm>({
    defaultValues: { newClientId: `${clientId}-${suffix}`, name: `${props.name} (${suffix})` },
  })
  const duplicate = useAct('clients.duplicate')
  const make = form.handleSubmit(async ({ newClientId, name }) => {
    try {
      const made = await duplicate.mutateAsync({ clientId, newClientId, name, flow })
      props.onCopied(made.client.clientId, made.secret?.value)
    } catch (error) {
      const isName = error instanceof AdminRequestError && error.path === 'name'
      form.setError(isName ? 'name' : 'newClientId', {
        message: error instanceof Error ? error.message : String(error),
      })
    }
  })
  return { form, make: () => void make(), busy: duplicate.isPending }
}

const suffixOf = { code: 'web', client_credentials: 'machine' } as const satisfies Record<
  Flow,
  string
>
