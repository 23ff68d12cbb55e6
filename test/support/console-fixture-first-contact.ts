import type { FixtureHandlers, World } from '#test/support/console-fixture-world.ts'

/** An application that has read discovery and was signed a user in, and was refused its tokens. */
export function firstContactHandlers(world: World): Pick<FixtureHandlers, 'firstContact.watch'> {
  return {
    'firstContact.watch': ({ clientId }) => {
      const newest = (outcome: string) =>
        world.records.find(
          (record) => record.outcome === outcome && record.clientId === clientId,
        ) ?? null
      return {
        steps: [
          { step: 'discovery', record: newest('passed') },
          { step: 'authorize', record: newest('passed') },
          { step: 'token', record: newest('refused') },
          { step: 'refresh', record: null },
        ],
      }
    },
  }
}
