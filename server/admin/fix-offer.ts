import type { Fix } from '#contract/activity.ts'
import {
  clientSettingsOf,
  clientSettingsProblem,
  type Client,
  type ClientSettings,
} from '#domain/client.ts'
import type { ResourceServer } from '#domain/resource.ts'
import type { User } from '#domain/user.ts'

import type { Circumstances, Failure } from './failure.ts'

/** What a fix does: an ordinary change of a client, user or resource, or an end to waiting. */
export type Remedy =
  | { readonly kind: 'client'; readonly client: Client; readonly settings: ClientSettings }
  | { readonly kind: 'user'; readonly user: User }
  | { readonly kind: 'resource'; readonly resource: ResourceServer }
  | { readonly kind: 'sign-in'; readonly user: User }
  | { readonly kind: 'secrets'; readonly client: Client }

export interface OfferedFix extends Omit<Fix, 'undoable'> {
  readonly remedy: Remedy
}

/** Why a fix that seems right is not offered. */
export interface Withheld {
  readonly withheld: string
}

/** Looks at a failure and at how things are: a fix, a reason to withhold it, or neither. */
export type Offer = (failure: Failure, around: Circumstances) => OfferedFix | Withheld | undefined

/** All of a fix but what it does. */
type Words = Omit<OfferedFix, 'remedy'>

/** A change of settings that breaks no rule, or why it would. */
export function changeClient(
  client: Client,
  change: Partial<ClientSettings>,
  words: Words,
): OfferedFix | Withheld {
  const fix = asFix(client, change, words)
  const problem = clientSettingsProblem({ ...clientSettingsOf(client), ...change })
  return problem ? { withheld: problem.message } : fix
}

export function asFix(client: Client, change: Partial<ClientSettings>, words: Words): OfferedFix {
  const settings = { ...clientSettingsOf(client), ...change }
  return { ...words, remedy: { kind: 'client', client, settings } }
}
