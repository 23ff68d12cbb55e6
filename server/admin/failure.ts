import type { DecisionRecordView } from '#contract/activity.ts'
import type { Client } from '#domain/client.ts'
import type { ResourceServer } from '#domain/resource.ts'
import type { EpochSeconds } from '#domain/time.ts'
import type { User } from '#domain/user.ts'

import type { AdminContext } from './context.ts'

/** The check that refused a request, with what it saw. */
export interface Failure {
  readonly at: EpochSeconds
  readonly clientId: string | null
  readonly check: string
  readonly expected: string
  readonly received: string
}

/** `undefined` where nothing was refused. */
export function failureOf({ at, clientId, checks }: DecisionRecordView): Failure | undefined {
  const refused = checks.find(({ outcome }) => outcome === 'refused')
  return (
    refused && {
      at,
      clientId,
      check: refused.check,
      expected: refused.expected ?? '',
      received: refused.received ?? '',
    }
  )
}

/** What a failure is judged by: the configuration as it is now. */
export interface Circumstances {
  readonly client: Client | undefined
  /** What a client id that nobody has is compared with; empty where the client is known. */
  readonly clientIds: readonly string[]
  readonly resources: readonly ResourceServer[]
  readonly user: User | undefined
  readonly isSignInClosed: boolean
  readonly areSecretsClosed: boolean
}

export async function findCircumstances(
  { store, lockouts }: AdminContext,
  { clientId, subject }: DecisionRecordView,
): Promise<Circumstances> {
  const client = clientId === null ? undefined : await store.findClient({ clientId })
  const user = subject === null ? undefined : await store.findUser({ subject })
  return {
    client,
    clientIds: client ? [] : await store.listClientIds({}),
    resources: await store.listResources({}),
    user,
    isSignInClosed: user !== undefined && lockouts.isSignInClosed(user.username),
    areSecretsClosed: client !== undefined && lockouts.areSecretsClosed(client.clientId),
  }
}

/** Records keep this many characters of a text: a longer one is not whole. */
const recordedLength = 300

export function isWhole(text: string): boolean {
  return text.length < recordedLength
}

/** The registered URIs that a refused one was compared with; they hold no spaces. */
export function listedUris(text: string): readonly string[] {
  return text.split(' or ').filter((uri) => uri.includes(':'))
}
