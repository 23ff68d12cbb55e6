import { identityScopes } from '#domain/scope.ts'

import type { ProtocolContext } from './context.ts'

/** Paths under the issuer, by the metadata name of the endpoint (RFC 8414 §2). */
export const endpointPaths = {
  authorization_endpoint: '/oauth2/authorize',
  token_endpoint: '/oauth2/token',
  revocation_endpoint: '/oauth2/revoke',
  introspection_endpoint: '/oauth2/introspect',
  userinfo_endpoint: '/oauth2/userinfo',
  end_session_endpoint: '/oauth2/logout',
  jwks_uri: '/oauth2/jwks',
} as const

const secretMethods = ['client_secret_basic', 'client_secret_post']

/** RFC 8414 §2 and OIDC Discovery §3: every URL comes from the configured issuer, never from Host. */
export async function metadata(
  context: ProtocolContext,
  grantTypes: readonly string[],
): Promise<object> {
  const resources = await context.store.listResources({})
  const scopes = resources.filter(({ enabled }) => enabled).flatMap((each) => each.scopes)
  return {
    issuer: context.issuer,
    ...Object.fromEntries(
      Object.entries(endpointPaths).map(([name, path]) => [name, context.issuer + path]),
    ),
    scopes_supported: [...identityScopes, ...scopes].map(({ name }) => name),
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'form_post'],
    grant_types_supported: grantTypes,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [context.algorithm],
    token_endpoint_auth_methods_supported: [...secretMethods, 'none'],
    revocation_endpoint_auth_methods_supported: [...secretMethods, 'none'],
    introspection_endpoint_auth_methods_supported: secretMethods,
    code_challenge_methods_supported: ['S256'],
    prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'auth_time',
      'nonce',
      'at_hash',
      'sid',
      'name',
      'preferred_username',
      'email',
      'email_verified',
    ],
    claims_parameter_supported: false,
    request_parameter_supported: false,
    // Leaving it out would mean true (OIDC Discovery §3).
    request_uri_parameter_supported: false,
    authorization_response_iss_parameter_supported: true,
  }
}
