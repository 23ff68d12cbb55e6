import type { UseFormReturn } from 'react-hook-form'

import { audience, resourceSettings } from '#contract/resources.ts'
import type { ResourceDetail, ResourceSettings } from '#contract/resources.ts'
import { AdminRequestError } from '#renderer/admin-client.ts'

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

/** What the form says, or `undefined` after the mistakes are shown at their fields. */
export function readForm(form: ResourceFormHandle, values: ResourceForm): ResourceForm | undefined {
  const target = audience.safeParse(values.audience)
  const settings = resourceSettings.safeParse(values.settings)
  if (target.success && settings.success) return { audience: target.data, settings: settings.data }
  for (const issue of settings.error?.issues.toReversed() ?? []) {
    form.setError(fieldOf(form, `settings.${issue.path.join('.')}`), { message: issue.message })
  }
  const problem = target.error?.issues[0]
  if (problem) form.setError('audience', { message: problem.message })
  return undefined
}

/** Puts the issuer's refusal at the field it names, else above the form. */
export function showRefusal(form: ResourceFormHandle, error: unknown): void {
  const path = error instanceof AdminRequestError ? error.path : undefined
  const message = error instanceof Error ? error.message : String(error)
  form.setError(path === undefined ? 'root.server' : fieldOf(form, path), { message })
}

type FieldName = Parameters<ResourceFormHandle['setError']>[0]

function fieldOf(form: ResourceFormHandle, path: string): FieldName {
  // A path that leads to nothing is not a field: that is what is asked here.
  const name = path as 'audience'
  return form.getValues(name) === undefined ? 'root.server' : name
}
