import { decodeProtectedHeader, errors, type ProtectedHeaderParameters } from 'jose'

/** Why a token is not accepted: for a test, and in words. */
export interface TokenProblem {
  readonly reason:
    | 'not a JWT'
    | 'wrong algorithm'
    | 'unknown key'
    | 'wrong signature'
    | 'wrong type'
    | 'wrong issuer'
    | 'wrong audience'
    | 'expired'
    | 'not yet valid'
    | 'wrong claim'
  readonly description: string
}

interface Expectation {
  readonly issuer: string
  readonly audience: readonly string[]
  readonly algorithms: readonly string[]
}

/** Says what jose found wrong with a token; `undefined` where the failure is not the token's. */
export function explainFailure(
  error: unknown,
  token: string,
  expected: Expectation,
): TokenProblem | undefined {
  if (error instanceof errors.JWTExpired) {
    const at = moment(error.payload.exp)
    return { reason: 'expired', description: `The token expired${at}.` }
  }
  if (error instanceof errors.JWTClaimValidationFailed)
    return explainClaim(error, headerOf(token), expected)
  if (error instanceof errors.JOSEAlgNotAllowed)
    return {
      reason: 'wrong algorithm',
      description: `The token's alg is ${shown(headerOf(token).alg)}, accepted are ${expected.algorithms.join(', ')}.`,
    }
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return {
      reason: 'unknown key',
      description: `The issuer ${expected.issuer} has no single key for the token's kid ${shown(headerOf(token).kid)} and alg.`,
    }
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return {
      reason: 'wrong signature',
      description: "The token's signature does not fit: it was altered or signed by another key.",
    }
  if (
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JOSENotSupported
  )
    return {
      reason: 'not a JWT',
      description: 'The token is not a signed JWT. An opaque one has to be introspected.',
    }
  return undefined
}

function explainClaim(
  { claim, reason, payload }: errors.JWTClaimValidationFailed,
  header: { readonly typ?: unknown },
  expected: Expectation,
): TokenProblem {
  if (claim === 'typ')
    return {
      reason: 'wrong type',
      description: `The token's typ is ${shown(header.typ)}, an access token's is at+jwt.`,
    }
  if (reason === 'missing')
    return { reason: 'wrong claim', description: `The token has no claim ${claim}.` }
  if (claim === 'iss')
    return {
      reason: 'wrong issuer',
      description: `The token is from ${shown(payload.iss)}, expected is ${expected.issuer}.`,
    }
  if (claim === 'aud')
    return {
      reason: 'wrong audience',
      description: `The token is for ${shown(payload.aud)}, this is ${expected.audience.join(', ')}.`,
    }
  if (claim === 'nbf' && reason === 'check_failed')
    return {
      reason: 'not yet valid',
      description: `The token is not valid before${moment(payload.nbf)}.`,
    }
  return { reason: 'wrong claim', description: `The token's claim ${claim} is not valid.` }
}

function headerOf(token: string): ProtectedHeaderParameters {
  try {
    return decodeProtectedHeader(token)
  } catch {
    return {}
  }
}

/** A value of the token in a sentence: short, for it comes from outside. */
function shown(value: unknown): string {
  if (value === undefined) return 'missing'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 100 ? `${text.slice(0, 100)}...` : text
}

function moment(seconds: number | undefined): string {
  if (seconds === undefined) return ''
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? '' : ` at ${date.toISOString()}`
}
