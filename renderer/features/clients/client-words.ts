import type { ClientSettings } from '#contract/clients.ts'

export type Flow = NonNullable<ClientSettings['flow']>

export const flowName = {
  code: 'Code',
  client_credentials: 'Client credentials',
} as const satisfies Record<Flow, string>

/** As it reads inside a sentence. */
export const flowInSentence = {
  code: 'code flow',
  client_credentials: 'client credentials',
} as const satisfies Record<Flow, string>

export const typeName = {
  confidential: 'Confidential',
  public: 'Public',
} as const satisfies Record<ClientSettings['type'], string>
