import type { FixtureHandlers, World } from '#test/support/console-fixture-world.ts'

export function auditHandlers(world: World): Pick<FixtureHandlers, 'audit.list'> {
  return {
    'audit.list': ({ before, limit }) => ({
      entries: world.audit
        .filter((entry) => before === undefined || entry.id < before)
        .slice(0, limit),
    }),
  }
}
