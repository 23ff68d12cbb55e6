import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

import { Provider, type ClientMetadata, type Configuration, type JWK } from 'oidc-provider'

import { announce, listen } from './announce.ts'
import { openSigningKeys, type Algorithm } from './signing-keys.ts'
import { openSqliteAdapter } from './sqlite-adapter.ts'
import {
  alice,
  api,
  apiOf,
  machines,
  opaqueMachine,
  redirectUri,
  web,
  type Credentials,
} from './workspace.ts'

// oidc-provider as an issuer of the same kind: durable, PKCE required, refresh tokens rotated, JWT
// access tokens (RFC 9068); what the flows do not need is off.
const folder = process.argv[2] ?? ''
const keys = openSigningKeys(folder)

const server = createServer()
const issuer = await listen(server)
const provider = new Provider(issuer, configuration())
const callback = provider.callback()
server.on('request', (request, response) => {
  if (request.url?.startsWith('/interaction/')) void interact(request, response)
  else void callback(request, response)
})
announce(issuer)

function configuration(): Configuration {
  return {
    adapter: openSqliteAdapter(folder),
    clients: [
      client(web, ['authorization_code', 'refresh_token']),
      ...machines.map(({ credentials }) => client(credentials, ['client_credentials'])),
    ],
    jwks: { keys: [jwk('ES256'), jwk('RS256')] },
    cookies: { keys: ['a-key-that-signs-the-cookies-of-the-bench'] },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
    routes: {
      authorization: '/oauth2/authorize',
      token: '/oauth2/token',
      introspection: '/oauth2/introspect',
    },
    ttl: {
      AccessToken: 3600,
      ClientCredentials: 3600,
      AuthorizationCode: 60,
      RefreshToken: 1_296_000,
      Grant: 2_592_000,
      Interaction: 3600,
      Session: 36_000,
      IdToken: 3600,
    },
    features: {
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_context, client) => apiOf(client.clientId).audience,
        useGrantedResource: () => true,
        getResourceServerInfo(_context, _resource, client) {
          const { audience, scope, algorithm } = apiOf(client.clientId)
          const isOpaque = client.clientId === opaqueMachine.credentials.client_id
          const accessTokenFormat = isOpaque ? 'opaque' : 'jwt'
          return { audience, scope, accessTokenFormat, jwt: { sign: { alg: algorithm } } }
        },
      },
    },
  }
}

function client(
  credentials: Credentials,
  grantTypes: NonNullable<ClientMetadata['grant_types']>,
): ClientMetadata {
  const hasUser = grantTypes.includes('authorization_code')
  return {
    ...credentials,
    grant_types: grantTypes,
    response_types: hasUser ? ['code'] : [],
    redirect_uris: hasUser ? [redirectUri] : [],
    token_endpoint_auth_method: 'client_secret_post',
    introspection_endpoint_auth_method: 'client_secret_post',
  }
}

function jwk(algorithm: Algorithm): JWK {
  return {
    ...keys[algorithm].export({ format: 'jwk' }),
    alg: algorithm,
    use: 'sig',
    kid: algorithm,
  }
}

/** Signs the user in and says yes, without a page: what a page costs is not measured here. */
async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(request, response)
  const result =
    prompt.name === 'login'
      ? { login: { accountId: alice.subject } }
      : { consent: { grantId: await allow(String(params['client_id']), session?.accountId) } }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true })
}

function allow(clientId: string, accountId = alice.subject): Promise<string> {
  const grant = new provider.Grant({ accountId, clientId })
  grant.addOIDCScope('offline_access')
  grant.addResourceScope(api.audience, api.scope)
  return grant.save()
}
