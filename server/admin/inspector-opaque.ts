import { grantOfAccessToken } from '#domain/access-token.ts'
import { authorizationCodes } from '#domain/authorization-code.ts'
import { formatGrantId } from '#domain/family.ts'
import { refreshTokens } from '#domain/refresh-token.ts'
import { digest } from '#domain/secret.ts'
import type { StoredGrant } from '#store/grants.ts'

import type { AdminContext } from './context.ts'
import { recordOfClient, recordOfGrant } from './inspector-record.ts'
import type { Finding } from './inspector.ts'

type Verdict = Finding['verdict']

/** `lka_` and 43 characters: found by its digest. */
export async function inspectOpaque(context: AdminContext, token: string): Promise<Finding> {
  const found = await context.store.findOpaqueAccessToken({ digest: digest(token).toString('hex') })
  if (!found) {
    const sentences = [
      token.length === 47
        ? 'No such token is on record: it was never issued, or it expired and was cleared away.'
        : 'It does not have the length of one: it may be cut short.',
    ]
    return bare('opaque access token', {
      tone: 'bad',
      title: 'Not an access token of this issuer',
      sentences,
    })
  }
  const grant =
    found.grantId === null
      ? null
      : await context.store.findGrant({ id: found.grantId, now: context.now() })
  const ended =
    found.expiresAt <= context.now()
      ? 'has expired'
      : found.revokedAt !== null || (grant !== null && grant?.accessActive !== true)
        ? 'is revoked'
        : undefined
  const record = grant
    ? await recordOfGrant(context, grant, null)
    : await recordOfClient(context, found)
  return {
    ...bare('opaque access token', {
      tone: ended === undefined ? 'good' : 'bad',
      title:
        ended === undefined
          ? 'An access token of this issuer, valid now'
          : `An access token of this issuer that ${ended}`,
      sentences: ['An API cannot read it: it asks the introspection endpoint (RFC 7662).'],
    }),
    record: { ...record, scope: found.scope === '' ? [] : found.scope.split(' ') },
  }
}

/** A refresh token or a code: names its grant, and is proven by its MAC. */
export async function inspectGrantToken(
  context: AdminContext,
  kind: 'refresh token' | 'code',
  token: string,
): Promise<Finding> {
  const name = kind === 'code' ? 'code' : 'refresh token'
  const claim = (kind === 'code' ? authorizationCodes : refreshTokens).read(token)
  const bad = (title: string, ...sentences: string[]): Finding =>
    bare(kind, { tone: 'bad', title, sentences })
  if (!claim)
    return bad(`Not a whole ${name}`, 'It does not have the length of one: it may be cut short.')
  const family = formatGrantId(claim.grantId)
  const grant = await context.store.findGrant({ id: claim.grantId, now: context.now() })
  if (!grant)
    return bad(
      `Not a ${name} that this issuer knows`,
      `It names the family ${family}, which never existed or is not kept any more.`,
    )
  if (!context.proofs.isOurs(kind, grant.salt, token))
    return bad(
      `A forged ${name}`,
      `It names the family ${family}, but this issuer did not make it: its authentication code is wrong.`,
    )
  const verdict =
    kind === 'code'
      ? await verdictOfCode(context, grant)
      : verdictOfRefreshToken(grant, claim.generation)
  const own = kind === 'code' ? null : claim.generation
  return { ...bare(kind, verdict), record: await recordOfGrant(context, grant, own) }
}

function verdictOfRefreshToken(grant: StoredGrant, generation: number): Verdict {
  const spent = generation < grant.generation
  const spentWords = `It is generation ${generation}; the current one is ${grant.generation}.`
  if (grant.status !== 'active')
    return {
      tone: 'bad',
      title: `A refresh token whose family is ${grant.status}`,
      sentences: [statusMeans(grant.status), ...(spent ? [spentWords] : [])],
    }
  if (spent)
    return {
      tone: 'warning',
      title: 'A refresh token that is spent',
      sentences: [
        spentWords,
        'Whoever uses it again shows that two hold this family: it is revoked as a whole, unless it is a retry within the grace window (RFC 9700 §4.14.2).',
      ],
    }
  if (!grant.userIsActive)
    return {
      tone: 'bad',
      title: 'A refresh token of a user who may not sign in',
      sentences: ['The user is disabled or deleted.'],
    }
  return {
    tone: 'good',
    title: 'A refresh token of this issuer, current',
    sentences: [`It is generation ${generation}, the one that the client should hold.`],
  }
}

