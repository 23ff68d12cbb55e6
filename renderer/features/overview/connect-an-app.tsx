import { useState } from 'react'
import type { JSX } from 'react'

import { useOperation } from '#renderer/operations.ts'
import { factsOf } from '#renderer/snippets/client-facts.ts'
import { SnippetPicker } from '#renderer/snippets/snippet-picker.tsx'
import { CopyLine } from '#renderer/ui/code-block.tsx'
import { Facts, Section } from '#renderer/ui/page.tsx'
import { SelectField } from '#renderer/ui/select-field.tsx'

/** The discovery URL, and a first sign-in in the reader's language. */
export function ConnectAnApp(props: { readonly issuer: string }): JSX.Element {
  const clients = useOperation('clients', 'clients.list', {})
  const choices = (clients.data?.items ?? []).filter(
    (client) => client.flow === 'code' && client.enabled,
  )
  const [chosen, setChosen] = useState('')
  const client = choices.find((choice) => choice.clientId === chosen) ?? choices[0]
  const detail = useOperation(
    'clients',
    'clients.get',
    { clientId: client?.clientId ?? '' },
    { enabled: client !== undefined, keepPrevious: true },
  )
  const discovery = `${props.issuer}/.well-known/openid-configuration`
  return (
    <Section title="Connect an app" help="Any OpenID Connect library needs the first line only.">
      <Facts
        items={[
          {
            name: 'Discovery URL',
            value: <CopyLine text={discovery} copyLabel="Copy the discovery URL" />,
          },
        ]}
      />
      <div className="connect">
        {choices.length > 1 ? (
          <div className="connect-client">
            <SelectField
              label="Client in the snippet"
              options={choices.map(({ clientId, name }) => ({
                value: clientId,
                label: `${name} (${clientId})`,
              }))}
              value={client?.clientId ?? ''}
              onChange={(event) => setChosen(event.target.value)}
            />
          </div>
        ) : null}
        <SnippetPicker facts={factsOf(props.issuer, detail.data)} />
      </div>
    </Section>
  )
}
