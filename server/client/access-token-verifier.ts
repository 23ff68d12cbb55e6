import { createRemoteJWKSet, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'

import {
  bearerChallenge,
  extractBearerToken,
  quotable,
  type ProtectedRequest,
} from './bearer-token.ts'
import { discoverIssuer } from './discovery.ts'
import { explainFailure, type TokenProblem } from './token-problem.ts'

export interface AccessTokenVerifierOptions {
  /** The issuer's URL, as in `iss`; http is accepted on loopback only. */
  readonly issuer: string
  /** This API, as in `aud`; one of several names is enough. */
  readonly audience: string | readonly string[]
  /** Signature algorithms, asymmetric ones only (RFC 8725 §3.1). */
  readonly algorithms?: readonly string[]
  /** Seconds that `exp` may lie in the past and `nbf` in the future; none unless said otherwise. */
  readonly clockTolerance?: number
  /**
   * Accepts `access_token` in the query too (RFC 6750 §2.3). URLs end in logs and histories: answer
   * such requests with `Cache-Control: private`, and avoid them.
   */
  readonly allowQuery?: boolean
  /** The time in epoch seconds, for an API that is tested on another clock. */
  readonly now?: () => number
}

/** Keeps the issuer's keys: make one and use it for every request. */
export interface AccessTokenVerifier {
  readonly audience: readonly string[]
  readonly algorithms: readonly string[]
  /** Seconds. */
  readonly clockTolerance: number
  readonly allowQuery: boolean
  /** Epoch seconds. */
  readonly now: () => number
  /** Found by discovery when first asked for. */
  readonly source: () => Promise<TokenSource>
}

/** Whose tokens count, and the JWK Set that they are signed with. */
interface TokenSource {
  readonly issuer: string
  readonly keys: JWTVerifyGetKey
}

/** A token that the issuer signed for this API and that has not expired (RFC 9068 §4). */
export interface VerifiedAccessToken {
  readonly kind: 'verified'
  /** `sub`: the user, or the client where it acts for itself. */
  readonly subject: string
  readonly clientId: string
  readonly scopeValues: readonly string[]
  /** Epoch seconds. */
  readonly expiresAt: number
  /** All claims, by their names on the wire. */
  readonly claims: JWTPayload
}

export type AccessTokenRefusalReason =
  | 'no token'
  | 'malformed request'
  | 'insufficient scope'
  | TokenProblem['reason']

/** A refusal, ready to be sent (RFC 6750 §3). */
export interface AccessTokenRefusal {
  readonly kind: 'refused'
  readonly status: 400 | 401 | 403
  /** RFC 6750 §3.1; absent where the request carried no token at all. */
  readonly error?: 'invalid_request' | 'invalid_token' | 'insufficient_scope'
  readonly reason: AccessTokenRefusalReason
  /** One sentence for the developer of the client; never contains the token. */
  readonly description: string
  /** The value of the `WWW-Authenticate` header. */
  readonly wwwAuthenticate: string
}

export type AccessTokenVerification = VerifiedAccessToken | AccessTokenRefusal

const rsaAlgorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']
const curveAlgorithms = ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']
const asymmetricAlgorithms = [...rsaAlgorithms, ...curveAlgorithms]

/** @throws TypeError where an algorithm is not asymmetric: a public key must never be a secret. */
export function createAccessTokenVerifier(
  options: AccessTokenVerifierOptions,
): AccessTokenVerifier {
  const algorithms = options.algorithms ?? asymmetricAlgorithms
  const unfit = algorithms.find((name) => !asymmetricAlgorithms.includes(name))
  if (unfit !== undefined)
    throw new TypeError(`${unfit} is not among ${asymmetricAlgorithms.join(', ')}.`)
  let source: Promise<TokenSource> | undefined
  return {
    audience: [options.audience].flat(),
    algorithms,
    clockTolerance: options.clockTolerance ?? 0,
    allowQuery: options.allowQuery ?? false,
    now: options.now ?? (() => Math.floor(Date.now() / 1000)),
    source() {
      // A failed discovery is forgotten, so that the API recovers when the issuer does.
      source ??= findSource(options.issuer).catch((error: unknown) => {
        source = undefined
        throw error
      })
      return source
    },
  }
}

/**
 * Decides whether a request may pass (RFC 6750, RFC 9068 §4): a Bearer token, signed by the issuer,
 * of type `at+jwt`, for this audience, not expired, with every scope value that is required.
 *
 * @param required scope values separated by spaces
 * @returns a refusal rather than throwing it
 * @throws where the issuer's keys cannot be fetched: that is no fault of the token, answer 503
 */
export async function verifyAccessToken(
  verifier: AccessTokenVerifier,
  request: ProtectedRequest,
  required: { readonly scope?: string } = {},
): Promise<AccessTokenVerification> {
  const extraction = extractBearerToken(request, verifier)
  switch (extraction.kind) {
    case 'none':
      return refuse(verifier, { status: 401, reason: 'no token', description: 'Send a token.' })
    case 'malformed':
      return refuse(verifier, {
        status: 400,
        error: 'invalid_request',
        reason: 'malformed request',
        description: extraction.description,
      })
    case 'token': {
      const verified = await verifyToken(verifier, extraction.token)
      return verified.kind === 'verified' ? requireScope(verifier, verified, required) : verified
    }
  }
}

async function findSource(url: string): Promise<TokenSource> {
  const { issuer, jwks_uri } = await discoverIssuer(url)
  if (jwks_uri === undefined) throw new TypeError(`${issuer} publishes no jwks_uri.`)
  return { issuer, keys: createRemoteJWKSet(new URL(jwks_uri)) }
}

async function verifyToken(
  verifier: AccessTokenVerifier,
  token: string,
): Promise<AccessTokenVerification> {
  const { issuer, keys } = await verifier.source()
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience: [...verifier.audience],
      algorithms: [...verifier.algorithms],
      clockTolerance: verifier.clockTolerance,
      currentDate: new Date(verifier.now() * 1000),
      // SECURITY: without it an id token of the same issuer would pass (RFC 9068 §2.1, §5).
      typ: 'at+jwt',
      requiredClaims: ['exp', 'sub', 'client_id', 'iat', 'jti'],
    })
    return readClaims(verifier, payload)
  } catch (error) {
    const problem = explainFailure(error, token, { ...verifier, issuer })
    if (!problem) throw error
    return refuse(verifier, { status: 401, error: 'invalid_token', ...problem })
  }
}

