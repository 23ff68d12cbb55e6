import type { FixtureHandlers, World } from '#test/support/console-fixture-world.ts'

/** An application that has read discovery and was refused at its first sign-in, once it was. */
export function firstContactHandlers(world: World): Pick<FixtureHandlers, 'firstContact.watch'> {
  return {
    'firstContact.watch': ({ clientId }) => {
      const newest = (endpoint: string) =>
        world.records.find(
          (record) => record.endpoint === endpoint && record.clientId === clientId,
        ) ?? null
      return {
        steps: [
          { step: 'discovery', record: newest('authorize') },
          { step: 'authorize', record: newest('authorize') },
          { step: 'token', record: newest('token') },
          { step: 'refresh', record: null },
        ],
      }
    },
  }
}
