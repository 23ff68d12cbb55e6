import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'

import type { ClientDetail } from '#contract/clients.ts'
import { count, durationInWords } from '#renderer/format.ts'
import { useOperation } from '#renderer/operations.ts'
import { CopyLine } from '#renderer/ui/code-block.tsx'
import { Loaded } from '#renderer/ui/loaded.tsx'
import { Facts } from '#renderer/ui/page.tsx'
import { RelativeTime } from '#renderer/ui/relative-time.tsx'
import { SidePanel } from '#renderer/ui/side-panel.tsx'
import { Status } from '#renderer/ui/status.tsx'

import { flowName, typeName } from './client-words.ts'

/** A client at a glance, beside the list; its editor is a page of its own. */
export function ClientPeek(props: {
  readonly clientId: string
  readonly onClose: () => void
}): JSX.Element {
  const { clientId } = props
  const query = useOperation('clients', 'clients.get', { clientId }, { keepPrevious: true })
  return (
    <SidePanel
      name="client"
      title={query.data?.settings.name ?? clientId}
      subtitle={<code>{clientId}</code>}
      actions={
        <Link to="/clients/$clientId" params={{ clientId }} className="button" data-tone="plain">
          Edit
        </Link>
      }
      defaultWidth={400}
      onClose={props.onClose}
    >
      <Loaded query={query} what="client">
        {(client) => (
          <div className="panel-sections">
            <ClientFacts client={client} />
            <RefreshSentence client={client} />
          </div>
        )}
      </Loaded>
    </SidePanel>
  )
}

function ClientFacts(props: { readonly client: ClientDetail }): JSX.Element {
  const { clientId, settings, secrets, activeTokens, lastUsedAt } = props.client
  return (
    <Facts
      items={[
        { name: 'Client id', value: <CopyLine text={clientId} copyLabel="Copy the client id" /> },
        {
          name: 'State',
          value: settings.enabled ? (
            <Status tone="green">Enabled</Status>
          ) : (
            <Status tone="grey">Disabled</Status>
          ),
        },
        { name: 'Flow', value: settings.flow === null ? 'None' : flowName[settings.flow] },
        { name: 'Type', value: typeName[settings.type] },
        ...(settings.type === 'public' ? [] : [{ name: 'Secrets', value: count(secrets.length) }]),
        ...(settings.flow === 'code'
          ? [{ name: 'Redirect URIs', value: <RedirectUris uris={settings.redirectUris} /> }]
          : []),
        { name: 'Scopes', value: settings.scopes.join(' ') || 'None' },
        { name: 'Access token', value: durationInWords(settings.accessToken.lifetime) },
        {
          name: 'Active tokens',
          value: (
            <Link to="/refresh-tokens" search={{ q: `client:${clientId}` }}>
              {count(activeTokens)}
            </Link>
          ),
        },
        { name: 'Last used', value: <RelativeTime at={lastUsedAt} /> },
      ]}
    />
  )
}

function RedirectUris(props: {
  readonly uris: ClientDetail['settings']['redirectUris']
}): JSX.Element {
  if (props.uris.length === 0) return <>None</>
  return (
    <ul>
      {props.uris.map(({ uri }) => (
        <li key={uri}>
          <code className="small">{uri}</code>
        </li>
      ))}
    </ul>
  )
}

/** The refresh policy in the issuer's words. */
function RefreshSentence(props: { readonly client: ClientDetail }): JSX.Element | null {
  const { clientId, settings } = props.client
  const preview = useOperation(
    'clients',
    'clients.previewConsent',
    { clientId, settings },
    { keepPrevious: true, enabled: settings.flow === 'code' },
  )
  const sentence = settings.flow === 'code' ? preview.data?.refreshSentence : undefined
  if (sentence === undefined || sentence === '') return null
  return (
    <output className="refresh-sentence" aria-label="What will happen">
      {sentence}
    </output>
  )
}
