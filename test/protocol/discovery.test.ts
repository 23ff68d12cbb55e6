import * as openid from 'openid-client'
import { expect, test } from 'vitest'

import { openIssuer } from '#issuer'
import { startWorkspace, workspace } from '#test/support/workspace.ts'

const paths = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']

type Metadata = Readonly<Record<string, unknown>>

async function read(base: string, path: string): Promise<Metadata> {
  const response = await fetch(base + path)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toContain('application/json')
  // RFC 8414 §3.2: a JSON object.
  return (await response.json()) as Metadata
}

test('both well-known paths say the same, and every URL begins with the issuer', async () => {
  await using issuer = await startWorkspace()
  const [metadata, same] = await Promise.all(paths.map((path) => read(issuer.url, path)))
  expect(same).toEqual(metadata)
  expect(metadata?.['issuer']).toBe(issuer.url)
  expect(issuer.url.endsWith('/')).toBe(false)

  const urls = Object.entries(metadata ?? {}).filter(([name]) => /_endpoint$|_uri$/.test(name))
  expect(urls.map(([name]) => name).toSorted()).toEqual([
    'authorization_endpoint',
    'end_session_endpoint',
    'introspection_endpoint',
    'jwks_uri',
    'revocation_endpoint',
    'token_endpoint',
    'userinfo_endpoint',
  ])
  for (const [, url] of urls) expect(String(url).startsWith(`${issuer.url}/oauth2/`)).toBe(true)
})

test('the metadata offers what the handlers do, and says no where silence would mean yes', async () => {
  await using issuer = await startWorkspace({}, { issuer: { signingAlgorithm: 'PS256' } })
  expect(await read(issuer.url, '/.well-known/openid-configuration')).toMatchObject({
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    code_challenge_methods_supported: ['S256'],
    id_token_signing_alg_values_supported: ['PS256'],
    authorization_response_iss_parameter_supported: true,
    request_uri_parameter_supported: false,
    request_parameter_supported: false,
    claims_parameter_supported: false,
  })
})

test('the scopes of a resource appear when it is made and go when it is switched off', async () => {
  await using issuer = await startWorkspace()
  const scopes = async () =>
    (await read(issuer.url, '/.well-known/openid-configuration'))['scopes_supported']
  expect(await scopes()).toEqual(expect.arrayContaining(['openid', 'offline_access', 'send']))

  const { settings, version } = await issuer.admin('resources.get', { audience: 'urn:mail' })
  await issuer.admin('resources.update', {
    audience: 'urn:mail',
    version,
    settings: { ...settings, enabled: false },
  })
  expect(await scopes()).not.toContain('send')
})

test('14 and 16: behind a TLS proxy every URL is of the public issuer, whatever address is asked', async () => {
  const issuer = await openIssuer({
    data: ':memory:',
    port: 0,
    issuer: 'https://login.example',
    sample: false,
    configuration: workspace(),
    passwordCost: 16,
  })
  try {
    const metadata = await read(`http://127.0.0.1:${issuer.port}`, paths[0] ?? '')
    expect(metadata['issuer']).toBe('https://login.example')
    expect(JSON.stringify(metadata)).not.toContain(String(issuer.port))
    for (const [name, url] of Object.entries(metadata))
      if (/_endpoint$|_uri$/.test(name)) expect(url).toMatch(/^https:\/\/login\.example\/oauth2\//)
  } finally {
    await issuer.close()
  }
})

test.each(['oidc', 'oauth2'] as const)('openid-client discovers by %s', async (algorithm) => {
  await using issuer = await startWorkspace()
  const config = await openid.discovery(new URL(issuer.url), 'web', undefined, undefined, {
    algorithm,
    execute: [openid.allowInsecureRequests],
  })
  expect(config.serverMetadata().issuer).toBe(issuer.url)
  expect(config.serverMetadata().supportsPKCE()).toBe(true)
})
