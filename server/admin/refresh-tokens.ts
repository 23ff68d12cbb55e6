import { accepted, present } from './admin-error.ts'
import type { Handlers, OperationsOf } from './handler.ts'
import { exportPart } from './refresh-token-export.ts'
import { cancel, revoke, toActView, toStoredTarget, undo } from './refresh-token-revocation.ts'
import { grantIdOf, toDetail, toRow, toStoredFilter } from './refresh-token-view.ts'

export const refreshTokenHandlers: Handlers<OperationsOf<'refreshTokens'>> = {
  'refreshTokens.search': {
    guard: 'administrator',
    changes: [],
    async run({ store, now }, { filter, sort, cursor, limit }) {
      const search = { filter: toStoredFilter(filter), sort, cursor, limit, now: now() }
      const { rows, nextCursor } = accepted(await store.searchRefreshTokens(search))
      return { rows: rows.map(toRow), nextCursor }
    },
  },
  'refreshTokens.count': {
    guard: 'administrator',
    changes: [],
    async run({ store, now }, { filter }) {
      const stored = toStoredFilter(filter)
      return { count: await store.countRefreshTokens({ filter: stored, now: now() }) }
    },
  },
  'refreshTokens.get': {
    guard: 'administrator',
    changes: [],
    async run({ store, now }, { id }) {
      const at = now()
      const found = await store.findRefreshTokenDetail({ grantId: grantIdOf(id), now: at })
      return toDetail(present(found, `There is no refresh token ${id}.`, 'id'), at)
    },
  },
  'refreshTokens.previewRevocation': {
    guard: 'administrator',
    changes: [],
    async run({ store, now }, { target }) {
      const preview = await store.previewRevocation({ target: toStoredTarget(target), now: now() })
      const { tokens, users, clients, ...accessTokens } = preview
      return { tokens, users, clients, accessTokens }
    },
  },
  // An act itself tells every console how it goes on, and what it has changed.
  'refreshTokens.revoke': { guard: 'administrator', changes: [], run: revoke },
  'refreshTokens.undo': { guard: 'administrator', changes: [], run: undo },
  'refreshTokens.cancelRevocation': { guard: 'administrator', changes: [], run: cancel },
  'refreshTokens.listActs': {
    guard: 'administrator',
    changes: [],
    run: async ({ acts, now }) => ({ acts: acts.list().map((act) => toActView(act, now())) }),
  },
  'refreshTokens.export': {
    guard: 'administrator',
    changes: [],
    run: exportPart,
  },
  'refreshTokens.facets': {
    guard: 'administrator',
    changes: [],
    async run({ store }) {
      const { clients, scopes } = await store.listFacets({})
      return { clients: [...clients], scopes: [...scopes] }
    },
  },
}
