import { useState } from 'react'
import type { JSX } from 'react'

import type { PlaygroundAct, PlaygroundRunView } from '#contract/playground.ts'
import { useAct } from '#renderer/operations.ts'
import { Button } from '#renderer/ui/button.tsx'
import { Section } from '#renderer/ui/page.tsx'
import { SelectField } from '#renderer/ui/select-field.tsx'
import { TextField } from '#renderer/ui/text-field.tsx'
import { showFailure } from '#renderer/ui/toast.tsx'

/** What can be done with the tokens of a run. */
export function RunActs(props: { readonly run: PlaygroundRunView }): JSX.Element {
  const { run } = props
  const perform = useAct('playground.act')
  const isIdle = run.state === 'done' && !perform.isPending
  const act = (act: PlaygroundAct): void =>
    perform.mutate({ runId: run.id, act }, { onError: (error) => showFailure('Not done', error) })
  const names = (kind: string): readonly string[] =>
    run.tokens.filter((token) => token.kind === kind).map(({ name }) => name)
  const refresh = names('refresh token')
  const access = names('access token')
  return (
    <>
      <Section title="Refresh token">
        {refresh.length === 0 ? (
          <p className="secondary small">{withoutRefreshToken(run)}</p>
        ) : (
          <div className="try-it-acts">
            <Button disabled={!isIdle} onClick={() => act({ kind: 'refresh' })}>
              Refresh
            </Button>
            <Button disabled={!isIdle} onClick={() => act({ kind: 'refresh twice' })}>
              Refresh twice at once
            </Button>
            <Button
              disabled={!isIdle || refresh.length < 2}
              onClick={() => act({ kind: 'replay' })}
            >
              Replay an older one
            </Button>
          </div>
        )}
      </Section>
      {access.length === 0 ? null : (
        <TokenActs
          key={run.id}
          run={run}
          isIdle={isIdle}
          access={access}
          refresh={refresh}
          onAct={act}
        />
      )}
    </>
  )
}

function withoutRefreshToken({ flow, scope }: PlaygroundRunView): string {
  if (flow === 'client_credentials') return 'A client that acts for itself asks again instead.'
  return scope.split(' ').includes('offline_access')
    ? 'None was issued: the client may not have one, or the user did not allow it.'
    : 'None was asked for: add the scope offline_access.'
}

function TokenActs(props: {
  readonly run: PlaygroundRunView
  readonly isIdle: boolean
  readonly access: readonly string[]
  readonly refresh: readonly string[]
  readonly onAct: (act: PlaygroundAct) => void
}): JSX.Element {
  const { run, isIdle, access, refresh, onAct } = props
  const [chosen, setChosen] = useState('')
  // The newest access token, until another is chosen.
  const token = chosen === '' ? (access.at(-1) ?? '') : chosen
  return (
    <>
      <Section title="One token">
        <SelectField
          label="Token"
          options={[...access, ...refresh].map((name) => ({ value: name, label: name }))}
          value={token}
          onChange={(event) => setChosen(event.target.value)}
        />
        <div className="try-it-acts">
          <Button disabled={!isIdle} onClick={() => onAct({ kind: 'introspect', token })}>
            Introspect
          </Button>
          <Button disabled={!isIdle} onClick={() => onAct({ kind: 'revoke', token })}>
            Revoke
          </Button>
          {run.flow === 'client_credentials' ? null : (
            <Button disabled={!isIdle} onClick={() => onAct({ kind: 'userinfo' })}>
              Userinfo
            </Button>
          )}
        </div>
      </Section>
      <SampleApi
        audiences={run.audiences}
        isIdle={isIdle && access.includes(token)}
        onCall={(api) => onAct({ kind: 'call API', token, ...api })}
      />
    </>
  )
}

/** A resource server that says why it refuses: another audience or scope makes it. */
function SampleApi(props: {
  readonly audiences: readonly string[]
  readonly isIdle: boolean
  readonly onCall: (api: { readonly audience?: string; readonly scope: string }) => void
}): JSX.Element {
  const [audience, setAudience] = useState('')
  const [scope, setScope] = useState('')
  return (
    <Section title="Sample API">
      <SelectField
        label="It is the API"
        options={[
          { value: '', label: 'that the token is for' },
          ...props.audiences.map((value) => ({ value, label: value })),
        ]}
        value={audience}
        onChange={(event) => setAudience(event.target.value)}
      />
      <TextField
        label="It asks for the scope"
        placeholder="none"
        mono
        value={scope}
        onChange={(event) => setScope(event.target.value)}
      />
      <div className="try-it-acts">
        <Button
          disabled={!props.isIdle}
          onClick={() =>
            props.onCall({ scope: scope.trim(), ...(audience === '' ? {} : { audience }) })
          }
        >
          Call the API
        </Button>
      </div>
    </Section>
  )
}
