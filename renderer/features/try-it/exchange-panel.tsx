import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'

import type { ExchangeView, PlaygroundRunView } from '#contract/playground.ts'
import { absoluteTime, tookTime } from '#renderer/format.ts'
import { Banner } from '#renderer/ui/banner.tsx'
import { Button } from '#renderer/ui/button.tsx'
import { CodeBlock } from '#renderer/ui/code-block.tsx'
import { Facts, Section } from '#renderer/ui/page.tsx'
import { SidePanel } from '#renderer/ui/side-panel.tsx'
import { Badge, StatusShape } from '#renderer/ui/status.tsx'

/** What was really sent and answered, with variables in the place of secrets. */
export function ExchangePanel(props: {
  readonly run: PlaygroundRunView
  readonly exchange: ExchangeView
  readonly onOpenToken: (name: string) => void
  readonly onClose: () => void
}): JSX.Element {
  const { run, exchange } = props
  const { duration } = exchange
  const took = duration === null ? '' : `, took ${tookTime(duration)}`
  return (
    <SidePanel
      name="try-it"
      title={exchange.title}
      subtitle={absoluteTime(exchange.at) + took}
      onClose={props.onClose}
      defaultWidth={420}
    >
      <div className="panel-sections try-it-panel">
        {exchange.note === '' ? null : (
          <Banner tone={toneOf(exchange)} actions={<WhyLink run={run} exchange={exchange} />}>
            {exchange.note}
          </Banner>
        )}
        {exchange.tokens.length === 0 ? null : (
          <Section title="Tokens" level={3}>
            <div className="try-it-chips">
              {exchange.tokens.map((name) => (
                <Button key={name} className="mono" onClick={() => props.onOpenToken(name)}>
                  {name}
                </Button>
              ))}
            </div>
          </Section>
        )}
        <Rules exchange={exchange} />
        <RequestSection exchange={exchange} />
        <ResponseSection exchange={exchange} />
      </div>
    </SidePanel>
  )
}

function toneOf({ outcome }: ExchangeView): 'red' | 'blue' {
  return outcome === 'refused' || outcome === 'failed' ? 'red' : 'blue'
}

/** The issuer's decision records say which check refused; the sample API has none there. */
function WhyLink(props: {
  readonly run: PlaygroundRunView
  readonly exchange: ExchangeView
}): JSX.Element | null {
  const { run, exchange } = props
  if (exchange.outcome !== 'refused' || exchange.to === 'api') return null
  return (
    <Link to="/activity" search={{ q: recordOf(run, exchange) }}>
      Why, in Activity
    </Link>
  )
}

/** Where the record is found. One of userinfo may name no client: it has only the token to go by. */
function recordOf({ clientId }: PlaygroundRunView, { request, to }: ExchangeView): string {
  const endpoint = /\/oauth2\/([a-z]+)$/.exec(request.url)?.[1]
  if (to !== 'issuer' || endpoint === undefined) return `client:${clientId} outcome:refused`
  const client = endpoint === 'userinfo' ? '' : `client:${clientId} `
  return `${client}endpoint:${endpoint} outcome:refused`
}

const wordOf = { passed: 'Holds', refused: 'Refused', 'not reached': 'Not reached' } as const
const toneOfRule = { passed: 'green', refused: 'red', 'not reached': 'grey' } as const

function Rules(props: { readonly exchange: ExchangeView }): JSX.Element | null {
  const { rules, to } = props.exchange
  if (rules.length === 0) return null
  return (
    <Section title={to === 'api' ? 'What the API checks' : 'What the client checks'} level={3}>
      <ol className="try-it-rules">
        {rules.map(({ name, outcome, words }) => (
          <li key={name} data-outcome={outcome}>
            <StatusShape tone={toneOfRule[outcome]} />
            <div>
              <code>{name}</code> <span className="secondary small">{wordOf[outcome]}</span>
              <div className="small">{words}</div>
            </div>
          </li>
        ))}
      </ol>
    </Section>
  )
}

type Pairs = readonly { readonly name: string; readonly value: string }[]

function PairList(props: { readonly pairs: Pairs }): JSX.Element {
  return (
    <Facts items={props.pairs.map(({ name, value }) => ({ name, value: <code>{value}</code> }))} />
  )
}

function RequestSection(props: { readonly exchange: ExchangeView }): JSX.Element {
  const { method, url, headers, form } = props.exchange.request
  const [address = '', query] = url.split('?')
  const inQuery = [...new URLSearchParams(query)].map(([name, value]) => ({ name, value }))
  return (
    <Section title="Request" level={3}>
      <p className="try-it-target">
        <Badge mono>{method}</Badge> <code>{address}</code>
      </p>
      {inQuery.length === 0 ? null : <PairList pairs={inQuery} />}
      {headers.length === 0 ? null : <PairList pairs={headers} />}
      {form === null ? null : (
        <>
          <h4 className="try-it-form-title secondary small">Form</h4>
          <PairList pairs={form} />
        </>
      )}
    </Section>
  )
}

function ResponseSection(props: { readonly exchange: ExchangeView }): JSX.Element | null {
  const { response } = props.exchange
  if (response === null) return null
  return (
    <Section title="Response" level={3}>
      <p className="try-it-target">
        <Badge mono tone={response.status < 400 ? 'green' : 'red'}>
          {response.status}
        </Badge>
      </p>
      {response.headers.length === 0 ? null : <PairList pairs={response.headers} />}
      {response.body === '' ? null : (
        <CodeBlock text={response.body} copyLabel="Copy the response body" />
      )}
    </Section>
  )
}
