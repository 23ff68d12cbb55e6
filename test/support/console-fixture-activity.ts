import { FixtureRefusal } from '#test/support/console-fixture-world.ts'
import type { FixtureHandlers, World } from '#test/support/console-fixture-world.ts'

type ActivityHandlers = Pick<
  FixtureHandlers,
  'activity.list' | 'activity.get' | 'activity.clear' | 'audit.list'
>

export function activityHandlers(world: World): ActivityHandlers {
  return {
    'activity.list': ({ before, limit, outcome, clientId }) => ({
      records: world.records
        .filter((record) => before === undefined || record.id < before)
        .filter((record) => outcome === undefined || record.outcome === outcome)
        .filter((record) => clientId === undefined || record.clientId === clientId)
        .slice(0, limit),
    }),
    'activity.get': ({ id }) => {
      const found = world.records.find((record) => record.id === id)
      if (found !== undefined) return found
      throw new FixtureRefusal({ code: 'not_found', message: 'That request is not kept any more.' })
    },
    'activity.clear': () => {
      world.records = []
      return {}
    },
    'audit.list': ({ before, limit }) => ({
      entries: world.audit
        .filter((entry) => before === undefined || entry.id < before)
        .slice(0, limit),
    }),
  }
}
