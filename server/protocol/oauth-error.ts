/** Error codes of RFC 6749 §4.1.2.1 and §5.2, OIDC Core §3.1.2.6, RFC 6750 §3.1, RFC 8707 §2. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'access_denied'
  | 'login_required'
  | 'consent_required'
  | 'request_not_supported'
  | 'request_uri_not_supported'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'temporarily_unavailable'
  // No RFC's: there is no endpoint that could answer by one.
  | 'not_found'
  | 'server_error'

/** A refusal that reaches the client: the RFC's code and one safe sentence. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError'
  readonly code: OAuthErrorCode
  readonly status: number
  /** Seconds after which to try again. */
  readonly retryAfter: number | undefined

  constructor(code: OAuthErrorCode, description: string, retryAfter?: number) {
    super(description)
    this.code = code
    this.status = retryAfter === undefined ? statusOf(code) : 429
    this.retryAfter = retryAfter
  }
}

/** The HTTP status that goes with an error code at the token endpoint and its like. */
export function statusOf(code: OAuthErrorCode): number {
  switch (code) {
    case 'invalid_client':
    case 'invalid_token':
      return 401
    case 'insufficient_scope':
      return 403
    case 'temporarily_unavailable':
      return 503
    case 'server_error':
      return 500
    default:
      return 400
  }
}
