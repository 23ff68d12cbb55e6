import type { Target } from '#domain/access-token.ts'
import { grantTypes, type Client } from '#domain/client.ts'
import { isCodeChallenge } from '#domain/pkce.ts'
import { matchesRedirectUri } from '#domain/redirect-uri.ts'
import { parseScope, type ScopeValues } from '#domain/scope.ts'

import { check, checklist, passed, refused } from './check.ts'
import type { ProtocolContext } from './context.ts'
import type { DecisionDraft } from './decision-recorder.ts'
import type { Parameters } from './parameters.ts'
import { decideTarget } from './target.ts'

/** An authorization request as it came (RFC 6749 §4.1.1, OIDC Core §3.1.2.1). */
export interface AuthorizationRequest {
  readonly context: ProtocolContext
  readonly draft: DecisionDraft
  readonly parameters: Parameters
}

export interface WithClient {
  readonly client: Client
}

const clientIsKnown = check<AuthorizationRequest, WithClient>(
  'client_id',
  'RFC 6749 §4.1.2.1',
  async ({ context, draft, parameters }) => {
    const clientId = parameters.get('client_id')
    if (clientId === undefined)
      return refused('invalid_request', 'The application did not say which client it is.', {
        expected: 'a client_id',
        received: 'nothing',
      })
    draft.clientId = clientId
    const client = await context.store.findClient({ clientId })
    return client?.enabled
      ? passed({ client })
      : refused('invalid_request', 'The application is not known here, or is switched off.', {
          expected: 'an enabled client',
          received: client ? 'a disabled client' : clientId,
        })
  },
)

export interface WithRedirectUri {
  readonly redirectUri: string
}

/** Until this has passed, nothing is sent anywhere but to a page of ours (RFC 9700 §4.11.2). */
const redirectUriIsRegistered = check<AuthorizationRequest & WithClient, WithRedirectUri>(
  'redirect_uri',
  'RFC 6749 §3.1.2.3, RFC 9700 §2.1',
  ({ parameters, client }) => {
    const received = parameters.get('redirect_uri')
    const [only, ...others] = client.redirectUris
    if (received === undefined && only && others.length === 0)
      return passed({ redirectUri: only.uri })
    if (
      received !== undefined &&
      client.redirectUris.some(({ uri }) => matchesRedirectUri(uri, received))
    )
      return passed({ redirectUri: received })
    return refused(
      'invalid_request',
      'The redirect URI of the request is not registered for this client.',
      {
        expected:
          client.redirectUris.map(({ uri }) => uri).join(' or ') || 'a registered redirect URI',
        received: received ?? 'nothing',
      },
    )
  },
)

/** Who asks, and where the answer may go. A refusal here ends on a page of ours. */
export const requesterChecks = checklist<AuthorizationRequest>()
  .check(clientIsKnown)
  .check(redirectUriIsRegistered)

type Trusted = AuthorizationRequest & WithClient & WithRedirectUri

const noRequestObject = check<Trusted, object>('request', 'OIDC Core §6', ({ parameters }) => {
  for (const [name, error] of [
    ['request', 'request_not_supported'],
    ['request_uri', 'request_uri_not_supported'],
  ] as const)
    if (parameters.has(name))
      return refused(error, `${name} is not supported.`, { expected: 'no ' + name, received: name })
  return passed()
})

const responseTypeIsCode = check<Trusted, object>(
  'response_type',
  'RFC 6749 §3.1.1',
  ({ parameters }) => {
    const received = parameters.get('response_type')
    if (received === 'code') return passed()
    return received === undefined
      ? refused('invalid_request', 'response_type is missing.', {
          expected: 'code',
          received: 'nothing',
        })
      : refused('unsupported_response_type', 'Only the code flow is offered.', {
          expected: 'code',
          received,
        })
  },
)

const flowIsAllowed = check<Trusted, object>('client.flow', 'RFC 6749 §4.1.2.1', ({ client }) =>
  grantTypes(client).includes('authorization_code')
    ? passed()
    : refused('unauthorized_client', 'This client may not use the code flow.', {
        expected: 'a client that allows code flow',
        received: client.flow ?? 'a client without a flow',
      }),
)

