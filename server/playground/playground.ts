import type { ListedRun, PlaygroundAct, PlaygroundRunView } from '#contract/playground.ts'
import type { Client } from '#domain/client.ts'
import { randomIdentifier } from '#domain/secret.ts'
import { refused, type Refusal } from '#store/refusal.ts'

import { act } from './acts.ts'
import { authorize, prepareAuthorization, redeem, requestOwnTokens } from './authorization.ts'
import { findLoopbackUri } from './callback-listener.ts'
import { openKeptRuns } from './kept-runs.ts'
import type { PlaygroundOptions } from './options.ts'
import { ownedParameterProblem } from './owned-parameters.ts'
import { become, viewOf, type Run } from './run.ts'
import { openTemporarySecret } from './temporary-secret.ts'
import { steal, type Stealing, type Theft } from './theft.ts'
import { openVariables } from './variables.ts'

export interface Starting {
  readonly clientId: string
  readonly loginHint: string
  readonly scopes: readonly string[]
  readonly parameters: readonly { readonly name: string; readonly value: string }[]
  readonly stepByStep: boolean
  readonly actor: string
}

export type RunAnswer = { readonly kind: 'run'; readonly run: PlaygroundRunView } | Refusal

/** Runs of clients' flows against this issuer. Their tokens and secrets stay in here. */
export interface Playground {
  /** The newest first. */
  list(): readonly ListedRun[]
  get(runId: string): RunAnswer
  start(starting: Starting): Promise<RunAnswer>
  next(runId: string): Promise<RunAnswer>
  act(runId: string, request: PlaygroundAct): Promise<RunAnswer>
  end(runId: string): Promise<void>
  steal(stealing: Stealing): Promise<Theft | Refusal>
  /** Ends all runs. */
  close(): Promise<void>
}

/** Requests that a run keeps. */
const exchangeLimit = 200

export function openPlayground(options: PlaygroundOptions): Playground {
  const runs = openKeptRuns(options)
  const step = async (
    runId: string,
    work: (run: Run) => Promise<Refusal | undefined>,
  ): Promise<RunAnswer> => {
    const run = runs.use(runId)
    if (!run) return unknownRun
    const refusal = await work(run)
    return refusal ?? { kind: 'run', run: viewOf(run) }
  }
  return {
    list: () => runs.list().map(viewOf),
    get(runId) {
      const run = runs.find(runId)
      return run ? { kind: 'run', run: viewOf(run) } : unknownRun
    },
    async start(starting) {
      const made = await makeRun(options, starting)
      if (made.kind === 'refused') return made
      await runs.keep(made.run)
      try {
        await begin(made.run)
      } catch (error) {
        await runs.forget(made.run.id)
        throw error
      }
      return { kind: 'run', run: viewOf(made.run) }
    },
    next: (runId) => step(runId, goOn),
    act: (runId, request) => step(runId, (run) => perform(run, request)),
    end: (runId) => runs.forget(runId),
    steal: (stealing) => steal(options, stealing),
    close: () => runs.close(),
  }
}

const unknownRun = refused('not_found', 'This run is over. Start a new one.', 'runId')

async function makeRun(
  options: PlaygroundOptions,
  starting: Starting,
): Promise<{ readonly kind: 'made'; readonly run: Run } | Refusal> {
  const { clientId, actor, scopes, parameters, loginHint, stepByStep } = starting
  const client = await options.store.findClient({ clientId })
  if (!client) return refused('not_found', `There is no client ${clientId}.`, 'clientId')
  const problem = clientProblem(client) ?? ownedParameterProblem(parameters)
  if (problem || client.flow === null) return problem ?? unknownRun
  const resources = await options.store.listResources({})
  return {
    kind: 'made',
    run: {
      id: randomIdentifier(),
      options,
      client,
      flow: client.flow,
      scope: scopes.join(' '),
      startedAt: options.now(),
      stepByStep,
      parameters,
      loginHint,
      audiences: resources.filter(({ enabled }) => enabled).map(({ audience }) => audience),
      variables: openVariables(),
      secret: openTemporarySecret(options, { clientId, actor }),
      exchanges: [],
      tokens: [],
      listener: undefined,
      redirectUri: null,
      nonce: undefined,
      state: 'ready',
      sentence: '',
      next: null,
      authorizationUrl: null,
    },
  }
}

function clientProblem(client: Client): Refusal | undefined {
  if (client.flow === null)
    return refused(
      'conflict',
      'This client has no flow yet. Allow one in its settings.',
      'clientId',
    )
  if (client.flow === 'code' && !findLoopbackUri(client.redirectUris.map(({ uri }) => uri)))
    return refused(
      'conflict',
      'This client has no redirect URI on loopback, where Try it could listen. Add http://127.0.0.1/try-it.',
      'clientId',
    )
  return undefined
}

async function begin(run: Run): Promise<void> {
  if (run.flow === 'code') {
    await prepareAuthorization(run)
    if (!run.stepByStep) authorize(run)
    return
  }
  become(run, { state: 'ready', next: 'token', sentence: 'Ask for a token.' })
  if (!run.stepByStep) await requestOwnTokens(run)
}

async function goOn(run: Run): Promise<Refusal | undefined> {
  if (run.next === null) return refused('conflict', 'There is no next step now.', 'runId')
  if (run.next === 'authorize') authorize(run)
  else await (run.flow === 'code' ? redeem(run) : requestOwnTokens(run))
  return undefined
}

/** One at a time, so that the picture tells what came after what. */
async function perform(run: Run, request: PlaygroundAct): Promise<Refusal | undefined> {
  if (run.state !== 'done')
    return refused('conflict', 'This run has no tokens to work with now.', 'runId')
  if (run.exchanges.length >= exchangeLimit)
    return refused('conflict', 'This run is long enough. Start a new one.', 'runId')
  become(run, { state: 'busy' })
  try {
    return await act(run, request)
  } finally {
    become(run, { state: 'done' })
  }
}
