import { Link } from '@tanstack/react-router'
import { ExternalLink } from 'lucide-react'
import { Fragment } from 'react'
import type { JSX } from 'react'

import type { PlaygroundRunView } from '#contract/playground.ts'
import { useAct } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { Facts, Section } from '#renderer/ui/page.tsx'
import { Status, type Tone } from '#renderer/ui/status.tsx'
import { showFailure } from '#renderer/ui/toast.tsx'

import { openBrowser } from './open-browser.ts'
import { RunActs } from './run-acts.tsx'

/** A run at the left: how it stands, what comes next, and what can be done with its tokens. */
export function RunSide(props: {
  readonly run: PlaygroundRunView
  readonly onOpenToken: (name: string) => void
}): JSX.Element {
  const { run } = props
  return (
    <div className="try-it-side-column">
      <RunState run={run} />
      {run.tokens.length === 0 ? null : (
        <Section title="Tokens">
          <TokenList run={run} onOpenToken={props.onOpenToken} />
        </Section>
      )}
      {run.tokens.length === 0 || run.state === 'ended' ? null : <RunActs run={run} />}
      <Section title="Run">
        <Facts
          items={[
            {
              name: 'Client',
              value: (
                <Link to="/clients/$clientId" params={{ clientId: run.clientId }}>
                  {run.clientName}
                </Link>
              ),
            },
            {
              name: 'Flow',
              value: run.flow === 'code' ? 'Code flow with PKCE' : 'Client credentials',
            },
            ...(run.redirectUri === null
              ? []
              : [{ name: 'Redirect URI', value: <code>{run.redirectUri}</code> }]),
            { name: 'Scope', value: <code>{run.scope === '' ? 'none' : run.scope}</code> },
          ]}
        />
      </Section>
    </div>
  )
}

const looks = {
  waiting: { tone: 'blue', word: 'Waiting for you' },
  ready: { tone: 'blue', word: 'Ready' },
  busy: { tone: 'blue', word: 'At work' },
  done: { tone: 'green', word: 'Done' },
  failed: { tone: 'red', word: 'Refused' },
  ended: { tone: 'grey', word: 'Ended' },
} as const satisfies Record<
  PlaygroundRunView['state'],
  { readonly tone: Tone; readonly word: string }
>

function RunState(props: { readonly run: PlaygroundRunView }): JSX.Element {
  const { run } = props
  const { tone, word } = looks[run.state]
  return (
    <section className="try-it-state" aria-label="State of the run">
      <output className="try-it-state-words">
        <Status tone={tone}>{word}</Status>
        <span>{run.sentence}</span>
      </output>
      <NextStep run={run} />
      {run.state === 'waiting' && run.authorizationUrl !== null ? (
        <a href={run.authorizationUrl} target="_blank" rel="noopener noreferrer">
          Open the sign-in page again
        </a>
      ) : null}
    </section>
  )
}

function NextStep(props: { readonly run: PlaygroundRunView }): JSX.Element | null {
  const { run } = props
  const next = useAct('playground.next')
  if (run.next === null) return null
  const isAuthorize = run.next === 'authorize'
  return (
    <Button
      tone="primary"
      busy={next.isPending}
      onClick={() =>
        next.mutate(
          { runId: run.id },
          {
            onSuccess: ({ authorizationUrl }) => {
              if (isAuthorize) openBrowser(authorizationUrl)
            },
            onError: (error) => showFailure('Not done', error),
          },
        )
      }
    >
      {isAuthorize ? <ExternalLink /> : null}
      {isAuthorize ? 'Open the sign-in page' : nameOfTokenStep(run)}
    </Button>
  )
}

function nameOfTokenStep({ flow }: PlaygroundRunView): string {
  return flow === 'code' ? 'Redeem the code' : 'Ask for a token'
}

const kinds = [
  { kind: 'access token', title: 'Access' },
  { kind: 'refresh token', title: 'Refresh' },
  { kind: 'id token', title: 'Id' },
] as const

/** Every token of the run by its number; the name that stands for it is what is read out. */
function TokenList(props: {
  readonly run: PlaygroundRunView
  readonly onOpenToken: (name: string) => void
}): JSX.Element {
  return (
    <dl className="try-it-tokens">
      {kinds.map(({ kind, title }) => {
        const tokens = props.run.tokens.filter((token) => token.kind === kind)
        return tokens.length === 0 ? null : (
          <Fragment key={kind}>
            <dt>{title}</dt>
            <dd>
              {tokens.map(({ name }) => (
                <Button
                  key={name}
                  className="tabular"
                  aria-label={name}
                  title={name}
                  onClick={() => props.onOpenToken(name)}
                >
                  {name.split('_').at(-1)}
                </Button>
              ))}
            </dd>
          </Fragment>
        )
      })}
    </dl>
  )
}
