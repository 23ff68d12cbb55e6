import { Link } from '@tanstack/react-router'
import { Maximize2, Minimize2 } from 'lucide-react'
import { useState } from 'react'
import type { JSX } from 'react'

import type { RefreshTokenDetail, RefreshTokenRow } from '#contract/refresh-tokens.ts'
import { plural } from '#renderer/format.ts'
import { useOperation } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { CopyLine } from '#renderer/ui/code-block.tsx'
import { Failure } from '#renderer/ui/failure.tsx'
import { IconButton } from '#renderer/ui/icon-button.tsx'
import { Facts, Section } from '#renderer/ui/page.tsx'
import { RelativeTime, useNow } from '#renderer/ui/relative-time.tsx'
import { SidePanel } from '#renderer/ui/side-panel.tsx'
import { Skeleton } from '#renderer/ui/skeleton.tsx'
import { Badge, Status } from '#renderer/ui/status.tsx'

import { FamilyTreePage } from './family-tree-page.tsx'
import { useFamilyNodes } from './family-tree-records.ts'
import { ReplayCompared } from './family-tree-replay.tsx'
import { StealButton } from './family-tree-steal.tsx'
import { FamilyTree } from './family-tree.tsx'
import { personOf } from './token-columns.tsx'
import { TokenHistory } from './token-history.tsx'
import { TokenStatus } from './token-status.tsx'
import { WhyRevoked } from './why-revoked.tsx'

/** Everything about one family: beside the list, or on the whole page with the tree large. */
export function TokenDetail(props: {
  readonly id: string
  readonly isLarge: boolean
  readonly onResize: (isLarge: boolean) => void
  readonly onClose: () => void
  readonly onRevoke: (row: RefreshTokenRow) => void
  readonly onUndo: (revocationId: number) => void
}): JSX.Element {
  const { isLarge, onResize } = props
  const detail = useOperation(
    'refreshTokens',
    'refreshTokens.get',
    { id: props.id },
    { keepPrevious: true },
  )
  const { data } = detail
  const row = data?.token
  const Place = isLarge ? FamilyTreePage : SidePanel
  return (
    <Place
      name="refresh-token"
      title={row ? personOf(row) : `Family ${props.id}`}
      subtitle={
        row === undefined ? undefined : isLarge ? (
          <>
            <code>{row.subject}</code> at {row.clientName ?? row.clientId}
          </>
        ) : (
          <code>{row.subject}</code>
        )
      }
      actions={
        data === undefined || row === undefined || detail.isError ? undefined : (
          <>
            {data.canBeStolen ? <StealButton id={row.id} /> : null}
            <Button onClick={() => props.onRevoke(row)}>Revoke…</Button>
            <IconButton
              label={isLarge ? 'Beside the list' : 'Large view'}
              icon={isLarge ? <Minimize2 /> : <Maximize2 />}
              onClick={() => onResize(!isLarge)}
            />
          </>
        )
      }
      defaultWidth={460}
      onClose={isLarge ? () => onResize(false) : props.onClose}
    >
      {detail.isError ? (
        <Failure title="This family cannot be shown" error={detail.error} />
      ) : data === undefined ? (
        <Skeleton label="Loading the family" />
      ) : (
        <Family key={data.token.id} {...props} detail={data} />
      )}
    </Place>
  )
}

function Family(props: {
  readonly detail: RefreshTokenDetail
  readonly isLarge: boolean
  readonly onRevoke: (row: RefreshTokenRow) => void
  readonly onUndo: (revocationId: number) => void
}): JSX.Element {
  const { detail, isLarge, onRevoke } = props
  const { token } = detail
  const now = useNow()
  const { nodes, isCut } = useFamilyNodes(detail, now)
  const [selected, setSelected] = useState<string | undefined>(undefined)
  const choose = { nodes, now, selected, onSelect: setSelected }
  return (
    <div className={isLarge ? 'token-detail large' : 'token-detail'}>
      <div className="token-detail-first">
        <WhyRevoked detail={detail} onUndo={props.onUndo} />
        <ReplayCompared nodes={nodes} />
        <FamilyTree
          {...choose}
          detail={detail}
          onRevoke={token.status === 'active' ? () => onRevoke(token) : undefined}
        />
      </div>
      <TokenFacts detail={detail} />
      <div className="token-detail-history">
        <Section
          title="History"
          help={isCut}
          actions={
            <Link to="/activity" search={{ q: `family:${token.id}` }}>
              All its requests
            </Link>
          }
        >
          <TokenHistory {...choose} />
        </Section>
      </div>
      <Origin detail={detail} />
    </div>
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
