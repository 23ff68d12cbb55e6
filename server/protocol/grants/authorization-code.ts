import { codeChecks } from '#domain/authorization-code.ts'
import { mintRefreshToken } from '#domain/refresh-token.ts'
import { parseScope } from '#domain/scope.ts'
import { digest, fingerprint } from '#domain/secret.ts'
import { check, checklist, passed, refused } from '#protocol/check.ts'
import { planAccessToken, tokenResponse, type PlannedAccessToken } from '#protocol/issue-tokens.ts'
import { decideGrantedTarget } from '#protocol/target.ts'
import type { Grant, TokenRequest } from '#protocol/token.ts'
import type { StoredCode } from '#store/authorization-codes.ts'
import type { StoredGrant } from '#store/grants.ts'

import { passedUpTo } from './trail.ts'

interface WithCode {
  readonly digest: Uint8Array
  readonly code: StoredCode
  readonly grant: StoredGrant
}

const invalidCode =
  'The authorization code is invalid, expired or used, or was issued to another client.'

/** Found by its digest: a refresh token is never found here (row DX-02). */
const codeIsKnown = check<TokenRequest, WithCode>(
  'code',
  'RFC 6749 §4.1.3',
  async ({ context, draft, parameters }) => {
    const value = parameters.get('code')
    if (value === undefined)
      return refused('invalid_request', 'code is missing.', {
        expected: 'a code',
        received: 'nothing',
      })
    const code = await context.store.findAuthorizationCode({ code: digest(value) })
    const grant =
      code && (await context.store.findGrant({ id: code.grantId, now: context.clock.now() }))
    if (!code || !grant)
      return refused('invalid_grant', invalidCode, {
        expected: 'a code that this issuer gave out',
        received: fingerprint(value),
      })
    draft.grantId = grant.id
    draft.subject = grant.subject
    return passed({ digest: digest(value), code, grant })
  },
)

/** Before anything is written: another client's try has no effect at all (row DX-04). */
const codeIsOfThisClient = check<TokenRequest & WithCode, object>(
  'code.client',
  'RFC 6749 §4.1.3',
  ({ client, code }) =>
    code.clientId === client.clientId
      ? passed()
      : refused('invalid_grant', invalidCode, {
          expected: `a code of ${client.clientId}`,
          received: `a code of ${code.clientId}`,
        }),
)

interface WithAccessToken {
  readonly planned: PlannedAccessToken
}

/** What was allowed at the authorization endpoint may have been switched off since. */
const scopeIsStillAllowed = check<TokenRequest & WithCode, WithAccessToken>(
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

/** One transaction decides and spends: of many parallel redemptions exactly one succeeds. */
const codeIsRedeemed = check<TokenRequest & WithCode & WithAccessToken, object>(
  'code.consumed',
  'RFC 6749 §4.1.3, §10.5',
  async ({ context, draft, client, parameters, planned, ...known }) => {
    const now = context.clock.now()
    const redemption = await context.store.redeemAuthorizationCode({
      code: known.digest,
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
        return passed()
      case 'unknown':
        return refused('invalid_grant', invalidCode, { expected: 'a code', received: 'none' })
      case 'replayed':
        return refused('invalid_grant', invalidCode, {
          expected: 'a first use',
          received: 'a second use: everything that the first use issued is revoked',
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
export const authorizationCodeGrant: Grant<TokenRequest & WithCode & WithAccessToken> = {
  checks: checklist<TokenRequest>()
    .check(codeIsKnown)
    .check(codeIsOfThisClient)
    .check(scopeIsStillAllowed)
    .check(codeIsRedeemed),
  async respond({ context, grant, code, planned }) {
    const claim = { grantId: grant.id, generation: 1 }
    return tokenResponse(context, planned, {
      refreshToken: code.refresh
        ? mintRefreshToken(context.rotationKey, grant.salt, claim)
        : undefined,
      user: await context.store.findUser({ subject: grant.subject }),
      nonce: code.nonce,
      sessionId: grant.sessionId,
    })
  },
}
