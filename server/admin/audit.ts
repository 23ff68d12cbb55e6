import type { Handlers, OperationsOf } from './handler.ts'

export const auditHandlers: Handlers<OperationsOf<'audit'>> = {
  'audit.list': {
    guard: 'administrator',
    changes: [],
    async run({ store }, { before, limit }) {
      return { entries: [...(await store.listAudit({ before, limit }))] }
    },
  },
}
