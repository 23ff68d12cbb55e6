import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

import { createLocalJWKSet } from 'jose'

import {
  createAccessTokenVerifier,
  verifyAccessToken,
  type AccessTokenRefusalReason,
  type AccessTokenVerification,
} from '#client/access-token-verifier.ts'

import { send, type Answer } from './contact.ts'
import type { PlaygroundOptions } from './options.ts'
import { inOrder, type Rule } from './rules.ts'
import { fetchKeys } from './token-view.ts'

export interface ApiCall {
  /** With the token. */
  readonly headers: Readonly<Record<string, string>>
  /** Which API it is for this once. */
  readonly audience: string
  /** Scope values that it asks for, separated by spaces. */
  readonly scope: string
}

export interface ApiAnswer extends Answer {
  readonly url: string
  /** What the API looked at, in its order. */
  readonly rules: readonly Rule[]
}

/**
 * Calls a resource server of our own that lives for this one call: on loopback, with the verifier
 * that applications take home, and the issuer's keys as anybody gets them.
 */
export async function callSampleApi(options: PlaygroundOptions, call: ApiCall): Promise<ApiAnswer> {
  const { issuer } = options.place()
  const keys = createLocalJWKSet(await fetchKeys(options))
  const verifier = {
    ...createAccessTokenVerifier({ issuer, audience: call.audience, now: options.now }),
    source: () => Promise.resolve({ issuer, keys }),
  }
  let verification: AccessTokenVerification | undefined
  let host = ''
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.headers.host !== host) return void response.writeHead(421).end()
    verification = await verifyAccessToken(verifier, request, { scope: call.scope })
    respond(response, verification)
  }
  const server = createServer(
    { requestTimeout: 5000, headersTimeout: 4000 },
    (request, response) => {
      answer(request, response).catch((error: unknown) => {
        options.onBug(error)
        response.writeHead(503).end()
      })
    },
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const address = server.address()
    if (typeof address !== 'object' || address === null) throw new Error('Not listening.')
    host = `127.0.0.1:${address.port}`
    const url = `http://${host}/notes`
    const received = await send(url, { headers: { ...call.headers } })
    return { ...received, url, rules: rulesOf(verification, { ...call, issuer }) }
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

function respond(response: ServerResponse, verification: AccessTokenVerification): void {
  const json = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  if (verification.kind === 'refused') {
    const { status, error, description, wwwAuthenticate } = verification
    response.writeHead(status, { ...json, 'www-authenticate': wwwAuthenticate })
    response.end(JSON.stringify({ error, error_description: description }))
    return
  }
  const { subject, clientId, scopeValues } = verification
  response.writeHead(200, json)
  response.end(
    JSON.stringify({
      message: `Hello ${subject}`,
      sub: subject,
      client_id: clientId,
      scope: scopeValues.join(' '),
    }),
  )
}

const ruleOfReason: Readonly<Record<AccessTokenRefusalReason, string>> = {
  'no token': 'format',
  'malformed request': 'format',
  'not a JWT': 'format',
  'wrong algorithm': 'signature',
  'unknown key': 'signature',
  'wrong signature': 'signature',
  'wrong type': 'type',
  'wrong claim': 'claims',
  'wrong issuer': 'issuer',
  'wrong audience': 'audience',
  expired: 'expiry',
  'not yet valid': 'expiry',
  'insufficient scope': 'scope',
}

/** The verifier's rules in its order (RFC 9068 §4). It stops at the first one that refuses. */
function rulesOf(
  verification: AccessTokenVerification | undefined,
  { audience, scope, issuer }: Omit<ApiCall, 'headers'> & { readonly issuer: string },
): Rule[] {
  const rules = [
    { name: 'format', words: 'A Bearer token that is a signed JWT.' },
    { name: 'signature', words: 'Signed by a key that the issuer publishes.' },
    { name: 'type', words: 'Its typ is at+jwt: an access token, no id token.' },
    { name: 'claims', words: 'It has exp, sub, client_id, iat and jti.' },
    { name: 'issuer', words: `iss is ${issuer}.` },
    { name: 'audience', words: `aud names this API, ${audience}.` },
    { name: 'expiry', words: 'It has not expired.' },
    {
      name: 'scope',
      words: scope === '' ? 'No scope is asked for.' : `It has the scope ${scope}.`,
    },
  ]
  if (verification?.kind !== 'refused') return inOrder(rules, undefined)
  const { reason, description } = verification
  return inOrder(rules, { name: ruleOfReason[reason], words: description })
}
