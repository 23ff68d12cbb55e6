import type { FastifyRequest } from 'fastify'

import { validSecrets, type Client } from '#domain/client.ts'
import { plural } from '#domain/duration.ts'
import { howLongBefore } from '#domain/moment.ts'
import { fingerprint, matchesDigest } from '#domain/secret.ts'
import type { EpochSeconds } from '#domain/time.ts'

import { check, passed, refused, type Passed, type Refused } from './check.ts'
import type { ProtocolContext } from './context.ts'
import type { DecisionDraft } from './decision-recorder.ts'
import { formOf } from './hardening.ts'
import { secretKey } from './lockouts.ts'
import { printable, type Parameters } from './parameters.ts'

/** A request to an endpoint that clients authenticate at. */
export interface ClientRequest {
  readonly context: ProtocolContext
  readonly draft: DecisionDraft
  readonly parameters: Parameters
  readonly authorization: string | undefined
}

/** The request as it came: the form and the Authorization header. */
export function clientRequest(
  context: ProtocolContext,
  draft: DecisionDraft,
  request: FastifyRequest,
): ClientRequest {
  const { authorization } = request.headers
  return { context, draft, parameters: formOf(request), authorization }
}

interface Credentials {
  readonly method: 'client_secret_basic' | 'client_secret_post' | 'none'
  readonly clientId: string
  readonly secret: string | undefined
}

interface WithCredentials {
  readonly credentials: Credentials
}

/** One way of authentication, and only one (RFC 6749 §2.3). */
export const oneAuthenticationMethod = check<ClientRequest, WithCredentials>(
  'client_authentication',
  'RFC 6749 §2.3',
  ({ authorization, parameters, draft }) => {
    const basic = authorization === undefined ? undefined : readBasic(authorization)
    const clientId = parameters.get('client_id')
    const secret = parameters.get('client_secret')
    draft.clientId = basic?.clientId ?? clientId ?? null
    if (authorization !== undefined && !basic)
      return invalidClient('Basic credentials', unreadable(authorization))
    if (basic && secret !== undefined)
      return refused('invalid_request', 'The client authenticated in more than one way.', {
        expected: 'one method',
        received: 'client_secret_basic and client_secret_post',
      })
    if (basic && clientId !== undefined && clientId !== basic.clientId)
      return refused('invalid_request', 'client_id differs from the Authorization header.', {
        expected: basic.clientId,
        received: clientId,
      })
    if (basic) return passed({ credentials: { method: 'client_secret_basic', ...basic } })
    if (clientId === undefined) return invalidClient('a client_id', 'nothing')
    const method = secret === undefined ? 'none' : 'client_secret_post'
    return passed({ credentials: { method, clientId, secret } })
  },
)

export interface WithClient {
  readonly client: Client
}

export const clientIsKnown = check<ClientRequest & WithCredentials, WithClient>(
  'client_id',
  'RFC 6749 §2.2',
  async ({ context, credentials }) => {
    const client = await context.store.findClient({ clientId: credentials.clientId })
    if (!client) return invalidClient('a registered client', credentials.clientId)
    if (!client.enabled) return invalidClient('an enabled client', 'a disabled client')
    return passed({ client })
  },
)

/** Basic and post are taken from any client with a secret; a public client has none to send. */
export const clientIsAuthentic = check<ClientRequest & WithCredentials & WithClient, object>(
  'client_secret',
  'RFC 6749 §2.3.1',
  ({ context, draft, client, credentials }) => {
    const { secret } = credentials
    if (client.type === 'public')
      return secret === undefined
        ? passed()
        : invalidClient('no secret: the client is public', fingerprint(secret))
    if (secret === undefined)
      return invalidClient('a client secret', 'none: the client is confidential')
    return compareSecret({ context, draft, client, secret })
  },
)

function compareSecret(attempt: {
  readonly context: ProtocolContext
  readonly draft: DecisionDraft
  readonly client: Client
  readonly secret: string
}): Passed<object> | Refused {
  const { context, draft, client, secret } = attempt
  const key = secretKey(client.clientId, draft.ip)
  const wait = context.secretThrottle.wait(key)
  if (wait > 0)
    return {
      ...invalidClient('fewer wrong secrets', `too many; ${wait} seconds to wait`),
      retryAfter: wait,
    }
  const match = validSecrets(client, context.clock.now()).find((known) =>
    matchesDigest(secret, known.digest),
  )
  if (!match) {
    context.secretThrottle.count(key)
    return invalidClient(
      `one of ${plural(client.secrets.length, 'secret')}`,
      describeSecret(client, secret, context.clock.now()),
    )
  }
  draft.secretId = match.id
  return passed()
}

/** Tells an expired secret, and one that was pasted with white space, from a wrong one. */
function describeSecret(client: Client, secret: string, now: EpochSeconds): string {
  const expired = client.secrets.find((known) => matchesDigest(secret, known.digest))
  if (expired?.expiresAt) return `a secret that expired ${howLongBefore(expired.expiresAt, now)}`
  const trimmed = secret.trim()
  const isPadded =
    trimmed !== secret && client.secrets.some((known) => matchesDigest(trimmed, known.digest))
  return isPadded ? 'the secret with white space around it' : `a wrong one: ${fingerprint(secret)}`
}

/** What an Authorization header is that is not read as Basic (RFC 7617 §2). */
function unreadable(authorization: string): string {
  const [scheme = ''] = authorization.split(' ')
  return /^basic$/i.test(scheme)
    ? 'Basic credentials that cannot be read: base64 of client_id:client_secret'
    : `an Authorization header of the scheme ${printable(scheme.slice(0, 20)) || 'none'}, not Basic`
}

/** Says the same whether the client or its secret is wrong (RFC 6749 §5.2). */
function invalidClient(expected: string, received: string): Refused {
  return refused('invalid_client', 'Client authentication failed.', { expected, received })
}

/** RFC 6749 §2.3.1: both halves are form-encoded; a raw secret that decodes to itself is the same. */
function readBasic(
  authorization: string,
): { readonly clientId: string; readonly secret: string } | undefined {
  const [, encoded] = /^basic +([A-Za-z0-9+/=_-]+)$/i.exec(authorization) ?? []
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 0) return undefined
  return { clientId: formDecode(text.slice(0, colon)), secret: formDecode(text.slice(colon + 1)) }
}

function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
