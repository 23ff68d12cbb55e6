import { authorizationCodes, codeChecks } from '#domain/authorization-code.ts'
import { refreshTokens } from '#domain/refresh-token.ts'
import { parseScope } from '#domain/scope.ts'
import { check, checklist, passed, refused } from '#protocol/check.ts'
import { planAccessToken, tokenResponse, type PlannedAccessToken } from '#protocol/issue-tokens.ts'
import { describeStranger } from '#protocol/strange-token.ts'
import { decideGrantedTarget } from '#protocol/target.ts'
import type { Grant, TokenRequest } from '#protocol/token.ts'
import type { RedeemedCode } from '#store/authorization-codes.ts'
import type { GrantOrigin } from '#store/grants.ts'

import { passedUpTo } from './trail.ts'

interface WithGrant {
  readonly grant: GrantOrigin
}

const invalidCode =
  'The authorization code is invalid, expired or used, or was issued to another client.'

/** Made by this issuer for a grant that is still known; a refresh token has another shape (row DX-02). */
const codeIsKnown = check<TokenRequest, WithGrant>(
  'code',
  'RFC 6749 §4.1.3',
  async ({ context, draft, parameters }) => {
    const value = parameters.get('code')
    if (value === undefined)
      return refused('invalid_request', 'code is missing.', {
        expected: 'a code',
        received: 'nothing',
      })
    const claim = authorizationCodes.read(value)
    const grant = claim && (await context.store.findGrantOrigin({ id: claim.grantId }))
    if (!grant || !authorizationCodes.verify(context.rotationKey, grant.salt, value))
      return refused('invalid_grant', invalidCode, {
        expected: 'a code that this issuer gave out',
        received: describeStranger(value, 'lkc_', grant !== undefined),
      })
    draft.grantId = grant.id
    draft.subject = grant.subject
    draft.session = grant.sessionId
    return passed({ grant })
  },
)

/** Before anything is written: another client's try has no effect at all (row DX-04). */
const codeIsOfThisClient = check<TokenRequest & WithGrant, object>(
  'code.client',
  'RFC 6749 §4.1.3',
  ({ client, grant }) =>
    grant.clientId === client.clientId
      ? passed()
      : refused('invalid_grant', invalidCode, {
          expected: `a code of ${client.clientId}`,
          received: `a code of ${grant.clientId}`,
        }),
)

interface WithAccessToken {
  readonly planned: PlannedAccessToken
}

/** What was allowed at the authorization endpoint may have been switched off since. */
const scopeIsStillAllowed = check<TokenRequest & WithGrant, WithAccessToken>(
  'client.scope',
  'RFC 6749 §3.3, RFC 8707 §2.2',
  async ({ context, client, grant, parameters }) => {
    const scope = parseScope(grant.scope)
    const asked = { scope, resource: parameters.get('resource') }
    const verdict = await decideGrantedTarget(context, client, grant, asked)
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

interface WithRedemption {
  readonly redemption: Extract<RedeemedCode, { readonly kind: 'redeem' }>
}

/** One transaction decides and spends: of many parallel redemptions exactly one succeeds. */
const codeIsRedeemed = check<TokenRequest & WithGrant & WithAccessToken, WithRedemption>(
  'code.consumed',
  'RFC 6749 §4.1.3, §10.5',
  async ({ context, draft, client, parameters, planned, grant }) => {
    const now = context.clock.now()
    const redemption = await context.store.redeemAuthorizationCode({
      grantId: grant.id,
      request: {
        clientId: client.clientId,
        redirectUri: parameters.get('redirect_uri'),
        codeVerifier: parameters.get('code_verifier'),
      },
      accessToken: planned.record,
      idleExpiresAt: now + client.refreshTokens.idleLifetime,
      ip: draft.ip,
      userAgent: draft.userAgent,
      now,
    })
    context.tokensChanged()
    switch (redemption.kind) {
      case 'redeem':
        return passed({ redemption })
      case 'unknown':
        return refused('invalid_grant', invalidCode, { expected: 'a code', received: 'none' })
      case 'replayed':
        return refused('invalid_grant', invalidCode, {
          expected: 'a first use',
          received: `a second use, ${redemption.spent}: all that the first use issued is revoked`,
        })
      case 'refused':
        passedUpTo(draft.trail, codeChecks, redemption.check, 'RFC 6749 §4.1.3')
        return {
          ...refused('invalid_grant', invalidCode, redemption),
          check: redemption.check,
        }
    }
  },
)

/** RFC 6749 §4.1.3 with PKCE (RFC 7636 §4.5). */
export const authorizationCodeGrant: Grant<
  TokenRequest & WithGrant & WithAccessToken & WithRedemption
> = {
  checks: checklist<TokenRequest>()
    .check(codeIsKnown)
    .check(codeIsOfThisClient)
    .check(scopeIsStillAllowed)
    .check(codeIsRedeemed),
  async respond({ context, grant, planned, redemption }) {
    const claim = { grantId: grant.id, generation: 1 }
    return tokenResponse(context, planned, {
      refreshToken: redemption.refresh
        ? refreshTokens.mint(context.rotationKey, grant.salt, claim)
        : undefined,
      user: await context.store.findUser({ subject: grant.subject }),
      nonce: redemption.nonce,
      sessionId: grant.sessionId,
    })
  },
}
