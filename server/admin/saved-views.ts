import { accepted } from './admin-error.ts'
import type { Handlers, OperationsOf } from './handler.ts'

export const savedViewHandlers: Handlers<OperationsOf<'savedViews'>> = {
  'savedViews.list': {
    guard: 'administrator',
    changes: [],
    run: async ({ store }) => ({ views: [...(await store.listSavedViews({}))] }),
  },
  'savedViews.save': {
    guard: 'administrator',
    changes: [],
    run: async ({ store, now }, { name, query }) => ({
      views: [...accepted(await store.saveView({ name, query, now: now() })).views],
    }),
  },
  'savedViews.delete': {
    guard: 'administrator',
    changes: [],
    run: async ({ store, now }, { name }) => ({
      views: [...accepted(await store.deleteView({ name, now: now() })).views],
    }),
  },
}
