export { createAccessTokenVerifier, verifyAccessToken } from './access-token-verifier.ts'
export type {
  AccessTokenRefusal,
  AccessTokenRefusalReason,
  AccessTokenVerification,
  AccessTokenVerifier,
  AccessTokenVerifierOptions,
  VerifiedAccessToken,
} from './access-token-verifier.ts'
export type { ProtectedRequest } from './bearer-token.ts'
export { OAuth2Client } from './oauth2-client.ts'
export type {
  AccessTokenResponse,
  AdditionalParameters,
  CodeFlow,
  CodeFlowRequest,
  OAuth2ClientOptions,
  RefreshRequest,
} from './oauth2-client.ts'
export { OAuth2Error } from './oauth2-error.ts'
