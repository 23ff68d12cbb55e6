import { ExternalLink, Play } from 'lucide-react'
import { useState } from 'react'
import type { FormEvent, JSX } from 'react'

import type { Output } from '#contract/operations.ts'
import type { PlaygroundRunView } from '#contract/playground.ts'
import { useAct, useOperation } from '#renderer/operations.ts'
import { Banner } from '#renderer/ui/banner.tsx'
import { Button } from '#renderer/ui/button.tsx'
import { Loaded } from '#renderer/ui/loaded.tsx'
import { SelectField } from '#renderer/ui/select-field.tsx'
import { TextField } from '#renderer/ui/text-field.tsx'
import { CheckboxField, ToggleField } from '#renderer/ui/toggle-field.tsx'

import { NoLoopbackUri } from './no-loopback-uri.tsx'
import { openBrowser } from './open-browser.ts'
import { ParameterRows, type Parameter } from './parameter-rows.tsx'

type Clients = Output<'clients.list'>['items']

/** Which client is tried, and how. */
export function StartForm(props: {
  readonly clients: Clients
  readonly clientId: string
  readonly onChoose: (clientId: string) => void
  readonly onStarted: (run: PlaygroundRunView) => void
}): JSX.Element {
  const { clients, clientId, onChoose, onStarted } = props
  const subject = useOperation('clients', 'playground.client', { clientId })
  return (
    <div className="try-it-side-column">
      <SelectField
        label="Client"
        options={clients.map((client) => ({ value: client.clientId, label: client.name }))}
        value={clientId}
        onChange={(event) => onChoose(event.target.value)}
      />
      <Loaded query={subject} what="client">
        {(client) => (
          <FlowFields key={clientId} clientId={clientId} client={client} onStarted={onStarted} />
        )}
      </Loaded>
    </div>
  )
}

function FlowFields(props: {
  readonly clientId: string
  readonly client: Output<'playground.client'>
  readonly onStarted: (run: PlaygroundRunView) => void
}): JSX.Element {
  const { clientId, client } = props
  const [left, setLeft] = useState<readonly string[]>([])
  const [loginHint, setLoginHint] = useState('')
  const [parameters, setParameters] = useState<readonly Parameter[]>([])
  const [stepByStep, setStepByStep] = useState(false)
  const scopes = client.scopes.filter((scope) => !left.includes(scope))
  const start = useStart({ clientId, loginHint, scopes, parameters, stepByStep }, props.onStarted)
  const isCode = client.flow === 'code'
  const opensBrowser = isCode && !stepByStep
  const problem = flowProblem(client)
  if (isCode && client.redirectUri === null) return <NoLoopbackUri clientId={clientId} />
  return (
    <form className="try-it-form" onSubmit={start.submit}>
      {problem === undefined ? null : <Banner tone="amber">{problem}</Banner>}
      {isCode ? (
        <TextField
          label="User hint"
          help="Sent as login_hint: the sign-in page begins with it."
          value={loginHint}
          onChange={(event) => setLoginHint(event.target.value)}
        />
      ) : null}
      <Scopes scopes={client.scopes} left={left} onChange={setLeft} />
      <ParameterRows parameters={parameters} onChange={setParameters} />
      <ToggleField
        label="Step by step"
        help="Waits before each request."
        checked={stepByStep}
        onChange={(event) => setStepByStep(event.target.checked)}
      />
      {start.refusal === undefined ? null : <Banner tone="red">{start.refusal}</Banner>}
      <Button type="submit" tone="primary" busy={start.isBusy} disabled={problem !== undefined}>
        {opensBrowser ? <ExternalLink /> : <Play />}
        {opensBrowser ? 'Start in the browser' : 'Start'}
      </Button>
    </form>
  )
}

interface Starting {
  readonly clientId: string
  readonly loginHint: string
  readonly scopes: readonly string[]
  readonly parameters: readonly Parameter[]
  readonly stepByStep: boolean
}

/** Starts the run, and opens the browser where the user has to sign in at once. */
function useStart(
  starting: Starting,
  onStarted: (run: PlaygroundRunView) => void,
): {
  readonly submit: (event: FormEvent) => void
  readonly isBusy: boolean
  readonly refusal: string | undefined
} {
  const start = useAct('playground.start')
  function submit(event: FormEvent): void {
    event.preventDefault()
    const given = starting.parameters.filter(({ name }) => name !== '')
    const input = {
      ...starting,
      loginHint: starting.loginHint.trim(),
      scopes: [...starting.scopes],
      parameters: given.map(({ name, value }) => ({ name, value })),
    }
    start.mutate(input, {
      onSuccess: (run) => {
        if (run.state === 'waiting') openBrowser(run.authorizationUrl)
        onStarted(run)
      },
    })
  }
  return { submit, isBusy: start.isPending, refusal: start.error?.message }
}

function flowProblem({ flow }: Output<'playground.client'>): string | undefined {
  return flow === null ? 'This client has no flow yet. Allow one in its settings.' : undefined
}

function Scopes(props: {
  readonly scopes: readonly string[]
  /** Those that are not asked for. */
  readonly left: readonly string[]
  readonly onChange: (left: readonly string[]) => void
}): JSX.Element | null {
  const { scopes, left, onChange } = props
  if (scopes.length === 0) return null
  return (
    <fieldset className="try-it-scopes">
      <legend className="field-label">Scopes</legend>
      {scopes.map((scope) => (
        <CheckboxField
          key={scope}
          label={scope}
          className="mono-label"
          checked={!left.includes(scope)}
          onChange={(event) =>
            onChange(
              event.target.checked ? left.filter((other) => other !== scope) : [...left, scope],
            )
          }
        />
      ))}
    </fieldset>
  )
}
