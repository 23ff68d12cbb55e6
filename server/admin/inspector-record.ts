import type { InspectedToken } from '#contract/inspector.ts'
import { formatGrantId } from '#domain/family.ts'
import { parseScope } from '#domain/scope.ts'
import type { StoredGrant } from '#store/grants.ts'

import type { AdminContext } from './context.ts'

export type TokenRecord = NonNullable<InspectedToken['record']>

/** What a grant says of the tokens that came of it; `own` is the generation of a refresh token. */
export async function recordOfGrant(
  context: AdminContext,
  grant: StoredGrant,
  own: number | null,
): Promise<TokenRecord> {
  return {
    ...(await namesOf(context, grant)),
    family: formatGrantId(grant.id),
    status: grant.generation > 0 ? grant.status : null,
    scope: [...parseScope(grant.scope)],
    generation: own === null ? null : { own, current: grant.generation },
  }
}

/** A token of client credentials: no user, no family. */
export async function recordOfClient(
  context: AdminContext,
  token: { readonly clientId: string; readonly scope: string },
): Promise<TokenRecord> {
  return {
    ...(await namesOf(context, { clientId: token.clientId, subject: null })),
    family: null,
    status: null,
    scope: [...parseScope(token.scope)],
    generation: null,
  }
}

async function namesOf(
  { store }: AdminContext,
  { clientId, subject }: { readonly clientId: string; readonly subject: string | null },
): Promise<Pick<TokenRecord, 'clientId' | 'clientName' | 'subject' | 'username'>> {
  const client = await store.findClient({ clientId })
  const user = subject === null ? undefined : await store.findUser({ subject })
  return {
    clientId,
    clientName: client?.name ?? null,
    subject,
    username: user?.username ?? null,
  }
}
