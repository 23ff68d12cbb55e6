import type { JSX } from 'react'

import type { RefreshTokenDetail } from '#contract/refresh-tokens.ts'
import { RelativeTime } from '#renderer/ui/relative-time.tsx'
import { StatusShape } from '#renderer/ui/status.tsx'

import './token-history.css'

type Entry = RefreshTokenDetail['history'][number]

const kinds = {
  issued: { tone: 'green', shape: 'dot', words: 'Issued' },
  rotated: { tone: 'blue', shape: 'ring', words: 'Rotated' },
  reused: { tone: 'blue', shape: 'dot', words: 'Used' },
  grace: { tone: 'amber', shape: 'diamond', words: 'Retried in the grace time' },
  replayed: { tone: 'red', shape: 'cross', words: 'Replayed: family revoked' },
} as const satisfies Record<Entry['kind'], object>

/** The family over time, newest first: who came with which generation, from where, and got what. */
export function TokenHistory(props: { readonly history: readonly Entry[] }): JSX.Element {
  // Counted from the oldest, so that a line keeps its number when a newer one comes.
  const numbered = props.history.map((entry, at) => ({ entry, number: props.history.length - at }))
  return (
    <ol className="history" aria-label="History of the family">
      {numbered.map(({ entry, number }) => (
        <HistoryLine key={number} entry={entry} />
      ))}
    </ol>
  )
}

function HistoryLine(props: { readonly entry: Entry }): JSX.Element {
  const { entry } = props
  const { tone, shape, words } = kinds[entry.kind]
  const from = [entry.ip, entry.device].filter((part) => part !== null).join(' · ')
  return (
    <li className="history-entry" data-kind={entry.kind}>
      <StatusShape tone={tone} shape={shape} />
      <div className="history-words">
        <div className="history-head">
          <span className="history-kind">{words}</span>
          <span className="secondary">generation {entry.generation}</span>
          <RelativeTime at={entry.at} />
        </div>
        {from === '' ? null : <div className="secondary small truncate">{from}</div>}
        {entry.accessToken === null ? null : <AccessToken token={entry.accessToken} />}
      </div>
    </li>
  )
}

function AccessToken(props: { readonly token: NonNullable<Entry['accessToken']> }): JSX.Element {
  const { token } = props
  const format = token.format === 'jwt' ? 'JWT' : 'Opaque'
  return (
    <div className="small history-access-token">
      <span className="secondary">{format} access token</span>
      <code className="truncate" title={token.id}>
        {token.id}
      </code>
      {token.active ? (
        <span>
          works, ends <RelativeTime at={token.expiresAt} />
        </span>
      ) : (
        <span className="secondary">works no more</span>
      )}
    </div>
  )
}
