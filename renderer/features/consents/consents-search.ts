import { textParameters } from '#renderer/search-params.ts'

/** What of the page lives in its address. */
export interface ConsentsSearch {
  readonly q?: string
  /** A subject, and a client id: only this one's consents. */
  readonly user?: string
  readonly client?: string
  /** The open consent: subject, space, client id. */
  readonly open?: string
}

export function consentsSearch(search: Readonly<Record<string, unknown>>): ConsentsSearch {
  return textParameters(search, ['q', 'user', 'client', 'open'])
}

/** A client id has no space, a subject may. */
export function consentKey({
  subject,
  clientId,
}: {
  readonly subject: string
  readonly clientId: string
}): string {
  return `${subject} ${clientId}`
}

export function parseConsentKey(
  key: string,
): { readonly subject: string; readonly clientId: string } | undefined {
  const at = key.lastIndexOf(' ')
  return at < 1 ? undefined : { subject: key.slice(0, at), clientId: key.slice(at + 1) }
}
