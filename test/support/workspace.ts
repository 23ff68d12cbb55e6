import type { ClientSettings } from '#contract/clients.ts'
import type { Configuration, ConfiguredClient } from '#contract/configuration.ts'
import type { ResourceSettings } from '#contract/resources.ts'
import { startIssuer, type TestIssuer } from '#test/support/issuer.ts'

export const redirectUri = 'http://127.0.0.1:1/callback'
export const alice = { username: 'alice', password: 'correct horse', subject: 'alice-id' }
export const bob = { username: 'bob', password: 'battery staple', subject: 'bob-id' }

/** Credentials as `client_secret_post` sends them. */
export const web = { client_id: 'web', client_secret: 'a-secret-of-the-web-application' }
export const other = { client_id: 'other', client_secret: 'a-secret-of-the-other-client' }
export const machine = { client_id: 'machine', client_secret: 'a-secret-of-the-machine' }
/** A public client has none. */
export const app = { client_id: 'app' }

const codeClient = {
  redirectUris: [redirectUri],
  scopes: ['openid', 'profile', 'email', 'offline_access', 'read', 'write'],
  refreshTokens: { enabled: true },
} satisfies Partial<ConfiguredClient>

/** What most tests start from: two users, an API, and a client of each kind. */
export function workspace(
  changes: Partial<ConfiguredClient> = {},
  issuer: Configuration['issuer'] = {},
): Configuration {
  return {
    issuer: { signingAlgorithm: 'ES256', ...issuer },
    resources: [
      {
        audience: 'urn:api',
        scopes: [
          { name: 'read', displayName: 'Read your notes' },
          { name: 'write', displayName: 'Write notes', emphasize: true },
        ],
      },
      { audience: 'urn:mail', scopes: [{ name: 'send', displayName: 'Send mail' }] },
    ],
    clients: [
      { clientId: 'web', name: 'Web', secret: web.client_secret, ...codeClient, ...changes },
      { clientId: 'other', name: 'Other', secret: other.client_secret, ...codeClient },
      { clientId: 'app', name: 'App', type: 'public', ...codeClient },
      {
        clientId: 'machine',
        name: 'Machine',
        secret: machine.client_secret,
        flow: 'client_credentials',
        scopes: ['read', 'write', 'send'],
      },
    ],
    users: [
      { ...alice, name: 'Alice A.', email: 'alice@example.com', claims: { team: 'red' } },
      { ...bob, name: 'Bob B.' },
    ],
  }
}

/** Starts an issuer on that workspace. */
export function startWorkspace(
  changes: Partial<ConfiguredClient> = {},
  options: { readonly issuer?: Configuration['issuer']; readonly onDisk?: boolean } = {},
): Promise<TestIssuer> {
  return startIssuer(workspace(changes, options.issuer), {
    onDisk: options.onDisk ?? false,
  })
}

/** Changes a client as its editor does. */
export async function changeClient(
  issuer: TestIssuer,
  clientId: string,
  changes: Partial<ClientSettings>,
): Promise<void> {
  const { settings, version } = await issuer.admin('clients.get', { clientId })
  await issuer.admin('clients.update', {
    clientId,
    version,
    settings: { ...settings, ...changes },
  })
}

/** Changes a resource as its editor does. */
export async function changeResource(
  issuer: TestIssuer,
  audience: string,
  changes: Partial<ResourceSettings>,
): Promise<void> {
  const { settings, version } = await issuer.admin('resources.get', { audience })
  await issuer.admin('resources.update', {
    audience,
    version,
    settings: { ...settings, ...changes },
  })
}

export async function disableUser(
  issuer: TestIssuer,
  subject: string,
  disabled = true,
): Promise<void> {
  const { settings, version } = await issuer.admin('users.get', { subject })
  await issuer.admin('users.update', { subject, version, settings: { ...settings, disabled } })
}

/** The status of the only refresh token there is, as the grid shows it. */
export async function statusOfOnlyToken(issuer: TestIssuer): Promise<string | undefined> {
  const { rows } = await issuer.admin('refreshTokens.search', {
    filter: {},
    sort: { by: 'issued', direction: 'descending' },
    limit: 10,
  })
  return rows.length === 1 ? rows[0]?.status : `${rows.length} rows`
}
