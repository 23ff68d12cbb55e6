import { redemptionChecks, refreshTokens } from '#domain/refresh-token.ts'
import { beyond, parseScope } from '#domain/scope.ts'
import { check, checklist, passed, refused } from '#protocol/check.ts'
import { planAccessToken, tokenResponse, type PlannedAccessToken } from '#protocol/issue-tokens.ts'
import { describeStranger } from '#protocol/strange-token.ts'
import { decideGrantedTarget } from '#protocol/target.ts'
import type { Grant, TokenRequest } from '#protocol/token.ts'
import type { GrantOrigin } from '#store/grants.ts'

import { passedUpTo } from './trail.ts'

interface WithGrant {
  readonly grant: GrantOrigin
  /** The generation that the client holds. */
  readonly generation: number
}

const invalidToken =
  'The refresh token is invalid, expired or revoked, or was issued to another client.'

/** Made by this issuer for a grant that is still known; an authorization code has no such shape. */
const refreshTokenIsOurs = check<TokenRequest, WithGrant>(
  'refresh_token',
  'RFC 6749 §6',
  async ({ context, draft, parameters }) => {
    const token = parameters.get('refresh_token')
    if (token === undefined)
      return refused('invalid_request', 'refresh_token is missing.', {
        expected: 'a refresh_token',
        received: 'nothing',
      })
    const claim = refreshTokens.read(token)
    const grant = claim && (await context.store.findGrantOrigin({ id: claim.grantId }))
    if (!claim || !grant || !refreshTokens.verify(context.rotationKey, grant.salt, token))
      return refused('invalid_grant', invalidToken, {
        expected: 'a refresh token that this issuer gave out',
        received: describeStranger(token, 'lkr_', grant !== undefined),
      })
    draft.grantId = grant.id
    draft.subject = grant.subject
    draft.session = grant.sessionId
    return passed({ grant, generation: claim.generation })
  },
)

/** Before anything is written: another client's try has no effect at all. */
const refreshTokenIsOfThisClient = check<TokenRequest & WithGrant, object>(
  'refresh_token.client',
  'RFC 6749 §6, §10.4',
  ({ client, grant }) =>
    grant.clientId === client.clientId
      ? passed()
      : refused('invalid_grant', invalidToken, {
          expected: `a token of ${client.clientId}`,
          received: `a token of ${grant.clientId}`,
        }),
)

interface WithAccessToken {
  readonly planned: PlannedAccessToken
}

/** The scope may narrow and never grows (RFC 6749 §6); what goes beyond is refused in the redemption. */
const accessTokenIsPlanned = check<TokenRequest & WithGrant, WithAccessToken>(
  'client.scope',
  'RFC 6749 §3.3, RFC 8707 §2.2',
  async ({ context, client, grant, parameters }) => {
    const granted = parseScope(grant.scope)
    const asked = parseScope(parameters.get('scope') ?? grant.scope)
    const scope = beyond(asked, granted).length > 0 ? granted : asked
    const verdict = await decideGrantedTarget(context, client, grant, {
      scope,
      resource: parameters.get('resource'),
    })
    if (verdict.kind === 'refused')
      return verdict.error === 'invalid_scope' ? { ...verdict, error: 'invalid_grant' } : verdict
    const planned = planAccessToken(
      {
        client,
        subject: grant.subject,
        scope,
        target: verdict.added.target,
        grantId: grant.id,
        authenticatedAt: grant.authenticatedAt,
      },
      context.clock.now(),
    )
    return passed({ planned })
  },
)

interface WithSuccessor {
  /** The generation that the client holds from now on. */
  readonly successor: number
}

/** One transaction: belongs to this client → lifetime → revoked → user → scope → consumed. */
const refreshTokenIsRedeemed = check<TokenRequest & WithGrant & WithAccessToken, WithSuccessor>(
  'refresh_token.consumed',
  'RFC 6749 §6, RFC 9700 §4.14.2',
  async (known) => {
    const { context, draft, client, parameters } = known
    const asked = parameters.get('scope')
    const redemption = await context.store.redeemRefreshToken({
      grantId: known.grant.id,
      policy: client.refreshTokens,
      request: {
        clientId: client.clientId,
        generation: known.generation,
        scope: asked === undefined ? undefined : parseScope(asked),
      },
      accessToken: known.planned.record,
      ip: draft.ip,
      userAgent: draft.userAgent,
      now: context.clock.now(),
    })
    context.tokensChanged()
    switch (redemption.kind) {
      case 'rotate':
      case 'reuse':
      case 'grace':
        return passed({ successor: redemption.generation })
      case 'unknown':
        return refused('invalid_grant', invalidToken, { expected: 'a grant', received: 'none' })
      case 'replayed':
        return refused('invalid_grant', invalidToken, {
          expected: `generation ${redemption.current}`,
          received: `generation ${known.generation}, ${redemption.spent}: the whole family is revoked`,
        })
      case 'refused':
        passedUpTo(draft.trail, redemptionChecks, redemption.check, 'RFC 6749 §6')
        return {
          ...refused(
            redemption.error,
            redemption.error === 'invalid_scope'
              ? 'The scope goes beyond what was granted.'
              : invalidToken,
            redemption,
          ),
          check: redemption.check,
        }
    }
  },
)

/** RFC 6749 §6 with rotation (RFC 9700 §2.2.2). */
export const refreshTokenGrant: Grant<TokenRequest & WithGrant & WithAccessToken & WithSuccessor> =
  {
    checks: checklist<TokenRequest>()
      .check(refreshTokenIsOurs)
      .check(refreshTokenIsOfThisClient)
      .check(accessTokenIsPlanned)
      .check(refreshTokenIsRedeemed),
    async respond({ context, grant, planned, successor }) {
      const claim = { grantId: grant.id, generation: successor }
      return tokenResponse(context, planned, {
        refreshToken: refreshTokens.mint(context.rotationKey, grant.salt, claim),
        user: planned.plan.scope.includes('openid')
          ? await context.store.findUser({ subject: grant.subject })
          : undefined,
        nonce: null,
        sessionId: grant.sessionId,
      })
    },
  }
