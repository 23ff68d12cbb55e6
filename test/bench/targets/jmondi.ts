import { parse } from 'node:querystring'

import { AuthorizationServer, DateInterval, type JwtInterface } from '@jmondi/oauth2-server'
import {
  handleFastifyError,
  handleFastifyReply,
  requestFromFastify,
} from '@jmondi/oauth2-server/fastify'
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify'

import { announce } from './announce.ts'
import {
  clientRepository,
  codeRepository,
  scopeRepository,
  tokenRepository,
  user,
  userRepository,
} from './jmondi-memory.ts'
import { openJwtSigner, openJwtVerifier, openSigningKeys } from './signing-keys.ts'
import { apiOf } from './workspace.ts'

// @jmondi/oauth2-server behind Fastify, all in memory: the fastest peer there is, and the least
// durable. Access tokens are JWTs like ours, signed the cheapest way; codes and refresh tokens are
// opaque, which spares it two signatures and two verifications.
const folder = process.argv[2] ?? ''
const keys = openSigningKeys(folder)
const app = fastify()
const server = new AuthorizationServer(
  clientRepository,
  tokenRepository,
  scopeRepository,
  jwtService(),
  { useOpaqueAuthorizationCodes: true, useOpaqueRefreshTokens: true },
)
const hour = new DateInterval('1h')
server.enableGrantTypes(
  ['client_credentials', hour],
  ['refresh_token', hour],
  [{ grant: 'authorization_code', authCodeRepository: codeRepository, userRepository }, hour],
)

app.addContentTypeParser(
  'application/x-www-form-urlencoded',
  { parseAs: 'string' },
  (_request, body, done) => done(null, { ...parse(String(body)) }),
)
app.get('/oauth2/authorize', (request, reply) => respond(request, reply, authorize))
app.post('/oauth2/token', (request, reply) =>
  respond(request, reply, (asked) => server.respondToAccessTokenRequest(asked)),
)
app.post('/oauth2/introspect', (request, reply) =>
  respond(request, reply, (asked) => server.introspect(asked)),
)
const issuer = await app.listen({ host: '127.0.0.1', port: 0 })
announce(issuer)

type Asked = ReturnType<typeof requestFromFastify>
type Given = Parameters<typeof handleFastifyReply>[1]

async function respond(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: (asked: Asked) => Promise<Given>,
): Promise<FastifyReply> {
  try {
    handleFastifyReply(reply, await answer(requestFromFastify(request)))
  } catch (error) {
    handleFastifyError(error, reply)
  }
  return reply
}

/** The library leaves sessions and consent to its host, and this host asks nobody. */
async function authorize(asked: Asked): Promise<Given> {
  const request = await server.validateAuthorizationRequest(asked)
  request.user = user
  request.isAuthorizationApproved = true
  return server.completeAuthorizationRequest(request)
}

/** In place of the library's own, which signs with HS256 by default and more slowly. */
function jwtService(): JwtInterface {
  const sign = openJwtSigner(keys)
  const verify = openJwtVerifier(keys)
  return {
    async sign(payload) {
      if (typeof payload === 'string' || Buffer.isBuffer(payload))
        throw new Error('Only access tokens are signed.')
      const { audience, algorithm } = apiOf(String(payload['cid']))
      return sign(algorithm, { ...payload, iss: issuer, aud: audience })
    },
    verify: async (token) => verify(token),
    decode: (token) => verify(token),
  }
}
