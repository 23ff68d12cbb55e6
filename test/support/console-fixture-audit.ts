import type { AuditFilter } from '#contract/audit.ts'
import { FixtureRefusal, now } from '#test/support/console-fixture-world.ts'
import type { Announce, FixtureHandlers, World } from '#test/support/console-fixture-world.ts'

type AuditHandlers = Pick<FixtureHandlers, Extract<keyof FixtureHandlers, `audit.${string}`>>
type Entry = World['audit'][number]

export function auditHandlers(world: World, announce: Announce): AuditHandlers {
  const matching = (filter: AuditFilter, before: number | undefined): Entry[] =>
    world.audit.filter(
      (entry) => (before === undefined || entry.id < before) && matches(entry, filter),
    )
  const find = (id: number): Entry => {
    const found = world.audit.find((entry) => entry.id === id)
    if (found !== undefined) return found
    const message = 'There is no such entry in the audit trail.'
    throw new FixtureRefusal({ code: 'not_found', message, path: 'id' })
  }
  return {
    'audit.list': ({ filter, before, limit }) => ({
      entries: matching(filter, before).slice(0, limit),
    }),
    'audit.get': ({ id }) => {
      const entry = find(id)
      const isUpdate = entry.operation.endsWith('.update')
      return {
        entry,
        changes: isUpdate ? changed : [],
        revocation: entry.operation.startsWith('refreshTokens.') ? 1 : null,
        undoable: isUpdate,
      }
    },
    'audit.facets': () => ({
      operations: [...new Set(world.audit.map(({ operation }) => operation))],
      actors: [...new Set(world.audit.map(({ actor }) => actor))],
    }),
    'audit.export': ({ filter, before }) => ({
      text: JSON.stringify(matching(filter, before)),
      nextBefore: null,
    }),
    'audit.undo': ({ id }) => {
      const { target, summary } = find(id)
      const auditId = Math.max(...world.audit.map((entry) => entry.id)) + 1
      const words = { operation: 'audit.undo', summary: `Took back: ${summary}` }
      world.audit = [{ id: auditId, at: now(), actor: 'console', target, ...words }, ...world.audit]
      announce('clients', 'issuer')
      return { auditId }
    },
  }
}

const changed = [
  { field: 'refreshTokens.enabled', before: 'off', after: 'on' },
  { field: 'refreshTokens.graceSeconds', before: '0', after: '30' },
  { field: 'scopes', before: 'openid read', after: 'openid offline_access read' },
  { field: 'redirectUris.1.uri', before: null, after: 'https://app.example/callback' },
  { field: 'description', before: 'The old one', after: 'empty' },
]

function matches(entry: Entry, { operations, actors, target }: AuditFilter): boolean {
  const words = `${entry.target}\n${entry.summary}`.toLowerCase()
  return (
    (operations === undefined || operations.includes(entry.operation)) &&
    (actors === undefined || actors.includes(entry.actor)) &&
    (target === undefined || words.includes(target.toLowerCase()))
  )
}