const responseModeIsKnown = check<Trusted, object>(
  'response_mode',
  'OAuth 2.0 Multiple Response Types §2.1',
  ({ parameters }) => {
    const received = parameters.get('response_mode') ?? 'query'
    return received === 'query' || received === 'form_post'
      ? passed()
      : refused('invalid_request', 'The response mode is not supported.', {
          expected: 'query or form_post',
          received,
        })
  },
)

export interface WithScope {
  readonly scope: ScopeValues
}

const scopeIsGiven = check<Trusted, WithScope>('scope', 'RFC 6749 §3.3', ({ parameters }) => {
  const scope = parseScope(parameters.get('scope') ?? '')
  return scope.length > 0
    ? passed({ scope })
    : refused('invalid_scope', 'scope is missing.', {
        expected: 'one scope at least',
        received: 'nothing',
      })
})

const scopeIsAllowed = check<Trusted & WithScope, { readonly target: Target }>(
  'client.scope',
  'RFC 6749 §3.3, RFC 8707 §2',
  ({ context, client, scope, parameters }) =>
    decideTarget(context, client, scope, parameters.get('resource') ?? null),
)

export interface WithChallenge {
  readonly codeChallenge: string | null
}

/** S256 and nothing else; required for public clients, and where the client's setting says so. */
const pkceIsUsed = check<Trusted, WithChallenge>(
  'code_challenge',
  'RFC 7636 §4.4.1, RFC 9700 §2.1.1',
  ({ parameters, client }) => {
    const challenge = parameters.get('code_challenge')
    const method = parameters.get('code_challenge_method') ?? 'plain'
    if (challenge === undefined) {
      const isRequired = client.pkce === 'required' || client.type === 'public'
      return isRequired
        ? refused('invalid_request', 'code_challenge is missing: this client has to use PKCE.', {
            expected: 'a code_challenge',
            received: 'nothing',
          })
        : passed({ codeChallenge: null })
    }
    if (method !== 'S256')
      return refused('invalid_request', 'code_challenge_method has to be S256.', {
        expected: 'S256',
        received: method,
      })
    return isCodeChallenge(challenge)
      ? passed({ codeChallenge: challenge })
      : refused('invalid_request', 'code_challenge is not the S256 of a verifier.', {
          expected: '43 characters of base64url',
          received: challengeShape(challenge),
        })
  },
)

/** What is wrong with it, as far as its alphabet tells: the usual mistakes are another base64. */
function challengeShape(challenge: string): string {
  const length = `${challenge.length} characters`
  if (challenge.endsWith('=')) return `${length}, with the padding of base64`
  if (/[+/]/.test(challenge)) return `${length}, with + or / of plain base64`
  return /^[0-9a-f]{64}$/i.test(challenge) ? `${length}, the digest in hexadecimal` : length
}

const prompts = new Set(['none', 'login', 'consent', 'select_account'])

export interface WithPrompt {
  readonly prompt: ReadonlySet<string>
  /** Seconds since the user signed in, at most. */
  readonly maxAge: number | undefined
}

const promptIsKnown = check<Trusted, WithPrompt>(
  'prompt',
  'OIDC Core §3.1.2.1',
  ({ parameters }) => {
    const prompt = new Set(
      (parameters.get('prompt') ?? '').split(' ').filter((value) => value !== ''),
    )
    const unknown = [...prompt].find((value) => !prompts.has(value))
    if (unknown !== undefined || (prompt.has('none') && prompt.size > 1))
      return refused('invalid_request', 'prompt has an unknown value, or none beside another.', {
        expected: [...prompts].join(', '),
        received: [...prompt].join(' '),
      })
    const age = parameters.get('max_age')
    if (age !== undefined && !/^\d{1,9}$/.test(age))
      return refused('invalid_request', 'max_age is a number of seconds.', {
        expected: 'seconds',
        received: age,
      })
    return passed({ prompt, maxAge: age === undefined ? undefined : Number(age) })
  },
)

/** What is asked. A refusal here goes back to the client, once the user has signed in. */
export const requestChecks = checklist<Trusted>()
  .check(noRequestObject)
  .check(responseTypeIsCode)
  .check(flowIsAllowed)
  .check(responseModeIsKnown)
  .check(scopeIsGiven)
  .check(scopeIsAllowed)
  .check(pkceIsUsed)
  .check(promptIsKnown)

/** A request of which every check has passed. */
export type ValidRequest = Trusted &
  WithScope & { readonly target: Target } & WithChallenge &
  WithPrompt
