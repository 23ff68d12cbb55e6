import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'

import type { IssuerStatus } from '#contract/issuer.ts'
import { count, durationInWords, plural } from '#renderer/format.ts'
import { useOperation } from '#renderer/operations.ts'
import { CopyLine } from '#renderer/ui/code-block.tsx'
import { Loaded } from '#renderer/ui/loaded.tsx'
import { Facts, Page, PageBody, PageHeader, Section } from '#renderer/ui/page.tsx'
import { Status } from '#renderer/ui/status.tsx'

import { ConnectAnApp } from './connect-an-app.tsx'
import { GeneratedSecrets } from './generated-secrets.tsx'
import { LatestRefusals } from './latest-refusals.tsx'
import { SampleWorkspace } from './sample-workspace.tsx'
import { TokensPerMinute } from './tokens-per-minute.tsx'

import './overview.css'

/** What the issuer is, how it is, and how to use it. */
export function OverviewPage(): JSX.Element {
  const query = useOperation('issuer', 'issuer.status', {})
  return (
    <Page>
      <PageHeader title="Overview" note={query.data?.name} />
      <Loaded query={query} what="overview">
        {(status) => (
          <PageBody label="Overview">
            <GeneratedSecrets />
            {status.counts.clients === 0 ? <SampleWorkspace /> : null}
            <div className="overview-columns">
              <IssuerFacts status={status} />
              <TokensPerMinute activeTokens={status.counts.activeRefreshTokens} />
            </div>
            <LatestRefusals refusals={status.counts.refusalsLastHour} />
            <ConnectAnApp issuer={status.issuer} />
            <Endpoints endpoints={status.endpoints} />
          </PageBody>
        )}
      </Loaded>
    </Page>
  )
}

const keyProtection = {
  keyring: 'By the system’s keyring',
  passphrase: 'By a passphrase',
  file: 'None: by file permissions only',
  memory: 'In memory only: gone when the issuer stops',
} as const satisfies Record<IssuerStatus['keyProtection'], string>

function IssuerFacts(props: { readonly status: IssuerStatus }): JSX.Element {
  const { status } = props
  const unprotected = status.keyProtection === 'file'
  return (
    <Section title="Issuer">
      <Facts
        items={[
          { name: 'URL', value: <CopyLine text={status.issuer} copyLabel="Copy the URL" /> },
          { name: 'State', value: <RunState state={status.state} /> },
          {
            name: 'Network',
            value:
              status.network === 'lan' ? (
                <Status tone="amber">Open to the LAN</Status>
              ) : (
                'This machine only'
              ),
          },
          { name: 'TLS', value: status.tls ? 'On' : 'Off: http on loopback' },
          { name: 'Clock', value: <ClockState offset={status.clockOffset} /> },
          {
            name: 'Key protection',
            value: unprotected ? (
              <Status tone="amber">{keyProtection.file}</Status>
            ) : (
              keyProtection[status.keyProtection]
            ),
          },
          { name: 'Workspace', value: <Workspace counts={status.counts} /> },
          { name: 'Version', value: status.version },
        ]}
      />
    </Section>
  )
}

function RunState(props: { readonly state: IssuerStatus['state'] }): JSX.Element {
  switch (props.state) {
    case 'running':
      return <Status tone="green">Running</Status>
    case 'stopped':
      return <Status tone="grey">Stopped</Status>
    case 'failed':
      return <Status tone="red">Failed</Status>
    default:
      return props.state satisfies never
  }
}

function ClockState(props: { readonly offset: number }): JSX.Element {
  if (props.offset === 0) return <>The system’s time</>
  const side = props.offset > 0 ? 'ahead of' : 'behind'
  return (
    <Status tone="amber">
      {durationInWords(Math.abs(props.offset))} {side} the system’s time
    </Status>
  )
}

function Workspace(props: { readonly counts: IssuerStatus['counts'] }): JSX.Element {
  const { counts } = props
  return (
    <span className="tabular">
      <Link to="/clients">{plural(counts.clients, 'client')}</Link>
      {`, ${plural(counts.users, 'user')}, ${plural(counts.resources, 'resource')}, `}
      {count(counts.activeRefreshTokens)} active refresh{' '}
      {counts.activeRefreshTokens === 1 ? 'token' : 'tokens'}
    </span>
  )
}

function Endpoints(props: { readonly endpoints: IssuerStatus['endpoints'] }): JSX.Element {
  return (
    <Section title="Endpoints">
      <Facts
        items={props.endpoints.map(({ name, url }) => ({
          name,
          value: <CopyLine text={url} copyLabel={`Copy the ${name} URL`} />,
        }))}
      />
    </Section>
  )
}
