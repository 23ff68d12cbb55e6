import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useController, useFormContext } from 'react-hook-form'

import type { ClientForm } from '#renderer/features/clients/client-form.ts'
import { useOperation } from '#renderer/operations.ts'
import { Section } from '#renderer/ui/page.tsx'
import { CheckboxField } from '#renderer/ui/toggle-field.tsx'

interface ScopeGroup {
  readonly name: string
  readonly scopes: readonly { readonly value: string; readonly help: string }[]
}

const identityScopes: ScopeGroup = {
  name: 'OpenID Connect',
  scopes: [
    { value: 'openid', help: 'An id token: who signed in.' },
    { value: 'profile', help: 'Name and further claims.' },
    { value: 'email', help: 'Email address.' },
    { value: 'offline_access', help: 'Asks for a refresh token.' },
  ],
}

/** Which scopes the client may ask for. */
export function ScopeFields(): JSX.Element {
  const { watch } = useFormContext<ClientForm>()
  const resources = useOperation('resources', 'resources.list', {})
  const { field, fieldState } = useController<ClientForm, 'settings.scopes'>({
    name: 'settings.scopes',
  })
  const items = resources.data?.items ?? []
  const apis: readonly ScopeGroup[] = items.map(({ settings }) => ({
    name: settings.name,
    scopes: settings.scopes.map((scope) => ({ value: scope.name, help: scope.displayName })),
  }))
  const withUser = watch('settings.flow') === 'code'
  const groups = withUser ? [identityScopes, ...apis] : apis
  const known = new Set([identityScopes, ...apis].flatMap(({ scopes }) => scopes.map(valueOf)))
  const unknown = resources.isSuccess ? field.value.filter((scope) => !known.has(scope)) : []

  function toggle(scope: string, on: boolean): void {
    field.onChange(on ? [...field.value, scope] : field.value.filter((other) => other !== scope))
  }
  return (
    <Section
      title="Scopes"
      help={
        withUser
          ? 'What this client may ask for.'
          : 'What this client may ask for. OpenID Connect scopes need a user, so they are not listed.'
      }
    >
      {fieldState.error?.message === undefined ? null : (
        <div className="field-error" role="alert">
          {fieldState.error.message}
        </div>
      )}
      {[...groups, ...leftovers(unknown)].map((group) => (
        <fieldset key={group.name} className="scope-group">
          <legend>{group.name}</legend>
          {group.scopes.map(({ value, help }) => (
            <CheckboxField
              key={value}
              label={value}
              help={help === '' ? undefined : help}
              className="mono-label"
              checked={field.value.includes(value)}
              onChange={(event) => toggle(value, event.target.checked)}
              onBlur={field.onBlur}
            />
          ))}
        </fieldset>
      ))}
      {apis.length === 0 && resources.isSuccess ? (
        <p className="secondary">
          Scopes of your own come with <Link to="/resources">resources</Link>.
        </p>
      ) : null}
    </Section>
  )
}

function valueOf(scope: { readonly value: string }): string {
  return scope.value
}

function leftovers(scopes: readonly string[]): readonly ScopeGroup[] {
  if (scopes.length === 0) return []
  return [
    {
      name: 'Of no resource',
      scopes: scopes.map((value) => ({ value, help: 'No resource has it any more.' })),
    },
  ]
}
