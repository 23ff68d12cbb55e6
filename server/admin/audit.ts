import type { AuditDetail } from '#contract/audit.ts'
import { differences } from '#domain/audit-difference.ts'
import type { WholeAuditEntry } from '#store/audit-reads.ts'
import { isUndoable } from '#store/audit-undo.ts'

import { accepted, present } from './admin-error.ts'
import type { Handlers, OperationsOf } from './handler.ts'

/** Entries in one part of an export. */
const exportPart = 1000

export const auditHandlers: Handlers<OperationsOf<'audit'>> = {
  'audit.list': {
    guard: 'administrator',
    changes: [],
    async run({ store }, { filter, before, limit }) {
      return { entries: [...(await store.listAudit({ filter, before, limit }))] }
    },
  },
  'audit.get': {
    guard: 'administrator',
    changes: [],
    async run({ store }, { id }) {
      return toDetail(
        present(await store.findAudit({ id }), 'There is no such entry in the audit trail.', 'id'),
      )
    },
  },
  'audit.facets': {
    guard: 'administrator',
    changes: [],
    async run({ store }) {
      const { operations, actors } = await store.listAuditFacets({})
      return { operations: [...operations], actors: [...actors] }
    },
  },
  'audit.export': {
    guard: 'administrator',
    changes: [],
    async run({ store }, { filter, before }) {
      const entries = await store.listWholeAudit({ filter, before, limit: exportPart })
      const isLast = entries.length < exportPart
      const lines = entries.map((entry) => JSON.stringify(toExported(entry))).join(',\n')
      const opening = before === undefined ? '[\n' : entries.length > 0 ? ',\n' : ''
      return {
        text: `${opening}${lines}${isLast ? '\n]\n' : ''}`,
        nextBefore: isLast ? null : (entries.at(-1)?.id ?? null),
      }
    },
  },
  'audit.undo': {
    guard: 'administrator',
    changes: ['clients', 'users', 'resources', 'refreshTokens'],
    async run({ store, now }, { id }, { actor }) {
      const { auditId } = accepted(await store.undoAudited({ id, actor, now: now() }))
      return { auditId }
    },
  },
}

function toDetail({ before, after, ...entry }: WholeAuditEntry): AuditDetail {
  const revocation = revocationOf(after)
  return {
    entry,
    changes: revocation === null ? [...differences(read(before), read(after))] : [],
    revocation,
    undoable: isUndoable(entry.operation) && before !== null && after !== null,
  }
}

function toExported({ at, before, after, ...entry }: WholeAuditEntry): object {
  return {
    ...entry,
    at: new Date(at * 1000).toISOString(),
    before: read(before) ?? null,
    after: read(after) ?? null,
  }
}

/** Written by the store from values without secrets. */
function read(json: string | null): unknown {
  return json === null ? undefined : JSON.parse(json)
}

function revocationOf(after: string | null): number | null {
  const value = read(after)
  return typeof value === 'object' &&
    value !== null &&
    'revocation' in value &&
    typeof value.revocation === 'number'
    ? value.revocation
    : null
}
