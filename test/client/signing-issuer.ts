import { once } from 'node:events'
import { createServer } from 'node:http'

import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export interface SigningIssuer extends AsyncDisposable {
  readonly url: string
  /** Whether it answers with 503. */
  isAway: boolean
  /** What its metadata says beside or instead of the truth. */
  metadata: Readonly<Record<string, string>>
  /** An access token as RFC 9068 wants it, but for what is put in its place or, as `undefined`, left out. */
  sign(
    claims?: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, string>>,
  ): Promise<string>
}

/** The moment at which its tokens are issued, in epoch seconds; they live for ten minutes. */
export const issuedAt = 1_800_000_000

/** An issuer that signs whatever it is told: for tokens that an honest one does not make. */
export async function startSigningIssuer(): Promise<SigningIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'key', alg: 'ES256', use: 'sig' }
  const server = createServer((request, response) => {
    const body = request.url === '/jwks' ? { keys: [jwk] } : metadataOf(issuer)
    response
      .writeHead(issuer.isAway ? 503 : 200, { 'content-type': 'application/json' })
      .end(JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const issuer: SigningIssuer = {
    url: `http://127.0.0.1:${port}`,
    isAway: false,
    metadata: {},
    sign(claims = {}, header = {}) {
      const payload = { ...validClaims(issuer.url), ...claims }
      return new SignJWT(payload)
        .setProtectedHeader({ alg: 'ES256', kid: 'key', typ: 'at+jwt', ...header })
        .sign(privateKey)
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  return issuer
}

function metadataOf({ url, metadata }: SigningIssuer): object {
  return {
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/jwks`,
    ...metadata,
  }
}

function validClaims(issuer: string): Record<string, unknown> {
  return {
    iss: issuer,
    sub: 'alice',
    aud: 'urn:api',
    client_id: 'web',
    scope: 'read write',
    iat: issuedAt,
    exp: issuedAt + 600,
    jti: 'token',
  }
}
