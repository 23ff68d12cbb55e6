import type { InspectedToken } from '#contract/inspector.ts'
import type { ParsedInput } from '#contract/operations.ts'
import { isAccepted, judgeForApi } from '#domain/api-acceptance.ts'
import { explainClaims, explainHeader } from '#domain/claim-words.ts'
import { decodeJwt } from '#domain/jwt-parts.ts'
import type { JwtProof } from '#domain/jwt-proof.ts'
import { findTokens } from '#domain/token-text.ts'
import type { TokenInText } from '#domain/token-text.ts'
import { now } from '#test/support/console-fixture-world.ts'
import type { FixtureHandlers, World } from '#test/support/console-fixture-world.ts'

type Api = ParsedInput<'inspector.inspect'>['api']

/** A JWT of the fixture's issuer; a signature that ends in `forged` is not. */
export function fixtureJwt(claims: object, signature = 'c2lnbmF0dXJl'): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${encode({ alg: 'RS256', typ: 'at+jwt', kid: 'key-1' })}.${encode(claims)}.${signature}`
}

export function inspectorHandlers(world: World): Pick<FixtureHandlers, 'inspector.inspect'> {
  return {
    'inspector.inspect': ({ text, api }) => ({
      now: now(),
      tokens: findTokens(text).map((token) => inspected(world, token, api)),
    }),
  }
}

function inspected(world: World, token: TokenInText, api: Api): InspectedToken {
  const { value, start, label } = token
  const place = { start, length: value.length, label: label ?? null, fingerprint: '9f86d081' }
  const record = recordOf(world)
  const parts = token.shape === 'jwt' ? decodeJwt(value) : undefined
  if (parts?.kind !== 'parts') {
    const title = 'A refresh token that is spent'
    const sentences = ['It is generation 2; the current one is 4.']
    const verdict = { tone: 'warning', title, sentences } as const
    return { ...place, kind: 'refresh token', verdict, jwt: null, api: null, record }
  }
  const forged = value.endsWith('forged')
  const proof: JwtProof = forged
    ? { kind: 'bad signature', kid: 'key-1' }
    : { kind: 'verified', kid: 'key-1', isCurrent: true }
  const expected = { ...api, issuer: api.issuer ?? 'http://localhost:4600' }
  const rules = judgeForApi({ ...parts, proof }, expected, now())
  return {
    ...place,
    kind: 'access token',
    verdict: forged
      ? {
          tone: 'bad',
          title: 'Tampered with or forged',
          sentences: ['The signature does not fit.'],
        }
      : { tone: 'good', title: 'An access token of this issuer, valid now', sentences: [] },
    jwt: { header: [...explainHeader(parts.header)], claims: [...explainClaims(parts.claims)] },
    api: { accepted: isAccepted(rules), rules: [...rules] },
    record: forged ? null : record,
  }
}

function recordOf(world: World): InspectedToken['record'] {
  const [token] = world.tokens
  return token === undefined
    ? null
    : {
        family: token.id,
        status: token.status,
        clientId: token.clientId,
        clientName: token.clientName,
        subject: token.subject,
        username: token.username,
        scope: token.scope,
        generation: null,
      }
}
