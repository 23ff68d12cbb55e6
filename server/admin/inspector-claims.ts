import type { ApiExpectation } from '#contract/inspector.ts'
import { grantOfAccessToken } from '#domain/access-token.ts'
import { isAccepted, judgeForApi, type JwtToJudge } from '#domain/api-acceptance.ts'
import { explainClaims, explainHeader } from '#domain/claim-words.ts'
import { decodeJwt, jwtKind, numericDate, type JsonObject } from '#domain/jwt-parts.ts'
import { proofInWords } from '#domain/jwt-proof.ts'
import { withoutTokens } from '#domain/token-text.ts'

import type { AdminContext } from './context.ts'
import { proveJwt } from './inspector-jwt.ts'
import { recordOfClient, recordOfGrant, type TokenRecord } from './inspector-record.ts'
import type { Finding } from './inspector.ts'

type Verdict = Finding['verdict']

export async function inspectJwt(
  context: AdminContext,
  token: string,
  expectation: ApiExpectation,
): Promise<Finding> {
  const parts = decodeJwt(token)
  if (parts.kind === 'malformed') return malformed(parts.header, parts.problem)
  const { header, claims } = parts
  const proof = await proveJwt(token, header, context.proofs.publishedKeys())
  const judged = { header, claims, proof }
  const { issuer } = context.status()
  const api = { ...expectation, issuer: expectation.issuer ?? issuer }
  const rules = judgeForApi(judged, api, context.now())
  const isOurs = proof.kind === 'verified' && claims['iss'] === issuer
  const { record, ended } = isOurs ? await findRecord(context, claims) : nothing
  const kind = jwtKind(header, claims)
  return {
    kind: kind === 'other' ? 'JWT' : kind,
    verdict: isOurs
      ? verdictOfOurs(kind, claims, { ended, now: context.now() })
      : verdictOfForeign(judged, issuer),
    jwt: { header: [...explainHeader(header)], claims: [...explainClaims(claims)] },
    api: { accepted: isAccepted(rules), rules: [...rules] },
    record,
  }
}

function malformed(header: JsonObject | null, problem: string): Finding {
  return {
    kind: 'JWT',
    verdict: { tone: 'bad', title: 'A JWT that cannot be read', sentences: [problem] },
    jwt: header && { header: [...explainHeader(header)], claims: [] },
    api: null,
    record: null,
  }
}

interface Found {
  readonly record: TokenRecord | null
  /** Why the token counts no more, by what is on record; `null` where it does. */
  readonly ended: string | null
}

const nothing: Found = { record: null, ended: null }

/** What an access token's `jti` leads to. */
async function findRecord(context: AdminContext, claims: JsonObject): Promise<Found> {
  const { jti, client_id: clientId, scope } = claims
  if (typeof jti !== 'string' || typeof clientId !== 'string') return nothing
  const isRevoked = await context.store.isAccessTokenRevoked({ id: jti })
  const ended = isRevoked ? 'this very token was revoked' : null
  const grantId = grantOfAccessToken(jti)
  if (grantId === undefined) {
    const record = await recordOfClient(context, {
      clientId,
      scope: typeof scope === 'string' ? scope : '',
    })
    return { record, ended }
  }
  const grant = await context.store.findGrant({ id: grantId, now: context.now() })
  if (!grant) return { record: null, ended: 'its family is not kept any more' }
  return {
    record: await recordOfGrant(context, grant, null),
    ended:
      ended ??
      (grant.accessActive
        ? null
        : 'its family was revoked, or its client or user is gone or disabled'),
  }
}

function verdictOfOurs(
  kind: 'access token' | 'id token' | 'other',
  claims: JsonObject,
  { ended, now }: { readonly ended: string | null; readonly now: number },
): Verdict {
  const name = { 'access token': 'An access token', 'id token': 'An ID token', other: 'A JWT' }[
    kind
  ]
  const about =
    kind === 'id token'
      ? [
          'It tells the client who has signed in. It is no access token: an API that accepts it is open to misuse (RFC 8725 §3.11).',
        ]
      : []
  const exp = numericDate(claims['exp']) ?? 0
  const nbf = numericDate(claims['nbf']) ?? 0
  if (exp <= now)
    return { tone: 'bad', title: `${name} of this issuer that has expired`, sentences: about }
  if (nbf > now)
    return { tone: 'bad', title: `${name} of this issuer that is not valid yet`, sentences: about }
  if (ended !== null)
    return {
      tone: 'warning',
      title: `${name} of this issuer that is revoked`,
      sentences: [
        ...about,
        `On record here, ${ended}. Introspection says that it is not active; an API that only checks the signature accepts it until it expires.`,
      ],
    }
  return { tone: 'good', title: `${name} of this issuer, valid now`, sentences: about }
}

/** Not proven to be ours: whatever it says, it is nothing to go by. */
function verdictOfForeign({ claims, proof }: JwtToJudge, issuer: string): Verdict {
  const { iss } = claims
  const sentences = [proofInWords(proof)]
  const isForeign = iss !== issuer
  if (isForeign)
    sentences.push(
      typeof iss === 'string'
        ? `It says that ${withoutTokens(iss.slice(0, 200))} made it, not this issuer (${issuer}).`
        : 'It does not say who made it.',
    )
  if (proof.kind === 'unknown key' && isForeign)
    return {
      tone: 'unknown',
      title: 'A JWT of another issuer',
      sentences: [...sentences, 'Only the keys of that issuer can tell whether it is good.'],
    }
  return { tone: 'bad', title: titleOf(proof.kind), sentences }
}

function titleOf(kind: JwtToJudge['proof']['kind']): string {
  switch (kind) {
    case 'verified':
      return 'Signed here, but for another issuer'
    case 'unsigned':
      return 'Not signed: worthless'
    case 'bad signature':
      return 'Tampered with or forged'
    case 'symmetric':
    case 'wrong algorithm':
    case 'critical header':
    case 'unnamed key':
    case 'unknown key':
      return 'Not proven to be ours'
  }
}
