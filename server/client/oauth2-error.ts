import * as oauth from 'oauth4webapi'

/**
 * The issuer said no, at the token endpoint (RFC 6749 §5.2) or in the authorization response
 * (§4.1.2.1).
 */
export class OAuth2Error extends Error {
  override readonly name = 'OAuth2Error'
  /** The RFC's error code, such as `invalid_grant`. */
  readonly code: string
  /** The issuer's sentence, where it gave one. */
  readonly description: string | undefined
  /** The HTTP status; `undefined` for an authorization response, which has none. */
  readonly status: number | undefined

  constructor(code: string, description?: string, status?: number) {
    super(description === undefined ? code : `${code}: ${description}`)
    this.code = code
    this.description = description
    this.status = status
  }
}

/** Waits for the answer; a refusal of the issuer comes out as `OAuth2Error`, all else unchanged. */
export async function withTypedErrors<Value>(answer: Promise<Value>): Promise<Value> {
  try {
    return await answer
  } catch (error) {
    throw (await toOAuth2Error(error)) ?? error
  }
}

async function toOAuth2Error(error: unknown): Promise<OAuth2Error | undefined> {
  if (error instanceof oauth.ResponseBodyError)
    return new OAuth2Error(error.error, error.error_description, error.status)
  if (error instanceof oauth.AuthorizationResponseError)
    return new OAuth2Error(error.error, error.error_description)
  // A refused client answers 401 with a challenge, and oauth4webapi stops there: the code that
  // RFC 6749 §5.2 demands is in the body, not yet read.
  if (error instanceof oauth.WWWAuthenticateChallengeError) return readBody(error.response)
  return undefined
}

async function readBody(response: Response): Promise<OAuth2Error | undefined> {
  const body: unknown = await response.json().catch(() => undefined)
  if (typeof body !== 'object' || body === null) return undefined
  if (!('error' in body) || typeof body.error !== 'string') return undefined
  const description =
    'error_description' in body && typeof body.error_description === 'string'
      ? body.error_description
      : undefined
  return new OAuth2Error(body.error, description, response.status)
}
