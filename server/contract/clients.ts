import { z } from 'zod'

import {
  clientIdentifier,
  displayName,
  empty,
  epochSeconds,
  lifetime,
  scopeValue,
} from './values.ts'

export const flow = z.enum(['code', 'client_credentials'])
export const clientType = z.enum(['confidential', 'public'])
export const pkcePolicy = z.enum(['required', 'optional'])
export const consentPolicy = z.enum(['always', 'remember', 'never'])
export const refreshTokenUsage = z.enum(['rotate', 'reuse'])

export const redirectUri = z.strictObject({
  uri: z.string().min(1).max(2000),
  note: z.string().max(200).default(''),
})

/** What a client's refresh tokens may do; lifetimes in seconds. */
export const refreshTokenPolicy = z.strictObject({
  enabled: z.boolean(),
  usage: refreshTokenUsage,
  /** How long the immediate predecessor of a rotated token still answers with the same successor. */
  graceSeconds: z.int().min(0).max(60),
  idleLifetime: lifetime,
  absoluteLifetime: lifetime,
})

export const accessTokenPolicy = z.strictObject({
  lifetime,
  format: z.enum(['jwt', 'opaque']),
})

/** Everything an administrator may set on a client, id aside. */
export const clientSettings = z.strictObject({
  name: displayName,
  description: z.string().max(1000),
  enabled: z.boolean(),
  type: clientType,
  /** `undefined` on no flow yet; a client has one flow at most. */
  flow: flow.nullable(),
  pkce: pkcePolicy,
  redirectUris: z.array(redirectUri).max(100),
  postLogoutRedirectUris: z.array(redirectUri).max(100),
  scopes: z.array(scopeValue).max(200),
  consent: consentPolicy,
  /** How long a remembered consent lasts, in seconds. */
  consentLifetime: lifetime,
  refreshTokens: refreshTokenPolicy,
  accessToken: accessTokenPolicy,
  /** Auth.js and others read name and email from the id token. */
  profileClaimsInIdToken: z.boolean(),
})
export type ClientSettings = z.infer<typeof clientSettings>

/** A client secret as an administrator may see it: never its value. */
export const clientSecret = z.object({
  id: z.string(),
  createdAt: epochSeconds,
  expiresAt: epochSeconds.nullable(),
  lastUsedAt: epochSeconds.nullable(),
})

export const clientListItem = z.object({
  clientId: clientIdentifier,
  name: z.string(),
  flow: flow.nullable(),
  type: clientType,
  enabled: z.boolean(),
  refreshTokens: z.boolean(),
  activeTokens: z.int(),
  lastUsedAt: epochSeconds.nullable(),
})

export const clientDetail = z.object({
  clientId: clientIdentifier,
  settings: clientSettings,
  secrets: z.array(clientSecret),
  createdAt: epochSeconds,
  /** Counts up with each change; an update names the version it was made from. */
  version: z.int(),
  activeTokens: z.int(),
  lastUsedAt: epochSeconds.nullable(),
})
export type ClientDetail = z.infer<typeof clientDetail>

const byClientId = z.strictObject({ clientId: clientIdentifier })

/** A secret's value, shown this once: only its digest is stored. */
const newSecret = z.object({
  id: z.string(),
  value: z.string(),
  expiresAt: epochSeconds.nullable(),
})

/** What the consent page will say; the same value that the issuer's page renders. */
export const consentPrompt = z.object({
  clientName: z.string(),
  clientId: z.string(),
  redirectHost: z.string(),
  userName: z.string(),
  scopes: z.array(
    z.object({
      value: z.string(),
      displayName: z.string(),
      description: z.string(),
      emphasize: z.boolean(),
      required: z.boolean(),
    }),
  ),
  /** Present when, and only when, a refresh token will be issued. */
  offline: z
    .object({
      maximumLifetime: lifetime,
      until: epochSeconds,
      durations: z.array(z.object({ seconds: lifetime, label: z.string() })),
    })
    .nullable(),
})
export type ConsentPromptView = z.infer<typeof consentPrompt>

export const clientOperations = {
  'clients.list': { input: empty, output: z.object({ items: z.array(clientListItem) }) },
  'clients.get': { input: byClientId, output: clientDetail },
  'clients.create': {
    input: z.strictObject({ clientId: clientIdentifier, settings: clientSettings }),
    output: z.object({ client: clientDetail, secret: newSecret.nullable() }),
  },
  'clients.update': {
    input: z.strictObject({
      clientId: clientIdentifier,
      version: z.int(),
      settings: clientSettings,
    }),
    output: clientDetail,
  },
  'clients.duplicate': {
    input: z.strictObject({
      clientId: clientIdentifier,
      newClientId: clientIdentifier,
      name: displayName,
      /** The flow of the copy: how "make a second client for that flow" is done. */
      flow: flow.nullable(),
    }),
    output: z.object({ client: clientDetail, secret: newSecret.nullable() }),
  },
  'clients.setEnabled': {
    input: z.strictObject({ clientId: clientIdentifier, enabled: z.boolean() }),
    output: clientDetail,
  },
  'clients.delete': { input: byClientId, output: z.object({ orphanedTokens: z.int() }) },
  'clients.addSecret': {
    input: z.strictObject({
      clientId: clientIdentifier,
      /** Seconds that the secrets there already stay valid beside the new one; 0 ends them now. */
      overlap: z.int().min(0).max(2_592_000),
    }),
    output: z.object({ client: clientDetail, secret: newSecret }),
  },
  'clients.removeSecret': {
    input: z.strictObject({ clientId: clientIdentifier, secretId: z.string().max(40) }),
    output: clientDetail,
  },
  'clients.previewConsent': {
    input: z.strictObject({ clientId: z.string().max(100), settings: clientSettings }),
    output: z.object({
      /** `null` when this client's consent page never appears; `reason` says why. */
      prompt: consentPrompt.nullable(),
      reason: z.string(),
      /** The refresh policy in words: what will happen, and until when. */
      refreshSentence: z.string(),
    }),
  },
}
