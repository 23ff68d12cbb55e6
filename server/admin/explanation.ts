import type { Explanation } from '#contract/activity.ts'
import { grantTypes } from '#domain/client.ts'
import { formatMoment } from '#domain/moment.ts'
import { nameDifference, nearest, similar } from '#domain/near-miss.ts'
import { redirectUriDifferences } from '#domain/redirect-uri-difference.ts'
import { atPortOf, matchesRedirectUri } from '#domain/redirect-uri.ts'
import { identityScopes, isIdentityScope, parseScope } from '#domain/scope.ts'
import { textDifference } from '#domain/text-difference.ts'

import { advice } from './explanation-advice.ts'
import { isWhole, listedUris, type Circumstances, type Failure } from './failure.ts'

type Comparison = Explanation['comparisons'][number]
type Found = Omit<Explanation, 'check'>
type Explainer = (failure: Failure, around: Circumstances) => Found

/** Near misses shown beside what came: more would hide the nearest. */
const shown = 5

/** What the record's texts alone do not say. A check that is not here has its advice. */
const explainers: Readonly<Record<string, Explainer>> = {
  redirect_uri: (failure, { client }) => missedUri(failure, client?.redirectUris),
  post_logout_redirect_uri: (failure, { client }) =>
    missedUri(failure, client?.postLogoutRedirectUris),
  'code.redirect_uri': ({ received, expected }) => ({
    notes: [],
    comparisons: [compareUris('Authorization request', received, expected)],
  }),
  client_id: missedClient,
  client_authentication: missedClient,
  'client.scope': missedScope,
  'refresh_token.scope': missedScope,
  scope: missedScope,
  'client.flow': missedFlow,
  'client.grant_type': missedFlow,
  grant_type: ({ received, expected }) => ({
    notes: [],
    comparisons: compareNames('Grant type', received, expected.split(', ')),
  }),
}

/** Why a request was refused: sentences, and what came beside what would have been right. */
export function explain(failure: Failure, around: Circumstances): Explanation {
  const { notes, comparisons } = explainers[failure.check]?.(failure, around) ?? nothing
  return {
    check: failure.check,
    notes: [...notes, ...advice(failure), ...clockNote(failure)],
    comparisons: [...comparisons],
  }
}

const nothing: Found = { notes: [], comparisons: [] }

/** A client that trusts its own clock, or computes an expiry from it, is told ours. */
function clockNote({ at, received }: Failure): readonly string[] {
  return received.includes("by the issuer's clock")
    ? [
        `The issuer's clock showed ${formatMoment(at)} when the request came. A clock elsewhere that shows another time explains a surprise.`,
      ]
    : []
}

function missedUri(
  { received, expected }: Failure,
  registered: readonly { readonly uri: string }[] = [],
): Found {
  const current = registered.map(({ uri }) => uri)
  const uris = isWhole(expected) ? listedUris(expected) : current
  if (received === 'nothing')
    return {
      notes: ['The request names no redirect URI, and not exactly one is registered.'],
      comparisons: [],
    }
  const isThereNow = current.some((uri) => matchesRedirectUri(uri, received))
  return {
    notes: [
      ...(isThereNow ? ['It is registered by now: the same request would pass this check.'] : []),
      ...(uris.length === 0 ? ['None was registered for this client.'] : []),
    ],
    comparisons: nearest(
      received,
      uris.map((uri) => atPortOf(received, uri)),
      shown,
    ).map((uri) =>
      compareUris(uris.includes(uri) ? 'Registered' : 'Registered, at any port', received, uri),
    ),
  }
}

function compareUris(label: string, received: string, expected: string): Comparison {
  return compare(label, received, expected, redirectUriDifferences(received, expected).join(', '))
}

function compareNames(
  label: string,
  received: string,
  candidates: readonly string[],
): Comparison[] {
  return similar(received, candidates, shown).map((candidate) =>
    compare(label, received, candidate, nameDifference(received, candidate)),
  )
}

function compare(
  label: string,
  received: string,
  expected: string,
  difference: string,
): Comparison {
  const segments = textDifference(received, expected)
  return {
    label,
    difference,
    received: [...segments.received],
    expected: [...segments.expected],
  }
}

function missedClient({ check, clientId }: Failure, { client, clientIds }: Circumstances): Found {
  if (check !== 'client_id' || clientId === null) return nothing
  if (client)
    return {
      notes: [
        client.enabled
          ? `${client.name} is there and enabled by now.`
          : `${client.name} is disabled.`,
      ],
      comparisons: [],
    }
  return {
    notes: [`No client has the id ${clientId}.`],
    comparisons: compareNames('Known client', clientId, clientIds),
  }
}

function missedScope(failure: Failure, around: Circumstances): Found {
  const { received, expected } = failure
  if (expected === 'the audience of an enabled resource') return missedResource(failure, around)
  const known = [
    ...identityScopes.map(({ name }) => name as string),
    ...around.resources.flatMap(({ scopes }) => scopes.map(({ name }) => name)),
  ]
  const values = parseScope(received).filter((value) => value !== 'nothing')
  return {
    notes: values.map((value) => scopeNote(value, failure, around)),
    comparisons: values
      .filter((value) => !known.includes(value))
      .flatMap((value) => compareNames('Known scope', value, known)),
  }
}

function scopeNote(value: string, { check }: Failure, around: Circumstances): string {
  const name = around.client?.name ?? 'this client'
  const isAllowed = around.client?.scopes.includes(value) === true
  const owner = around.resources.find(({ scopes }) => scopes.some((scope) => scope.name === value))
  if (check === 'refresh_token.scope')
    return `The user did not grant ${value} when this token was made: ask again with a new authorization.`
  if (isIdentityScope(value))
    return isAllowed
      ? `${value} is about a user; here there is none.`
      : `${value} is a scope of OpenID Connect, and ${name} may not ask for it.`
  if (!owner) return `No resource has the scope ${value}.`
  const place = `${value} belongs to ${owner.name} (${owner.audience})`
  if (!owner.enabled) return `${place}, which is disabled.`
  return isAllowed ? `${place}.` : `${place}, and ${name} may not ask for it.`
}

function missedResource({ received }: Failure, { resources }: Circumstances): Found {
  const found = resources.find(({ audience }) => audience === received)
  return {
    notes: [
      found
        ? `${found.name} is ${found.enabled ? 'there and enabled by now' : 'disabled'}.`
        : 'No resource has this audience.',
    ],
    comparisons: compareNames(
      'Known resource',
      received,
      resources.map(({ audience }) => audience),
    ),
  }
}

function missedFlow({ received }: Failure, { client }: Circumstances): Found {
  if (!client) return nothing
  const { name, flow } = client
  const notes =
    flow === null
      ? [`${name} has no flow yet.`]
      : received === 'refresh_token' && flow === 'code'
        ? [
            `Refresh tokens are ${grantTypes(client).includes('refresh_token') ? 'allowed for' : 'switched off for'} ${name}.`,
          ]
        : [
            `${name} uses ${flow === 'code' ? 'the code flow' : 'client credentials'}, and a client has one flow: duplicate it for the other.`,
          ]
  return { notes, comparisons: [] }
}
