import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { JSX } from 'react'

import type { Output } from '#contract/operations.ts'
import { count } from '#renderer/format.ts'
import { useOperation } from '#renderer/operations.ts'
import { quote } from '#renderer/query-language-words.ts'
import { Button } from '#renderer/ui/button.tsx'
import { CopyLine } from '#renderer/ui/code-block.tsx'
import { Loaded } from '#renderer/ui/loaded.tsx'
import { Facts, Section } from '#renderer/ui/page.tsx'
import { RelativeTime } from '#renderer/ui/relative-time.tsx'
import { SidePanel } from '#renderer/ui/side-panel.tsx'
import { Badge } from '#renderer/ui/status.tsx'

import { ConsentState, offlineInWords, stateMeans } from './consent-words.tsx'
import { RevokeConsent } from './revoke-consent.tsx'

import './consents.css'

type Detail = Output<'consents.get'>

/** One consent: what was allowed, until when, and how to end it. */
export function ConsentPanel(props: {
  readonly subject: string
  readonly clientId: string
  readonly onClose: () => void
}): JSX.Element {
  const { subject, clientId } = props
  const query = useOperation('consents', 'consents.get', { subject, clientId })
  const consent = query.data?.consent
  return (
    <SidePanel
      name="consent"
      title={consent === undefined ? 'Consent' : `${consent.username} → ${consent.clientName}`}
      subtitle={consent === undefined ? undefined : <ConsentState state={consent.state} />}
      onClose={props.onClose}
    >
      <Loaded query={query} what="consent">
        {(detail) => <ConsentSections detail={detail} onRevoked={props.onClose} />}
      </Loaded>
    </SidePanel>
  )
}

function ConsentSections(props: {
  readonly detail: Detail
  readonly onRevoked: () => void
}): JSX.Element {
  const { consent, scopes } = props.detail
  const [asking, setAsking] = useState(false)
  return (
    <div className="panel-sections">
      <Section title="What was allowed" help={stateMeans(consent.state)} level={3}>
        <ul className="consent-scopes">
          {scopes.map(({ value, displayName, emphasize }) => (
            <li key={value}>
              <span>
                {displayName}
                {emphasize ? (
                  <>
                    {' '}
                    <Badge tone="amber">sensitive</Badge>
                  </>
                ) : null}
              </span>
              <code className="secondary">{value}</code>
            </li>
          ))}
        </ul>
      </Section>
      <Section title="For how long" level={3}>
        <Facts
          items={[
            { name: 'Allowed', value: <RelativeTime at={consent.grantedAt} /> },
            { name: 'Remembered until', value: <RelativeTime at={consent.expiresAt} /> },
            { name: 'Offline access', value: offlineInWords(consent.offlineLifetime) },
          ]}
        />
      </Section>
      <Section title="Who" level={3}>
        <Parties detail={props.detail} />
      </Section>
      <Section
        title="Revoke"
        help="The user is asked again. You choose whether the client’s tokens end too."
        level={3}
      >
        <div>
          <Button tone="danger" onClick={() => setAsking(true)}>
            Revoke consent
          </Button>
        </div>
      </Section>
      {asking ? (
        <RevokeConsent
          consent={consent}
          onClose={() => setAsking(false)}
          onRevoked={props.onRevoked}
        />
      ) : null}
    </div>
  )
}

function Parties(props: { readonly detail: Detail }): JSX.Element {
  const { consent, activeTokens } = props.detail
  const tokens = `subject:=${quote(consent.subject)} client:${quote(consent.clientId)}`
  return (
    <Facts
      items={[
        {
          name: 'User',
          value: (
            <Link to="/users" search={{ id: consent.subject }}>
              {consent.username}
            </Link>
          ),
        },
        {
          name: 'Subject',
          value: <CopyLine text={consent.subject} copyLabel="Copy the subject" />,
        },
        {
          name: 'Client',
          value: (
            <Link to="/clients/$clientId" params={{ clientId: consent.clientId }}>
              {consent.clientName}
            </Link>
          ),
        },
        {
          name: 'Active tokens',
          value:
            activeTokens === 0 ? (
              '0'
            ) : (
              <Link to="/refresh-tokens" search={{ q: tokens }}>
                {count(activeTokens)}
              </Link>
            ),
        },
      ]}
    />
  )
}
