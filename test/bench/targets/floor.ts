import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

import { announce, listen } from './announce.ts'
import { openFloorStore } from './floor-store.ts'
import { openJwtSigner, openSigningKeys } from './signing-keys.ts'
import { alice, api, redirectUri, rsaMachine, type Api } from './workspace.ts'

// The floor: what no issuer on this machine can do without. Raw node:http; one signature an access
// token; one durable row a state change, committed in groups. It checks nothing: no client, no
// secret, no PKCE, no scope. Introspection and discovery are one HTTP exchange of a usual size.
const folder = process.argv[2] ?? ''
const store = openFloorStore(folder)
const signJwt = openJwtSigner(openSigningKeys(folder))

const server = createServer((request, response) => void answer(request, response))
const issuer = await listen(server)
announce(issuer)

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? ''
  if (path.startsWith('/oauth2/authorize')) return authorize(response)
  if (path.startsWith('/.well-known/')) return send(response, discovery)
  const form = await bodyOf(request)
  send(response, path === '/oauth2/introspect' ? introspection : await token(form))
}

async function authorize(response: ServerResponse): Promise<void> {
  const code = randomUUID()
  await store.saveCode(code)
  response.writeHead(303, { location: `${redirectUri}?code=${code}`, 'content-length': 0 }).end()
}

async function token(form: string): Promise<string> {
  if (form.includes('grant_type=client_credentials'))
    return tokenResponse(form.includes(rsaMachine.credentials.client_id) ? rsaMachine.api : api)
  if (form.includes('grant_type=authorization_code')) {
    const grant = await store.redeemCode(valueOf(form, 'code='))
    return tokenResponse(api, `${grant}.1`)
  }
  const [grant, generation] = valueOf(form, 'refresh_token=').split('.').map(Number)
  if (grant === undefined || generation === undefined) throw new Error('There is no such token.')
  await store.rotate(grant, generation)
  return tokenResponse(api, `${grant}.${generation + 1}`)
}

async function tokenResponse(
  { algorithm, audience, scope }: Api,
  refreshToken?: string,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  return JSON.stringify({
    access_token: await signJwt(algorithm, {
      iss: issuer,
      sub: alice.subject,
      aud: audience,
      client_id: 'web',
      scope,
      iat: now,
      exp: now + 3600,
      jti: randomUUID(),
    }),
    token_type: 'Bearer',
    expires_in: 3600,
    scope,
    refresh_token: refreshToken,
  })
}

const introspection = JSON.stringify({
  active: true,
  token_type: 'Bearer',
  iss: issuer,
  client_id: 'machine',
  sub: 'machine',
  scope: api.scope,
  aud: [api.audience],
  jti: randomUUID(),
  iat: 1_800_000_000,
  exp: 1_800_003_600,
})

const discovery = JSON.stringify({ issuer, padding: 'x'.repeat(1800) })

function valueOf(form: string, name: string): string {
  const start = form.lastIndexOf(name) + name.length
  const end = form.indexOf('&', start)
  return form.slice(start, end === -1 ? undefined : end)
}

function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    let body = ''
    request.setEncoding('latin1')
    request.on('data', (chunk: string) => (body += chunk))
    request.on('end', () => resolve(body))
  })
}

function send(response: ServerResponse, body: string): void {
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': body.length,
    'cache-control': 'no-store',
  })
  response.end(body)
}
