import type { ExchangeView, PlaygroundRunView, PlaygroundTokenView } from '#contract/playground.ts'
import type { Client, Flow } from '#domain/client.ts'

import type { PlaygroundOptions } from './options.ts'
import type { TemporarySecret } from './temporary-secret.ts'
import type { Variables } from './variables.ts'

/** A run of a client's flow. Its views hold no secret; `variables` and `secret` do, until its end. */
export interface Run {
  readonly id: string
  readonly options: PlaygroundOptions
  readonly client: Client
  readonly flow: Flow
  readonly scope: string
  readonly startedAt: number
  readonly stepByStep: boolean
  /** What the administrator adds to the first request. */
  readonly parameters: readonly { readonly name: string; readonly value: string }[]
  readonly loginHint: string
  readonly audiences: readonly string[]
  readonly variables: Variables
  readonly secret: TemporarySecret
  readonly exchanges: ExchangeView[]
  readonly tokens: PlaygroundTokenView[]
  /** Closed at the end. */
  listener: { close(): Promise<void> } | undefined
  redirectUri: string | null
  nonce: string | undefined
  state: PlaygroundRunView['state']
  sentence: string
  next: PlaygroundRunView['next']
  authorizationUrl: string | null
}

export function viewOf(run: Run): PlaygroundRunView {
  return {
    id: run.id,
    clientId: run.client.clientId,
    clientName: run.client.name,
    clientType: run.client.type,
    flow: run.flow,
    issuer: run.options.place().issuer,
    scope: run.scope,
    redirectUri: run.redirectUri,
    startedAt: run.startedAt,
    state: run.state,
    sentence: run.sentence,
    next: run.next,
    authorizationUrl: run.authorizationUrl,
    exchanges: [...run.exchanges],
    tokens: [...run.tokens],
    audiences: [...run.audiences],
  }
}

/** Moves a run on, and tells whoever watches. */
export function become(
  run: Run,
  change: Partial<Pick<Run, 'state' | 'sentence' | 'next' | 'authorizationUrl'>>,
): void {
  // What was asked for before the end may come in after it.
  if (run.state === 'ended') return
  Object.assign(run, change)
  run.options.publish(['playground'])
}

export function addExchange(
  run: Run,
  exchange: Omit<ExchangeView, 'id' | 'at'>,
): ExchangeView['id'] {
  const id = run.exchanges.length + 1
  run.exchanges.push({ id, at: run.options.now(), ...exchange })
  run.options.publish(['playground'])
  return id
}

export function changeExchange(run: Run, id: number, change: Partial<ExchangeView>): void {
  const known = run.exchanges[id - 1]
  if (known) run.exchanges[id - 1] = { ...known, ...change }
  run.options.publish(['playground'])
}
