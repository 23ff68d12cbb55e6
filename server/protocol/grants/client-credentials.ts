import type { Target } from '#domain/access-token.ts'
import { isIdentityScope, parseScope, type ScopeValues } from '#domain/scope.ts'
import { check, checklist, refused } from '#protocol/check.ts'
import { planAccessToken, tokenResponse } from '#protocol/issue-tokens.ts'
import { decideTarget } from '#protocol/target.ts'
import type { Grant, TokenRequest } from '#protocol/token.ts'

interface WithScope {
  readonly scope: ScopeValues
}

/** Without `scope`, a machine client gets all that it is allowed (RFC 6749 §3.3). */
const scopeIsForMachines = check<TokenRequest, WithScope>(
  'scope',
  'RFC 6749 §4.4.2',
  ({ parameters, client }) => {
    const asked = parameters.get('scope')
    const scope = asked === undefined ? client.scopes : parseScope(asked)
    const identity = asked === undefined ? undefined : scope.find(isIdentityScope)
    return identity === undefined
      ? { kind: 'passed', added: { scope: scope.filter((value) => !isIdentityScope(value)) } }
      : refused('invalid_scope', 'Client credentials have no user to sign in.', {
          expected: 'scopes of resources',
          received: identity,
        })
  },
)

const scopeIsAllowed = check<TokenRequest & WithScope, { readonly target: Target }>(
  'client.scope',
  'RFC 6749 §3.3',
  ({ context, client, scope, parameters }) =>
    decideTarget(context, client, scope, parameters.get('resource') ?? null),
)

/** RFC 6749 §4.4: the client is its own subject (RFC 9068 §2.2). */
export const clientCredentialsGrant: Grant<TokenRequest & WithScope & { readonly target: Target }> =
  {
    checks: checklist<TokenRequest>().check(scopeIsForMachines).check(scopeIsAllowed),
    async respond({ context, client, scope, target }) {
      const now = context.clock.now()
      const planned = planAccessToken(
        { client, subject: client.clientId, scope, target, grantId: null, authenticatedAt: null },
        now,
      )
      if (planned.opaque !== undefined)
        await context.store.recordAccessToken({ token: planned.record, now })
      return tokenResponse(context, planned, undefined)
    },
  }
