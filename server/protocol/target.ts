import { targetOf, type Target } from '#domain/access-token.ts'
import type { Client } from '#domain/client.ts'
import { beyond, parseScope, type ScopeValues } from '#domain/scope.ts'
import type { GrantOrigin } from '#store/grants.ts'

import { passed, refused, type Passed, type Refused } from './check.ts'
import type { ProtocolContext } from './context.ts'

/** Whether a client may ask for this scope at this resource, and where the token will be accepted. */
export async function decideTarget(
  context: ProtocolContext,
  client: Client,
  scope: ScopeValues,
  resource: string | null,
): Promise<Passed<{ readonly target: Target }> | Refused> {
  const extra = beyond(scope, client.scopes)
  if (extra.length > 0)
    return refused('invalid_scope', 'The scope is unknown or not allowed for this client.', {
      expected: `within ${client.scopes.join(' ') || 'nothing'}`,
      received: extra.join(' '),
    })
  const targeting = targetOf(scope, resource, {
    resources: await context.store.listResources({}),
    issuer: context.issuer,
    algorithm: context.algorithm,
    lifetime: client.accessToken.lifetime,
  })
  switch (targeting.kind) {
    case 'target':
      return passed({ target: targeting.target })
    case 'unknown resource':
      return refused('invalid_target', 'The resource is unknown.', {
        expected: 'the audience of an enabled resource',
        received: resource ?? 'nothing',
      })
    case 'unknown scope':
      return refused('invalid_scope', 'The scope is unknown or not allowed for this client.', {
        expected: 'a scope of an enabled resource',
        received: targeting.value,
      })
    case 'foreign scope':
      return refused('invalid_target', 'The scope belongs to another resource.', {
        expected: `scopes of ${resource ?? ''}`,
        received: targeting.value,
      })
  }
}

/**
 * The same for a token request of a user's grant: it may name one of the resources that were
 * granted, and no other (RFC 8707 §2.2).
 */
export async function decideGrantedTarget(
  context: ProtocolContext,
  client: Client,
  grant: GrantOrigin,
  asked: { readonly scope: ScopeValues; readonly resource: string | undefined },
): Promise<Passed<{ readonly target: Target }> | Refused> {
  const { scope, resource = grant.resource } = asked
  if (resource !== null && resource !== grant.resource) {
    const granted = await decideTarget(context, client, parseScope(grant.scope), grant.resource)
    if (granted.kind === 'refused') return granted
    const { audience } = granted.added.target
    if (!audience.includes(resource))
      return refused('invalid_target', 'The resource was not granted.', {
        expected: audience.join(' or '),
        received: resource,
      })
  }
  return decideTarget(context, client, scope, resource)
}
