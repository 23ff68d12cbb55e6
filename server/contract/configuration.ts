import { z } from 'zod'

import {
  accessTokenPolicy,
  clientType,
  consentPolicy,
  flow,
  pkcePolicy,
  refreshTokenPolicy,
} from './clients.ts'
import { audience, signingAlgorithm } from './resources.ts'
import { password, username } from './users.ts'
import { claims, clientIdentifier, displayName, scopeValue, subjectIdentifier } from './values.ts'

const configuredClient = z.strictObject({
  clientId: clientIdentifier,
  name: displayName.optional(),
  description: z.string().max(1000).optional(),
  type: clientType.optional(),
  secret: z.string().min(16, 'A client secret has 16 characters at least.').max(200).optional(),
  flow: flow.optional(),
  redirectUris: z.array(z.string().min(1).max(2000)).max(100).optional(),
  postLogoutRedirectUris: z.array(z.string().min(1).max(2000)).max(100).optional(),
  scopes: z.array(scopeValue).max(200).optional(),
  pkce: pkcePolicy.optional(),
  consent: consentPolicy.optional(),
  refreshTokens: refreshTokenPolicy.partial().optional(),
  accessToken: accessTokenPolicy.partial().optional(),
  profileClaimsInIdToken: z.boolean().optional(),
})
export type ConfiguredClient = z.infer<typeof configuredClient>

const configuredResource = z.strictObject({
  audience,
  name: displayName.optional(),
  signingAlgorithm: signingAlgorithm.optional(),
  scopes: z
    .array(
      z.strictObject({
        name: scopeValue,
        displayName: z.string().max(200).optional(),
        description: z.string().max(1000).optional(),
        emphasize: z.boolean().optional(),
      }),
    )
    .optional(),
})

const configuredUser = z.strictObject({
  username,
  password,
  subject: subjectIdentifier.optional(),
  name: z.string().max(200).optional(),
  email: z.email().max(254).optional(),
  claims: claims.optional(),
})

/** The file of `latchkey serve --config`; lifetimes in seconds, unknown keys are errors. */
export const configuration = z.strictObject({
  issuer: z
    .strictObject({ name: displayName.optional(), signingAlgorithm: signingAlgorithm.optional() })
    .optional(),
  resources: z.array(configuredResource).optional(),
  clients: z.array(configuredClient).optional(),
  users: z.array(configuredUser).optional(),
})
export type Configuration = z.infer<typeof configuration>
