import { z } from 'zod'

import type { Consent } from '#contract/consents.ts'
import type { Output, ParsedInput } from '#contract/operations.ts'
import { identityScopes, parseScope } from '#domain/scope.ts'
import type { EpochSeconds } from '#domain/time.ts'
import type { ConsentPlace, ConsentRow } from '#store/consent-reads.ts'

import { accepted, AdminError, present } from './admin-error.ts'
import type { AdminContext, Caller } from './context.ts'
import type { Handlers, OperationsOf } from './handler.ts'
import { toActView } from './refresh-token-revocation.ts'

export const consentHandlers: Handlers<OperationsOf<'consents'>> = {
  'consents.list': {
    guard: 'administrator',
    changes: [],
    async run({ store, now }, { filter, cursor, limit }) {
      const after = cursor === undefined ? undefined : placeOf(cursor)
      const rows = await store.listConsents({ filter, after, limit })
      const last = rows.at(-1)
      return {
        consents: rows.map((row) => toConsent(row, now())),
        nextCursor: last && rows.length === limit ? cursorOf(last) : null,
      }
    },
  },
  'consents.count': {
    guard: 'administrator',
    changes: [],
    async run({ store }, { filter }) {
      return { count: await store.countConsents({ filter }) }
    },
  },
  'consents.get': { guard: 'administrator', changes: [], run: detail },
  'consents.revoke': {
    guard: 'administrator',
    changes: ['consents', 'refreshTokens', 'issuer'],
    run: revoke,
  },
}

function toConsent({ policy, scope, ...row }: ConsentRow, now: EpochSeconds): Consent {
  return {
    ...row,
    scope: [...parseScope(scope)],
    state: row.expiresAt <= now ? 'ended' : policy === 'remember' ? 'active' : 'unused',
  }
}

async function detail(
  { store, now }: AdminContext,
  key: ParsedInput<'consents.get'>,
): Promise<Output<'consents.get'>> {
  const found = await store.findConsentWithTokens({ ...key, now: now() })
  const { consent, activeTokens } = present(
    found,
    'This consent is not remembered any more.',
    'subject',
  )
  const texts = (await store.listResources({})).flatMap(({ scopes }) => scopes)
  const known = new Map(
    [...identityScopes.map((scope) => ({ ...scope, emphasize: false })), ...texts].map((text) => [
      text.name,
      text,
    ]),
  )
  const scopes = parseScope(consent.scope).map((value) => ({
    value,
    displayName: known.get(value)?.displayName || value,
    emphasize: known.get(value)?.emphasize ?? false,
  }))
  return { consent: toConsent(consent, now()), scopes, activeTokens }
}

/** The consent first: a client that is quick gets no new tokens by it while the old ones go. */
async function revoke(
  { store, now, acts }: AdminContext,
  { subject, clientId, tokens, reason }: ParsedInput<'consents.revoke'>,
  { actor }: Caller,
): Promise<Output<'consents.revoke'>> {
  accepted(await store.deleteConsent({ subject, clientId, reason, actor, now: now() }))
  if (!tokens) return { act: null }
  const grantIds = await store.findRevocationTargets({
    target: { kind: 'user-at-client', subject, clientId },
    mode: 'revoke',
    now: now(),
  })
  if (grantIds.length === 0) return { act: null }
  const aim = `everything of the user ${subject} at the client ${clientId}`
  const act = await acts.start({ grantIds, mode: 'revoke', accessToo: true, reason, aim, actor })
  return { act: toActView(act, now()) }
}

const place = z.tuple([z.int(), z.string(), z.string()])

function cursorOf({ grantedAt, subject, clientId }: ConsentRow): string {
  return Buffer.from(JSON.stringify([grantedAt, subject, clientId])).toString('base64url')
}

function placeOf(cursor: string): ConsentPlace {
  try {
    const text = Buffer.from(cursor, 'base64url').toString()
    const [grantedAt, subject, clientId] = place.parse(JSON.parse(text))
    return { grantedAt, subject, clientId }
  } catch {
    throw new AdminError('invalid_input', 'This is not a place in the list.', 'cursor')
  }
}
