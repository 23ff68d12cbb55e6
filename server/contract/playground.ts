import { z } from 'zod'

import { clientIdentifier, empty, epochSeconds, grantIdentifier, scopeValue } from './values.ts'

/** Who speaks in a run: the user's browser, Try it in the client's place, the issuer, an API. */
export const lane = z.enum(['browser', 'client', 'issuer', 'api'])
export type Lane = z.infer<typeof lane>

const header = z.object({ name: z.string(), value: z.string() })

/** What was sent. Tokens, codes and secrets are names of variables: `$CODE`, `$ACCESS_TOKEN_1`. */
export const sentRequest = z.object({
  method: z.enum(['GET', 'POST']),
  url: z.string(),
  headers: z.array(header),
  /** The form's parameters, in order; `null` where nothing was sent in a body. */
  form: z.array(header).nullable(),
})

export const receivedResponse = z.object({
  status: z.int(),
  headers: z.array(header),
  body: z.string(),
})

/** One thing that was looked at in an answer: by Try it as the client, or by the sample API. */
export const rule = z.object({
  name: z.string(),
  outcome: z.enum(['passed', 'refused', 'not reached']),
  /** What was expected, or why it was refused. */
  words: z.string(),
})

/** A request with its answer. */
export const exchange = z.object({
  id: z.int(),
  at: epochSeconds,
  title: z.string(),
  from: lane,
  to: lane,
  request: sentRequest,
  /** `null` until it is there, and where it goes to the browser. */
  response: receivedResponse.nullable(),
  /** Milliseconds; `null` until the answer is there. */
  duration: z.number().nullable(),
  /** How many exchanges had begun when the answer came; `null` until then. */
  answeredAfter: z.int().nullable(),
  outcome: z.enum(['sent', 'passed', 'refused', 'failed']),
  /** The answer in a few words: "Tokens", "invalid_grant". */
  answer: z.string(),
  /** What it means, in a sentence; empty where there is nothing to add. */
  note: z.string(),
  rules: z.array(rule),
  /** Names of the tokens that came with the answer. */
  tokens: z.array(z.string()),
})
export type ExchangeView = z.infer<typeof exchange>

/** A token as it may be looked at: what it says of itself, never its value. */
export const playgroundToken = z.object({
  /** `$ACCESS_TOKEN_1` */
  name: z.string(),
  kind: z.enum(['access token', 'refresh token', 'id token']),
  fingerprint: z.string(),
  /** `null` for an opaque one. */
  jwt: z
    .object({
      header: z.record(z.string(), z.json()),
      claims: z.record(z.string(), z.json()),
      verified: z.boolean(),
      /** By which key, or why not. */
      words: z.string(),
    })
    .nullable(),
  expiresAt: epochSeconds.nullable(),
})
export type PlaygroundTokenView = z.infer<typeof playgroundToken>

export const runState = z.enum(['waiting', 'ready', 'busy', 'done', 'failed', 'ended'])

/** A run of a client's flow. */
export const playgroundRun = z.object({
  id: z.string(),
  clientId: z.string(),
  clientName: z.string(),
  clientType: z.enum(['confidential', 'public']),
  flow: z.enum(['code', 'client_credentials']),
  issuer: z.string(),
  scope: z.string(),
  /** `null` where no user takes part. */
  redirectUri: z.string().nullable(),
  startedAt: epochSeconds,
  /** `waiting`: for the user; `ready`: for the next step; `done`: there are tokens. */
  state: runState,
  /** What goes on or went wrong, in a sentence. */
  sentence: z.string(),
  /** What the next step does; `null` where there is none. */
  next: z.enum(['authorize', 'token']).nullable(),
  /** Where the user's browser has to go; `null` once it has answered. */
  authorizationUrl: z.string().nullable(),
  exchanges: z.array(exchange),
  tokens: z.array(playgroundToken),
  /** What the sample API can be told to be. */
  audiences: z.array(z.string()),
})
export type PlaygroundRunView = z.infer<typeof playgroundRun>

const listedRun = playgroundRun.pick({ id: true, clientName: true, startedAt: true, state: true })
export type ListedRun = z.infer<typeof listedRun>

const byRun = z.strictObject({ runId: z.string().min(1).max(40) })
const tokenName = z
  .string()
  .max(40)
  .regex(/^\$[A-Z_]+_\d{1,4}$/, 'Not the name of a token.')

export const playgroundAct = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('refresh') }),
  z.strictObject({ kind: z.literal('refresh twice') }),
  z.strictObject({ kind: z.literal('replay') }),
  z.strictObject({ kind: z.literal('userinfo') }),
  z.strictObject({ kind: z.literal('introspect'), token: tokenName }),
  z.strictObject({ kind: z.literal('revoke'), token: tokenName }),
  z.strictObject({
    kind: z.literal('call API'),
    token: tokenName,
    /** The API that it is called as; left out, the one that the token is for. */
    audience: z.string().min(1).max(500).optional(),
    /** Scope values that the API asks for, separated by spaces. */
    scope: z.string().max(1000).default(''),
  }),
])
export type PlaygroundAct = z.infer<typeof playgroundAct>

/** A parameter that a run adds to what the flow itself sends. */
const parameter = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(60)
    .regex(/^[A-Za-z0-9_.-]+$/, 'A parameter name has letters, digits and _ . - only.'),
  value: z.string().max(1000),
})

export const playgroundOperations = {
  /** What can be tried with a client. */
  'playground.client': {
    input: z.strictObject({ clientId: clientIdentifier }),
    output: z.object({
      name: z.string(),
      type: z.enum(['confidential', 'public']),
      flow: z.enum(['code', 'client_credentials']).nullable(),
      scopes: z.array(z.string()),
      /** The registered redirect URI that Try it can listen at; `null` where there is none. */
      redirectUri: z.string().nullable(),
    }),
  },
  /** The newest run first. */
  'playground.list': {
    input: empty,
    output: z.object({ runs: z.array(listedRun) }),
  },
  'playground.get': { input: byRun, output: playgroundRun },
  'playground.start': {
    input: z.strictObject({
      clientId: clientIdentifier,
      /** `login_hint`; empty for none. */
      loginHint: z.string().max(255).default(''),
      scopes: z.array(scopeValue).max(200),
      parameters: z.array(parameter).max(20).default([]),
      /** Waits before each step for `playground.next`. */
      stepByStep: z.boolean().default(false),
    }),
    output: playgroundRun,
  },
  'playground.next': { input: byRun, output: playgroundRun },
  'playground.act': {
    input: byRun.extend({ act: playgroundAct }),
    output: playgroundRun,
  },
  /** Closes its listener, removes its secret and forgets its tokens. */
  'playground.end': { input: byRun, output: empty },
  /** Replays an older refresh token of the sample workspace as a thief would. */
  'playground.steal': {
    input: z.strictObject({ grantId: grantIdentifier }),
    output: z.object({
      generation: z.int(),
      currentGeneration: z.int(),
      status: z.int(),
      error: z.string().nullable(),
      /** What happened, in a sentence. */
      sentence: z.string(),
    }),
  },
}
