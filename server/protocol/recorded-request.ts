import type { FastifyRequest } from 'fastify'

import { sharedText, type RecordedText, type SharedText } from '#store/decisions.ts'

import { pathOf } from './endpoint-names.ts'

/**
 * Parameters whose values a record shows. Whatever is not among them may be a secret, rightly or by
 * mistake: a plain code challenge is the verifier. Of these a variable's name is kept.
 */
const shown: ReadonlySet<string> = new Set([
  'client_id',
  'code_challenge_method',
  'decision',
  'display',
  'duration',
  'grant_type',
  'login_hint',
  'max_age',
  'offline',
  'post_logout_redirect_uri',
  'prompt',
  'redirect_uri',
  'resource',
  'response_mode',
  'response_type',
  'scope',
  'token_type_hint',
  'ui_locales',
  'username',
])

const valueLimit = 300
const parameterLimit = 50
const nameShape = /^[\w.:[\]-]{1,40}$/

export interface Asked {
  readonly request: FastifyRequest
  /** A name that nobody has may be a password in the wrong field. */
  readonly isUserKnown: boolean
}

/** What many requests have asked in the same words. Few are kept: they are not deleted again. */
const sharedTexts = new Map<string, SharedText>()
/** What was asked once. */
const candidates = new Set<string>()
const limit = 1000
const keyLimit = 1000
/** Whose values name a user: they go when their record goes. */
const personal: ReadonlySet<string> = new Set(['login_hint', 'username'])

/** What was asked, as JSON (`recordedRequest` of the contract), fit to be kept and shown. */
export function requestText(asked: Asked): RecordedText {
  const key = keyOf(asked)
  const shared = sharedTexts.get(key)
  if (shared) return shared
  const text = describe(asked)
  if (key.length > keyLimit || sharedTexts.size === limit || namesUser(asked)) return text
  if (candidates.delete(key)) {
    const again = sharedText(text)
    sharedTexts.set(key, again)
    return again
  }
  if (candidates.size === limit) candidates.clear()
  candidates.add(key)
  return text
}

function namesUser({ request }: Asked): boolean {
  for (const parameters of parametersOf(request))
    for (const [name] of parameters) if (personal.has(name)) return true
  return false
}

/** All that the text depends on. Lengths stand before what came, so that no two are taken for one. */
function keyOf({ request, isUserKnown }: Asked): string {
  const { authorization } = request.headers
  const path = pathOf(request)
  let key = `${request.method} ${path.length} ${path} ${authenticationOf(authorization)} ${isUserKnown}`
  for (const parameters of parametersOf(request))
    for (const [name, value] of parameters)
      key += isShown(name, isUserKnown)
        ? ` ${name} ${value.length} ${value}`
        : ` -${name.length} ${name}`
  return key
}

function isShown(name: string, isUserKnown: boolean): boolean {
  return shown.has(name) && (isUserKnown || name !== 'username')
}

function describe({ request, isUserKnown }: Asked): string {
  const parameters: { name: string; value: string }[] = []
  for (const source of parametersOf(request))
    for (const [name, value] of source) {
      if (parameters.length === parameterLimit) break
      parameters.push({
        name: printableName(name),
        value: isShown(name, isUserKnown) ? shownValue(name, value) : variable(name),
      })
    }
  return JSON.stringify({
    method: request.method,
    path: pathOf(request),
    authentication: authenticationOf(request.headers.authorization),
    parameters,
  })
}

/** The query's and the form's. */
function parametersOf({
  parameters,
  url,
  body,
}: FastifyRequest): readonly Iterable<readonly [string, string]>[] {
  // Where the query was refused, it is read once more, and nothing is expected of it.
  const query = parameters === undefined ? leniently(url) : parameters
  return body instanceof Map ? [query, body as ReadonlyMap<string, string>] : [query]
}

function* leniently(url: string): Iterable<readonly [string, string]> {
  const start = url.indexOf('?')
  if (start < 0) return
  for (const [name, value] of new URLSearchParams(url.slice(start + 1)))
    if (value !== '') yield [name, value]
}

// SECURITY: what looks like a secret of ours is none of the values that may be shown.
const looksSecret = /lk[a-z]_[\w-]{8}|\be[wy][\w-]{8,}\.[\w-]+\./

function shownValue(name: string, value: string): string {
  return looksSecret.test(value) ? variable(name) : value.slice(0, valueLimit)
}

/** `refresh_token` becomes `$REFRESH_TOKEN`. */
function variable(name: string): string {
  return `$${printableName(name).toUpperCase().replaceAll(/\W/g, '_')}`
}

/** A name that is none may be a value that lost its name. */
export function printableName(name: string): string {
  return nameShape.test(name) && !looksSecret.test(name) ? name : 'unreadable'
}

function authenticationOf(header: string | undefined): 'none' | 'basic' | 'bearer' | 'other' {
  if (header === undefined) return 'none'
  const scheme = header.slice(0, 7).toLowerCase()
  if (scheme.startsWith('basic ')) return 'basic'
  return scheme === 'bearer ' ? 'bearer' : 'other'
}
