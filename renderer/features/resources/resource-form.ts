import type { UseFormReturn } from 'react-hook-form'

import type { ResourceDetail, ResourceSettings } from '#contract/resources.ts'

/** A resource as it is edited. */
export interface ResourceForm {
  /** Given once, when the resource is made. */
  audience: string
  settings: ResourceSettings
}

export type ResourceFormHandle = UseFormReturn<ResourceForm>

export const emptyResource: ResourceForm = {
  audience: '',
  settings: {
    name: '',
    enabled: true,
    signingAlgorithm: 'RS256',
    accessTokenLifetime: null,
    scopes: [],
  },
}

export function formOf({ audience, settings }: ResourceDetail): ResourceForm {
  return { audience, settings }
}
