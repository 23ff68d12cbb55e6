import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { JSX } from 'react'

import type { ClientDetail } from '#contract/clients.ts'
import type { Output } from '#contract/operations.ts'
import { useOperation } from '#renderer/operations.ts'
import { factsOf } from '#renderer/snippets/client-facts.ts'
import { SnippetPicker } from '#renderer/snippets/snippet-picker.tsx'
import { Button } from '#renderer/ui/button.tsx'
import { CopyLine } from '#renderer/ui/code-block.tsx'
import { Facts, Section } from '#renderer/ui/page.tsx'
import { RelativeTime, useNow } from '#renderer/ui/relative-time.tsx'
import { Status } from '#renderer/ui/status.tsx'

import './connect-tab.css'

/** What an application needs to be this client, and what it has done since somebody looks. */
export function ConnectTab(props: { readonly client: ClientDetail }): JSX.Element {
  const { client } = props
  const status = useOperation('issuer', 'issuer.status', {})
  const issuer = status.data?.issuer
  const facts = issuer === undefined ? undefined : factsOf(issuer, client)
  return (
    <div className="connect-tab">
      <FirstContact client={client} />
      <Section title="Code for this client" help="Secrets stand as variables.">
        {facts === undefined ? null : (
          <>
            <Facts
              items={[
                {
                  name: 'Discovery URL',
                  value: (
                    <CopyLine
                      text={`${facts.issuer}/.well-known/openid-configuration`}
                      copyLabel="Copy the discovery URL"
                    />
                  ),
                },
              ]}
            />
            <SnippetPicker facts={facts} />
          </>
        )}
      </Section>
    </div>
  )
}

type Step = Output<'firstContact.watch'>['steps'][number]

const stepWords = {
  discovery: { title: 'Discovery fetched', waiting: 'The app reads where everything is.' },
  authorize: { title: 'Sign-in asked for', waiting: 'The app sends a browser to the issuer.' },
  token: { title: 'Tokens issued', waiting: 'The app calls the token endpoint.' },
  refresh: { title: 'First refresh', waiting: 'The app trades its refresh token for new ones.' },
} as const satisfies Record<Step['step'], object>

/** Ticks live while an application connects for the first time; a refusal says why. */
function FirstContact(props: { readonly client: ClientDetail }): JSX.Element {
  const { clientId, settings } = props.client
  const now = useNow()
  const [since, setSince] = useState(now)
  const watch = useOperation(
    'activity',
    'firstContact.watch',
    { clientId, since },
    { keepPrevious: true },
  )
  const steps = watch.data?.steps ?? []
  const done = steps.length > 0 && steps.every(({ record }) => record?.outcome === 'passed')
  return (
    <Section
      title="First contact"
      help={
        done
          ? 'The app has done everything that this client is for.'
          : 'Start your app: each step ticks as it happens.'
      }
      actions={<Button onClick={() => setSince(now)}>Start again</Button>}
    >
      {settings.enabled ? null : (
        <p className="secondary">This client is disabled: everything that it asks is refused.</p>
      )}
      <ol className="contact-steps" aria-live="polite">
        {steps.map((step) => (
          <ContactStep key={step.step} step={step} />
        ))}
      </ol>
    </Section>
  )
}

function ContactStep(props: { readonly step: Step }): JSX.Element {
  const { step, record } = props.step
  const { title, waiting } = stepWords[step]
  if (record === null) {
    return (
      <li className="contact-step" data-state="waiting">
        <Status tone="grey">{title}</Status>
        <span className="secondary small">{waiting}</span>
      </li>
    )
  }
  const passed = record.outcome === 'passed'
  return (
    <li className="contact-step" data-state={record.outcome}>
      <Status tone={passed ? 'green' : 'red'}>{title}</Status>
      <span className="contact-words">
        {passed ? (
          <RelativeTime at={record.at} />
        ) : (
          <span>Refused: {record.reason ?? record.error ?? 'see the record'}</span>
        )}
        <Link to="/activity" search={{ record: record.id }}>
          {passed ? 'Open the request' : 'Why, and how to mend it'}
        </Link>
      </span>
    </li>
  )
}
