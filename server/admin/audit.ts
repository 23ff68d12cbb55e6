import { accepted } from './admin-error.ts'
import type { Handlers, OperationsOf } from './handler.ts'

export const auditHandlers: Handlers<OperationsOf<'audit'>> = {
  'audit.list': {
    guard: 'administrator',
    changes: [],
    async run({ store }, { before, limit }) {
      return { entries: [...(await store.listAudit({ before, limit }))] }
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
