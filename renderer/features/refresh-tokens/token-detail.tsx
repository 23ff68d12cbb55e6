import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'

import type { RefreshTokenDetail, RefreshTokenRow } from '#contract/refresh-tokens.ts'
import { plural } from '#renderer/format.ts'
import { useOperation } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { CopyLine } from '#renderer/ui/code-block.tsx'
import { Failure } from '#renderer/ui/failure.tsx'
import { Facts, Section } from '#renderer/ui/page.tsx'
import { RelativeTime } from '#renderer/ui/relative-time.tsx'
import { SidePanel } from '#renderer/ui/side-panel.tsx'
import { Skeleton } from '#renderer/ui/skeleton.tsx'
import { Badge, Status } from '#renderer/ui/status.tsx'

import { personOf } from './token-columns.tsx'
import { TokenHistory } from './token-history.tsx'
import { TokenStatus } from './token-status.tsx'
import { WhyRevoked } from './why-revoked.tsx'

/** Everything about one family, beside the list. */
export function TokenDetail(props: {
  readonly id: string
  readonly onClose: () => void
  readonly onRevoke: (row: RefreshTokenRow) => void
  readonly onUndo: (revocationId: number) => void
}): JSX.Element {
  const detail = useOperation(
    'refreshTokens',
    'refreshTokens.get',
    { id: props.id },
    { keepPrevious: true },
  )
  const { data } = detail
  const row = data?.token
  return (
    <SidePanel
      name="refresh-token"
      title={row ? personOf(row) : `Family ${props.id}`}
      subtitle={row ? <code>{row.subject}</code> : undefined}
      actions={
        row === undefined || detail.isError ? undefined : (
          <Button onClick={() => props.onRevoke(row)}>Revoke…</Button>
        )
      }
      defaultWidth={460}
      onClose={props.onClose}
    >
      {detail.isError ? (
        <Failure title="This family cannot be shown" error={detail.error} />
      ) : data === undefined ? (
        <Skeleton label="Loading the family" />
      ) : (
        <div className="token-detail">
          <WhyRevoked detail={data} onUndo={props.onUndo} />
          <TokenFacts detail={data} />
          <Section title="Family" help="Each refresh token of this grant, newest first.">
            <TokenHistory history={data.history} />
          </Section>
          <Origin detail={data} />
        </div>
      )}
    </SidePanel>
  )
}

function TokenFacts(props: { readonly detail: RefreshTokenDetail }): JSX.Element {
  const { detail } = props
  const row = detail.token
  const usage = detail.usage === 'reuse' ? 'reused' : 'rotated at each use'
  return (
    <Facts
      items={[
        { name: 'Status', value: <TokenStatus status={row.status} /> },
        { name: 'Family', value: <CopyLine text={row.id} copyLabel="Copy the family id" /> },
        { name: 'Subject', value: <CopyLine text={row.subject} copyLabel="Copy the subject" /> },
        { name: 'Client', value: <ClientLink row={row} /> },
        { name: 'Scopes', value: <Scopes scope={row.scope} /> },
        {
          name: 'Generation',
          value: `${row.generation}${detail.usage === null ? '' : `, ${usage}`}`,
        },
        { name: 'Uses', value: row.uses },
        { name: 'Issued', value: <RelativeTime at={row.issuedAt} /> },
        { name: 'Last used', value: <RelativeTime at={row.lastUsedAt} /> },
        { name: 'Expires', value: <RelativeTime at={row.expiresAt} /> },
        { name: 'If unused', value: <RelativeTime at={detail.idleExpiresAt} /> },
        { name: 'At the latest', value: <RelativeTime at={detail.absoluteExpiresAt} /> },
        { name: 'IP address', value: row.ip ?? 'Unknown' },
        { name: 'Device', value: row.device ?? 'Unknown' },
        ...(row.userAgent === null
          ? []
          : [{ name: 'User agent', value: <code className="small">{row.userAgent}</code> }]),
      ]}
    />
  )
}

function ClientLink(props: { readonly row: RefreshTokenRow }): JSX.Element {
  const { clientId, clientName } = props.row
  if (clientName === null) {
    return (
      <>
        <code>{clientId}</code> (deleted)
      </>
    )
  }
  return (
    <Link to="/clients/$clientId" params={{ clientId }}>
      {clientName} <code>{clientId}</code>
    </Link>
  )
}

function Scopes(props: { readonly scope: readonly string[] }): JSX.Element {
  return (
    <span className="token-scopes">
      {props.scope.map((value) => (
        <Badge key={value} mono>
          {value}
        </Badge>
      ))}
    </span>
  )
}

function Origin(props: { readonly detail: RefreshTokenDetail }): JSX.Element {
  const { session, consentUntil, familiesOfUserAtClient } = props.detail
  return (
    <Section title="Where it comes from">
      <Facts
        items={[
          {
            name: 'Session',
            value:
              session === null ? (
                'Not known any more'
              ) : (
                <>
                  <CopyLine text={session.id} copyLabel="Copy the session id" />
                  <Status tone={session.active ? 'green' : 'grey'}>
                    {session.active ? 'Signed in' : 'Signed out'}
                  </Status>
                </>
              ),
          },
          ...(session === null
            ? []
            : [
                { name: 'Signed in', value: <RelativeTime at={session.authenticatedAt} /> },
                { name: 'From', value: session.ip ?? 'Unknown' },
              ]),
          {
            name: 'Consent',
            value:
              consentUntil === null ? (
                'Not remembered'
              ) : (
                <>
                  Ends <RelativeTime at={consentUntil} />
                </>
              ),
          },
          {
            name: 'This user here',
            value: `${plural(familiesOfUserAtClient, 'active family', 'active families')} at this client`,
          },
        ]}
      />
    </Section>
  )
}
