import type { Client } from '#domain/client.ts'
import { refreshTokens } from '#domain/refresh-token.ts'
import type { StoredGrant } from '#store/grants.ts'
import { refused, type Refusal } from '#store/refusal.ts'

import { contact, type Answer } from './contact.ts'
import type { PlaygroundOptions } from './options.ts'
import { basicCredentials, openTemporarySecret } from './temporary-secret.ts'

/** What came of a theft: the generation that was replayed, and what the issuer answered. */
export interface Theft {
  readonly kind: 'stolen'
  readonly generation: number
  readonly currentGeneration: number
  readonly status: number
  readonly error: string | null
  readonly sentence: string
}

export interface Stealing {
  readonly grantId: number
  readonly actor: string
  /** SECURITY: only tokens of these clients are ever made again. */
  readonly clientIds: readonly string[]
}

/** The first refresh token of a family: spent, and no rightful holder's any more. */
const stolenGeneration = 1

/** Presents an older refresh token of a family as a thief would, so that one sees it end. */
export async function steal(
  options: PlaygroundOptions,
  { grantId, actor, clientIds }: Stealing,
): Promise<Theft | Refusal> {
  const { store, now, publish } = options
  const grant = await store.findGrant({ id: grantId, now: now() })
  const client = grant && (await store.findClient({ clientId: grant.clientId }))
  if (!grant || !client) return refused('not_found', 'There is no such family.', 'grantId')
  const problem = theftProblem(grant, client, { clientIds, now: now() })
  if (problem) return problem
  const secret = openTemporarySecret(options, { clientId: client.clientId, actor })
  try {
    const credentials = client.type === 'confidential' ? await secret.value() : undefined
    if (credentials?.kind === 'refused') return credentials
    const answer = await present(options, grant, credentials?.value)
    return outcome(answer, grant)
  } finally {
    await secret.remove()
    publish(['refreshTokens', 'clients'])
  }
}

function theftProblem(
  grant: StoredGrant,
  client: Client,
  { clientIds, now }: { readonly clientIds: readonly string[]; readonly now: number },
): Refusal | undefined {
  if (!clientIds.includes(grant.clientId))
    return refused('not_allowed', 'Only tokens of the sample workspace can be stolen.', 'grantId')
  if (grant.status !== 'active')
    return refused('conflict', `This family is ${grant.status} already.`, 'grantId')
  if (grant.generation <= stolenGeneration)
    return refused(
      'conflict',
      'This family has one token only. Refresh it once, so that there is an older one to steal.',
      'grantId',
    )
  const graceEndsAt = (grant.rotatedAt ?? 0) + client.refreshTokens.graceSeconds
  const isInGrace = grant.generation === stolenGeneration + 1 && now <= graceEndsAt
  if (isInGrace && client.refreshTokens.graceSeconds > 0)
    return refused(
      'conflict',
      `The older token may be repeated for ${graceEndsAt - now + 1} seconds more. Wait, or refresh once more.`,
      'grantId',
    )
  return undefined
}

function present(
  options: PlaygroundOptions,
  grant: StoredGrant,
  secret: string | undefined,
): Promise<Answer> {
  const claim = { grantId: grant.id, generation: stolenGeneration }
  return contact(options, {
    endpoint: 'token_endpoint',
    method: 'POST',
    headers: {
      accept: 'application/json',
      'user-agent': 'Latchkey/thief',
      ...(secret === undefined ? {} : { authorization: basicCredentials(grant.clientId, secret) }),
    },
    form: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: refreshTokens.mint(options.rotationKey, grant.salt, claim),
      ...(secret === undefined ? { client_id: grant.clientId } : {}),
    }),
  })
}

// SECURITY: of the answer only its status and its error code go on.
function outcome({ status, body }: Answer, grant: StoredGrant): Theft {
  const error = /"error"\s*:\s*"([a-z_]{1,40})"/.exec(body)?.[1] ?? null
  return {
    kind: 'stolen',
    generation: stolenGeneration,
    currentGeneration: grant.generation,
    status,
    error,
    sentence:
      error === 'invalid_grant'
        ? `The thief presented token ${stolenGeneration}, which was spent. Latchkey cannot tell who is the thief, so it ended the whole family: token ${grant.generation} is dead too.`
        : `The thief presented token ${stolenGeneration} and got ${error ?? 'an answer'} with status ${status}.`,
  }
}
