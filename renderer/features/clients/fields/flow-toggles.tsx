import { useState } from 'react'
import type { JSX } from 'react'
import { useFormContext } from 'react-hook-form'

import type { ClientForm } from '#renderer/features/clients/client-form.ts'
import type { Flow } from '#renderer/features/clients/client-words.ts'
import { Section } from '#renderer/ui/page.tsx'
import { SelectField } from '#renderer/ui/select-field.tsx'
import { ToggleField } from '#renderer/ui/toggle-field.tsx'

import { OneFlowRule } from './one-flow-rule.tsx'

/** How the client gets tokens. One way only; the second one asked for is explained, not taken. */
export function FlowToggles(props: { readonly isNew: boolean }): JSX.Element {
  const { watch, setValue, formState } = useFormContext<ClientForm>()
  const [refused, setRefused] = useState<Flow>()
  const flow = watch('settings.flow')
  const isPublic = watch('settings.type') === 'public'

  function choose(next: Flow | null): void {
    setRefused(undefined)
    setValue('settings.flow', next, { shouldDirty: true })
    if (next !== 'code') setValue('settings.refreshTokens.enabled', false, { shouldDirty: true })
  }
  function toggle(wanted: Flow, on: boolean): void {
    if (!on) choose(null)
    else if (flow === null) choose(wanted)
    else setRefused(wanted)
  }

  return (
    <Section title="Flow" help="How this client gets tokens. A client has one flow.">
      <ToggleField
        label="Allow code flow"
        help="A user signs in with a browser and the application redeems the code (RFC 6749 §4.1)."
        checked={flow === 'code'}
        onChange={(event) => toggle('code', event.target.checked)}
        error={formState.errors.settings?.flow?.message}
      />
      <ToggleField
        label="Allow client credentials"
        help={
          isPublic
            ? 'Not for a public client: it has no secret to prove itself with.'
            : 'The client acts for itself; no user takes part (RFC 6749 §4.4).'
        }
        disabled={isPublic && flow !== 'client_credentials'}
        checked={flow === 'client_credentials'}
        onChange={(event) => toggle('client_credentials', event.target.checked)}
      />
      {refused === undefined || flow === null ? null : (
        <OneFlowRule
          current={flow}
          wanted={refused}
          isNew={props.isNew}
          onTurnOff={() => choose(null)}
          onDismiss={() => setRefused(undefined)}
        />
      )}
      <p className="field-help">
        Implicit and password flows are not offered: one puts tokens into URLs, the other gives the
        application the user’s password (RFC 9700 §2.1.2, §2.4).
      </p>
      {flow === 'code' ? <Pkce isPublic={isPublic} /> : null}
    </Section>
  )
}

function Pkce(props: { readonly isPublic: boolean }): JSX.Element {
  const { register, formState, watch } = useFormContext<ClientForm>()
  const optional = watch('settings.pkce') === 'optional'
  const help = props.isPublic
    ? 'A public client has nothing else that stops a stolen code, so it is always required.'
    : optional
      ? 'Weaker: a stolen code is stopped by the client secret only.'
      : 'Each request proves that whoever redeems the code also asked for it (RFC 7636, S256).'
  return (
    <SelectField
      label="PKCE"
      help={help}
      error={formState.errors.settings?.pkce?.message}
      options={[
        { value: 'required', label: 'Required' },
        { value: 'optional', label: 'Optional', disabled: props.isPublic },
      ]}
      {...register('settings.pkce')}
    />
  )
}