function readClaims(verifier: AccessTokenVerifier, claims: JWTPayload): AccessTokenVerification {
  const { sub: subject, exp: expiresAt, client_id: clientId, scope } = claims
  if (typeof subject !== 'string' || expiresAt === undefined || typeof clientId !== 'string')
    return refuse(verifier, {
      status: 401,
      error: 'invalid_token',
      reason: 'wrong claim',
      description: "The token's sub, exp or client_id is not valid.",
    })
  return { kind: 'verified', subject, clientId, scopeValues: scopeValues(scope), expiresAt, claims }
}

function requireScope(
  verifier: AccessTokenVerifier,
  token: VerifiedAccessToken,
  { scope }: { readonly scope?: string },
): AccessTokenVerification {
  const missing = scopeValues(scope).filter((value) => !token.scopeValues.includes(value))
  if (missing.length === 0) return token
  return refuse(verifier, {
    status: 403,
    error: 'insufficient_scope',
    reason: 'insufficient scope',
    description: `The token lacks the scope ${missing.join(' ')}.`,
    scope,
  })
}

function scopeValues(scope: unknown): string[] {
  return typeof scope === 'string' ? scope.split(' ').filter((value) => value !== '') : []
}

function refuse(
  verifier: AccessTokenVerifier,
  cause: Omit<AccessTokenRefusal, 'kind' | 'wwwAuthenticate'> & {
    readonly scope?: string | undefined
  },
): AccessTokenRefusal {
  const { scope, ...refusal } = cause
  const description = quotable(refusal.description)
  return {
    kind: 'refused',
    ...refusal,
    description,
    wwwAuthenticate: bearerChallenge({
      realm: verifier.audience[0],
      error: refusal.error,
      // RFC 6750 §3.1: without credentials, no error code and no explanation.
      error_description: refusal.error === undefined ? undefined : description,
      scope,
    }),
  }
}