function statusMeans(status: Exclude<StoredGrant['status'], 'active'>): string {
  switch (status) {
    case 'revoked':
      return 'Somebody revoked it: its record says who, when and why.'
    case 'replayed':
      return 'An older generation was used again, so the whole family ended.'
    case 'expired':
      return 'It was not used in time, or has reached its absolute end.'
    case 'orphaned':
      return 'Its client or user was deleted.'
  }
}

async function verdictOfCode(context: AdminContext, grant: StoredGrant): Promise<Verdict> {
  const code = await context.store.findCodeRecord({ grantId: grant.id })
  const title = (ended: string): string => `A code of this issuer that ${ended}`
  if (!code || code.consumedAt !== null || grant.generation > 0)
    return {
      tone: 'warning',
      title: title('is spent'),
      sentences: ['Its tokens were fetched. Used once more, it revokes them (RFC 6749 §4.1.2).'],
    }
  if (code.expiresAt <= context.now())
    return {
      tone: 'bad',
      title: title('has expired'),
      sentences: ['It was not redeemed in time. The client has to begin anew.'],
    }
  if (!grant.accessActive)
    return {
      tone: 'bad',
      title: title('is revoked'),
      sentences: ['Its grant was revoked, or its client or user is gone or disabled.'],
    }
  return {
    tone: 'good',
    title: 'A code of this issuer, not redeemed yet',
    sentences: ['Only its client can redeem it, with its code verifier where PKCE is used.'],
  }
}

/** A `jti` from an API's log. */
export async function inspectIdentifier(context: AdminContext, id: string): Promise<Finding> {
  const grantId = grantOfAccessToken(id)
  if (grantId === undefined) return withoutFamily(context, id)
  const grant = await context.store.findGrant({ id: grantId, now: context.now() })
  const issued = grant && (await context.store.findAccessTokenOfGrant({ grantId, id }))
  const record = grant ? await recordOfGrant(context, grant, null) : null
  const family = formatGrantId(grantId)
  if (!grant || !issued) {
    const about = grant
      ? `The family ${family} exists, but no access token with this id came of it.`
      : `The family ${family} never existed or is not kept any more.`
    return {
      ...bare('jti', { tone: 'bad', title: 'Not the id of a token on record', sentences: [about] }),
      record,
    }
  }
  const state =
    issued.expiresAt <= context.now()
      ? 'that has expired'
      : issued.revoked === 1 || !grant.accessActive
        ? 'that is revoked'
        : undefined
  const format = issued.format === 'jwt' ? 'JWT' : 'opaque'
  return {
    ...bare('jti', {
      tone: state === undefined ? 'good' : 'bad',
      title: `The id of an access token (${format}) ${state ?? 'that is valid now'}`,
      sentences: [],
    }),
    record,
  }
}

/** Client credentials leave no line behind: all that is known of such an id is its revocation. */
async function withoutFamily({ store }: AdminContext, id: string): Promise<Finding> {
  return (await store.isAccessTokenRevoked({ id }))
    ? bare('jti', {
        tone: 'bad',
        title: 'The id of a revoked access token',
        sentences: ['It has no family: its client got it by client credentials.'],
      })
    : bare('jti', {
        tone: 'unknown',
        title: 'Perhaps the id of an access token',
        sentences: [
          'It has the form that client credentials get. These leave no record, so that it cannot be looked up.',
        ],
      })
}

function bare(kind: Finding['kind'], verdict: Verdict): Finding {
  return { kind, verdict, jwt: null, api: null, record: null }
}
