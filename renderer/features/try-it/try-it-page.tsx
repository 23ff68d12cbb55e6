import { useNavigate, useSearch } from '@tanstack/react-router'
import type { JSX } from 'react'

import type { PlaygroundRunView } from '#contract/playground.ts'
import { useAct, useOperation } from '#renderer/operations.ts'
import { CopyAsMenu } from '#renderer/snippets/copy-as-menu.tsx'
import type { SnippetFacts } from '#renderer/snippets/snippet.ts'
import { Button } from '#renderer/ui/button.tsx'
import { EmptyState } from '#renderer/ui/empty-state.tsx'
import { Loaded } from '#renderer/ui/loaded.tsx'
import { Page, PageHeader } from '#renderer/ui/page.tsx'
import { SplitView } from '#renderer/ui/side-panel.tsx'

import { ExchangePanel } from './exchange-panel.tsx'
import { RunSide } from './run-side.tsx'
import { Sequence } from './sequence.tsx'
import { StartForm } from './start-form.tsx'
import { TokenPanel } from './token-panel.tsx'
import { tryItSearch, type TryItSearch } from './try-it-search.ts'

import './try-it.css'

type Change = (change: {
  readonly [Key in keyof TryItSearch]?: TryItSearch[Key] | undefined
}) => void

/** Runs a client's flow against this issuer: the form at the left, what happens at the right. */
export function TryItPage(): JSX.Element {
  const search = tryItSearch(useSearch({ from: '/try-it' }))
  const navigate = useNavigate()
  const change: Change = (next) =>
    void navigate({ to: '/try-it', search: tryItSearch({ ...search, ...next }), replace: true })
  return search.run === undefined ? (
    <Start search={search} onChange={change} />
  ) : (
    <Running key={search.run} runId={search.run} search={search} onChange={change} />
  )
}

function Start(props: { readonly search: TryItSearch; readonly onChange: Change }): JSX.Element {
  const { search, onChange } = props
  const clients = useOperation('clients', 'clients.list', {})
  return (
    <Page>
      <PageHeader title="Try it" actions={<RunningNow onOpen={(run) => onChange({ run })} />} />
      <Loaded query={clients} what="clients">
        {({ items }) => {
          const [first] = items
          if (first === undefined) return <NoClient />
          const chosen = items.find(({ clientId }) => clientId === search.client) ?? first
          return (
            <div className="try-it">
              <section className="try-it-side" aria-label="What to try">
                <StartForm
                  clients={items}
                  clientId={chosen.clientId}
                  onChoose={(client) => onChange({ client })}
                  onStarted={({ id, clientId }) => onChange({ run: id, client: clientId })}
                />
              </section>
              <EmptyState title="Nothing has happened yet">
                Start the flow: each request and each answer appears here as an arrow that opens.
              </EmptyState>
            </div>
          )
        }}
      </Loaded>
    </Page>
  )
}

function NoClient(): JSX.Element {
  const navigate = useNavigate()
  return (
    <EmptyState
      title="No client to try yet"
      actions={<Button onClick={() => void navigate({ to: '/clients' })}>Go to the clients</Button>}
    >
      Make a client, or load the sample workspace.
    </EmptyState>
  )
}

/** The newest run that has not ended, for who comes back. */
function RunningNow(props: { readonly onOpen: (runId: string) => void }): JSX.Element | null {
  const list = useOperation('playground', 'playground.list', {})
  const newest = list.data?.runs.find(({ state }) => state !== 'ended')
  if (newest === undefined) return null
  return (
    <Button onClick={() => props.onOpen(newest.id)}>Back to the run of {newest.clientName}</Button>
  )
}

function Running(props: {
  readonly runId: string
  readonly search: TryItSearch
  readonly onChange: Change
}): JSX.Element {
  const { runId, search, onChange } = props
  const query = useOperation('playground', 'playground.get', { runId })
  const end = useAct('playground.end')
  const startAnew = (): void => {
    end.mutate({ runId })
    onChange({ run: undefined, open: undefined })
  }
  return (
    <Page>
      <PageHeader
        title="Try it"
        note={query.data?.clientName}
        actions={
          <>
            {query.data === undefined ? null : <CopyAsMenu facts={factsOf(query.data)} />}
            <Button busy={end.isPending} onClick={startAnew}>
              End this run
            </Button>
          </>
        }
      />
      {query.error === null ? (
        <Loaded query={query} what="run">
          {(run) => <RunView run={run} search={search} onChange={onChange} />}
        </Loaded>
      ) : (
        <EmptyState
          title="This run is over"
          actions={<Button onClick={() => onChange({ run: undefined })}>Start a new one</Button>}
        >
          Its tokens and its secret are gone.
        </EmptyState>
      )}
    </Page>
  )
}

/** What a run shows to everybody: its tokens and its secret have no part in it. */
function factsOf(run: PlaygroundRunView): SnippetFacts {
  return {
    issuer: run.issuer,
    clientId: run.clientId,
    flow: run.flow,
    isPublic: run.clientType === 'public',
    redirectUri: run.redirectUri ?? '',
    scope: run.scope,
    refreshes: run.tokens.some(({ kind }) => kind === 'refresh token'),
  }
}

function RunView(props: {
  readonly run: PlaygroundRunView
  readonly search: TryItSearch
  readonly onChange: Change
}): JSX.Element {
  const { run, search, onChange } = props
  const exchange = run.exchanges.find(({ id }) => String(id) === search.open)
  const token = run.tokens.find(({ name }) => name === search.open)
  const openToken = (open: string): void => onChange({ open })
  const close = (): void => onChange({ open: undefined })
  return (
    <SplitView>
      <div className="try-it">
        <section className="try-it-side" aria-label="The run">
          <RunSide run={run} onOpenToken={openToken} />
        </section>
        <Sequence
          exchanges={run.exchanges}
          waiting={run.state === 'waiting' ? 'Waiting for the browser…' : undefined}
          openId={exchange?.id}
          onOpen={({ id }) => onChange({ open: String(id) })}
        />
      </div>
      {exchange === undefined ? null : (
        <ExchangePanel run={run} exchange={exchange} onOpenToken={openToken} onClose={close} />
      )}
      {token === undefined ? null : <TokenPanel token={token} onClose={close} />}
    </SplitView>
  )
}
