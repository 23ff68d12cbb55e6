import * as openid from 'openid-client'
import { expect, test } from 'vitest'

import { openIssuer } from '#issuer'
import { machine, startWorkspace, workspace } from '#test/support/workspace.ts'

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

test.each([...paths, '/oauth2/jwks'])(
  '%s has a strong ETag and is not sent twice',
  async (path) => {
    await using issuer = await startWorkspace()
    const first = await fetch(issuer.url + path)
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[\w-]{22}"$/)
    expect(first.headers.get('cache-control')).toBe('public, max-age=60')
    expect(first.headers.get('access-control-allow-origin')).toBe('*')
    const text = await first.text()
    expect(Number(first.headers.get('content-length'))).toBe(Buffer.byteLength(text))

    const again = (condition: string) =>
      fetch(issuer.url + path, { headers: { 'if-none-match': condition } })
    for (const condition of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await again(condition)
      expect([answer.status, await answer.text()]).toEqual([304, ''])
      expect(answer.headers.get('etag')).toBe(etag)
    }
    for (const condition of ['"other"', etag.slice(1, -1)]) {
      const answer = await again(condition)
      expect([answer.status, await answer.text()]).toEqual([200, text])
    }
  },
)

test('a new scope changes the metadata and its ETag at the next GET', async () => {
  await using issuer = await startWorkspace()
  for (const path of paths) {
    const before = await fetch(issuer.url + path)
    const etag = before.headers.get('etag') ?? ''
    const { settings, version } = await issuer.admin('resources.get', { audience: 'urn:mail' })
    const scope = { name: `new:${version}`, displayName: '', description: '', emphasize: false }
    await issuer.admin('resources.update', {
      audience: 'urn:mail',
      version,
      settings: { ...settings, scopes: [...settings.scopes, scope] },
    })
    const after = await fetch(issuer.url + path, { headers: { 'if-none-match': etag } })
    expect(after.status).toBe(200)
    expect(after.headers.get('etag')).not.toBe(etag)
    expect(await after.text()).toContain(scope.name)
  }
})

test('a resource that is made or deleted shows in the metadata at the next GET', async () => {
  await using issuer = await startWorkspace()
  const scopes = async () => (await read(issuer.url, paths[0] ?? ''))['scopes_supported']
  expect(await scopes()).not.toContain('print')
  await issuer.admin('resources.create', {
    audience: 'urn:printer',
    settings: {
      name: 'Printer',
      enabled: true,
      signingAlgorithm: 'EdDSA',
      accessTokenLifetime: null,
      scopes: [{ name: 'print', displayName: 'Print', description: '', emphasize: false }],
    },
  })
  expect(await scopes()).toContain('print')
  await issuer.admin('resources.delete', { audience: 'urn:printer' })
  expect(await scopes()).not.toContain('print')
})

test('a key made for another algorithm is in the key set before it is used', async () => {
  await using issuer = await startWorkspace()
  const keySet = async () => (await read(issuer.url, '/oauth2/jwks'))['keys']
  expect(await keySet()).toEqual([expect.objectContaining({ kty: 'EC' })])
  const { settings, version } = await issuer.admin('resources.get', { audience: 'urn:api' })
  await issuer.admin('resources.update', {
    audience: 'urn:api',
    version,
    settings: { ...settings, signingAlgorithm: 'EdDSA' },
  })
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'read', ...machine })
  const answer = await fetch(`${issuer.url}/oauth2/token`, { method: 'POST', body })
  expect(answer.status).toBe(200)
  expect(await keySet()).toEqual([
    expect.objectContaining({ kty: 'EC' }),
    expect.objectContaining({ kty: 'OKP' }),
  ])
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
