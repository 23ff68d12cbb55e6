/**
 * The API of the sample (a *resource server*): it answers who is calling, and says why it refuses.
 *
 * It never talks to the issuer about a single token. It fetches the issuer's public keys once, and
 * with them it sees by itself that a token was signed there, for this API, and has not expired.
 */
import { parseArgs } from 'node:util'

import {
  createAccessTokenVerifier,
  verifyAccessToken,
  type AccessTokenVerifier,
} from '#client/index.ts'

import { listen, type Answer, type Running } from './listen.ts'

export interface ApiOptions {
  /** The issuer's URL. */
  readonly issuer: string
  /** This API's name at the issuer: only tokens made for it are taken. */
  readonly audience?: string
  /** What a token must allow. */
  readonly scope?: string
  readonly port?: number
}

/** Serves `GET /identity`: the claims of the access token, as a list. */
export function startApi(options: ApiOptions): Promise<Running> {
  const { issuer, audience = 'urn:webapisecurity', scope = 'read', port = 0 } = options
  // One verifier for all requests: it keeps the issuer's keys, and fetches them again on rotation.
  return listen(port, answerIdentity(createAccessTokenVerifier({ issuer, audience }), scope))
}

function answerIdentity(verifier: AccessTokenVerifier, scope: string): Answer {
  return async (request, response) => {
    const send = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
      void response
        .writeHead(status, { ...headers, 'content-type': 'application/json' })
        .end(JSON.stringify(body))

    if (request.url?.split('?')[0] !== '/identity') return send(404, { error: 'not_found' })

    // The token comes as `Authorization: Bearer …`. Signature, issuer, audience, type, expiry and
    // scope are all checked here; a refusal has everything that RFC 6750 wants in the answer.
    const access = await verifyAccessToken(verifier, request, { scope }).catch(() => undefined)

    // Without the issuer's keys nothing can be said about any token: that is not the caller's fault.
    if (access === undefined) return send(503, { error: 'temporarily_unavailable' })
    if (access.kind === 'refused')
      return send(
        access.status,
        { error: access.error, error_description: access.description },
        { 'www-authenticate': access.wwwAuthenticate },
      )
    send(
      200,
      Object.entries(access.claims).map(([type, value]) => ({ type, value })),
    )
  }
}

// `node test/sample/api.ts --issuer http://localhost:4600`
if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      issuer: { type: 'string', default: 'http://localhost:4600' },
      port: { type: 'string', default: '44304' },
    },
  })
  const { url } = await startApi({ issuer: values.issuer, port: Number(values.port) })
  console.log(`The API answers at ${url}/identity`)
}
