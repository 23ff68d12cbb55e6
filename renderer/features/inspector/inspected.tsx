import { useState } from 'react'
import type { JSX } from 'react'

import type { InspectedToken } from '#contract/inspector.ts'
import { plural } from '#renderer/format.ts'
import { Banner } from '#renderer/ui/banner.tsx'
import { StatusShape } from '#renderer/ui/status.tsx'

import { ApiAcceptance } from './api-acceptance.tsx'
import { ClaimTable } from './claim-table.tsx'
import { TokenRecord } from './token-record.tsx'
import type { Expectation, Inspecting } from './use-inspection.ts'
import { toneOf, Verdict } from './verdict.tsx'

interface InspectedProps {
  readonly inspecting: Inspecting
  readonly api: Expectation
  readonly onApi: (api: Expectation) => void
  /** Marks the token in the text. */
  readonly onShow: (token: InspectedToken) => void
}

export function Inspected(props: InspectedProps): JSX.Element | null {
  const { inspecting } = props
  switch (inspecting.kind) {
    case 'empty':
      return <Nothing />
    case 'waiting':
      return <output className="secondary">Looking…</output>
    case 'failed':
      return <Banner tone="red">{inspecting.error.message}</Banner>
    case 'ready':
      return <FoundTokens {...props} tokens={inspecting.inspection.tokens} />
  }
}

function Nothing(): JSX.Element {
  return (
    <div className="inspector-empty secondary">
      <p>It works offline, with this issuer’s own keys and records:</p>
      <ul>
        <li>finds the tokens in the text and tells what each one is</li>
        <li>verifies the signature, and says plainly if it was forged or changed</li>
        <li>explains every claim, with times as this machine’s clock has them</li>
        <li>tells rule by rule whether an API would accept it</li>
        <li>opens the family, the requests, the user and the client behind it</li>
      </ul>
    </div>
  )
}

function FoundTokens(
  props: InspectedProps & { readonly tokens: readonly InspectedToken[] },
): JSX.Element {
  const { tokens } = props
  const [chosen, setChosen] = useState(0)
  const token = tokens[chosen] ?? tokens[0]
  if (token === undefined)
    return (
      <output className="secondary">
        No token is in this text: nothing has the form of a JWT, or of a token, code or id that this
        issuer makes.
      </output>
    )
  return (
    <>
      {tokens.length === 1 ? null : (
        <fieldset className="found-tokens">
          <legend>{plural(tokens.length, 'token')} in this text</legend>
          {tokens.map((found, index) => (
            <button
              // Where it stands in the text is what tells it from the others.
              key={found.start}
              type="button"
              className="found-token"
              aria-pressed={found === token}
              onClick={({ detail }) => {
                setChosen(index)
                // The keyboard goes on to the next one.
                if (detail > 0) props.onShow(found)
              }}
            >
              <StatusShape tone={toneOf(found.verdict.tone)} />
              {found.kind}
              {found.label === null ? null : <code className="secondary">{found.label}</code>}
            </button>
          ))}
        </fieldset>
      )}
      <TokenView {...props} token={token} />
    </>
  )
}

function TokenView(props: InspectedProps & { readonly token: InspectedToken }): JSX.Element {
  const { token, api, onApi } = props
  return (
    <>
      <Verdict token={token} />
      {token.record === null ? null : <TokenRecord record={token.record} />}
      {token.api === null ? null : <ApiAcceptance acceptance={token.api} api={api} onApi={onApi} />}
      {token.jwt === null ? null : (
        <>
          <ClaimTable title="Claims" rows={token.jwt.claims} />
          <ClaimTable title="Header" rows={token.jwt.header} />
        </>
      )}
    </>
  )
}
