import { FixtureRefusal, now } from '#test/support/console-fixture-world.ts'
import type { Announce, FixtureHandlers, World } from '#test/support/console-fixture-world.ts'

type FixHandlers = Pick<FixtureHandlers, 'activity.applyFix' | 'audit.undo'>

/** Makes and takes back the one fix that the sample has: a redirect URI more. */
export function fixHandlers(
  world: World,
  announce: Announce,
  undo: FixtureHandlers['audit.undo'],
): FixHandlers {
  const undos = new Map<number, () => void>()
  return {
    'activity.applyFix': ({ id }) => {
      const record = world.records.find((record) => record.id === id)
      const client = world.clients.find(({ clientId }) => clientId === record?.clientId)
      const received = record?.checks.at(-1)?.received
      if (client === undefined || received === undefined)
        throw new FixtureRefusal({ code: 'not_found', message: 'There is nothing to fix.' })
      const { settings } = client
      client.settings = {
        ...settings,
        redirectUris: [...settings.redirectUris, { uri: received, note: '' }],
      }
      const sentence = `Added ${received} to ${settings.name}.`
      const auditId = (world.audit[0]?.id ?? 0) + 1
      world.audit.unshift({
        id: auditId,
        at: now(),
        actor: 'console',
        operation: 'activity.applyFix',
        target: client.clientId,
        summary: sentence,
      })
      undos.set(auditId, () => {
        client.settings = settings
      })
      announce('clients', 'issuer')
      return { sentence, auditId, undoable: true }
    },
    'audit.undo': (input) => {
      undos.get(input.id)?.()
      return undo(input)
    },
  }
}
