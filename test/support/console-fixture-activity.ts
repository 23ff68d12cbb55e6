import type { ActivityFilter, DecisionRecordView } from '#contract/activity.ts'
import { explain } from '#test/support/console-fixture-requests.ts'
import { FixtureRefusal } from '#test/support/console-fixture-world.ts'
import type { Announce, FixtureHandlers, World } from '#test/support/console-fixture-world.ts'

type ActivityHandlers = Pick<
  FixtureHandlers,
  | 'activity.list'
  | 'activity.count'
  | 'activity.get'
  | 'activity.facets'
  | 'activity.export'
  | 'activity.settings'
  | 'activity.configure'
  | 'activity.clear'
>

export function activityHandlers(world: World, announce: Announce): ActivityHandlers {
  let settings = { recording: true, limit: 100_000, lifetime: 1_209_600, traceInErrorUri: false }
  return {
    'activity.list': ({ filter, before, after, limit }) => ({
      records: world.records
        .filter(({ id }) => (before === undefined || id < before) && id > (after ?? 0))
        .filter((record) => matches(world, filter, record))
        .slice(0, limit),
    }),
    'activity.count': ({ filter }) => ({
      count: world.records.filter((record) => matches(world, filter, record)).length,
    }),
    'activity.get': ({ id }) => {
      const record = world.records.find((record) => record.id === id)
      if (record !== undefined) return { record, ...explain(world, record) }
      throw new FixtureRefusal({ code: 'not_found', message: 'That request is not kept any more.' })
    },
    'activity.facets': () => ({
      endpoints: namesIn(world.records.map(({ endpoint }) => endpoint)),
      clients: namesIn(world.records.map(({ clientId }) => clientId)),
      errors: namesIn(world.records.map(({ error }) => error)),
      checks: namesIn(world.records.map(({ check }) => check)),
    }),
    'activity.export': ({ ids }) => ({
      text: JSON.stringify(world.records.filter(({ id }) => ids.includes(id))),
    }),
    'activity.settings': () => settings,
    'activity.configure': (next) => {
      settings = next
      announce('activity')
      return settings
    },
    'activity.clear': () => {
      world.records = []
      announce('activity')
      return {}
    },
  }
}

function namesIn(names: readonly (string | null)[]): string[] {
  return [...new Set(names.filter((name) => name !== null))].sort()
}

function matches(world: World, filter: ActivityFilter, record: DecisionRecordView): boolean {
  const { at, ip, device, slowerThan, user } = filter
  return (
    isAmong(filter.outcomes, record.outcome) &&
    isAmong(filter.endpoints, record.endpoint) &&
    isAmong(filter.clients, record.clientId) &&
    isAmong(filter.errors, record.error) &&
    isAmong(filter.checks, record.check) &&
    (filter.family === undefined || record.grantId === filter.family) &&
    (filter.session === undefined || record.session === filter.session) &&
    (filter.flow === undefined || isOfFlow(world, filter.flow, record)) &&
    (filter.trace === undefined || record.trace === filter.trace) &&
    (ip === undefined || record.ip?.startsWith(ip) === true) &&
    (device === undefined || containsText(record.userAgent, device)) &&
    (user === undefined || [record.subject, record.username].some((text) => isUser(text, user))) &&
    (at?.from === undefined || record.at >= at.from) &&
    (at?.to === undefined || record.at <= at.to) &&
    (slowerThan === undefined || record.duration >= slowerThan)
  )
}

/** Of the flow, or of a grant that it led to. */
function isOfFlow(world: World, flow: string, record: DecisionRecordView): boolean {
  const { grantId } = record
  if (record.flow === flow) return true
  return (
    grantId !== null &&
    world.records.some((other) => other.flow === flow && other.grantId === grantId)
  )
}

function isAmong(wanted: readonly string[] | undefined, value: string | null): boolean {
  return wanted === undefined || (value !== null && wanted.includes(value))
}

function containsText(text: string | null, part: string): boolean {
  return text !== null && text.toLowerCase().includes(part.toLowerCase())
}

function isUser(text: string | null, user: NonNullable<ActivityFilter['user']>): boolean {
  const known = text?.toLowerCase()
  const value = user.value.toLowerCase()
  if (known === undefined) return false
  if (user.operator === 'is') return known === value
  return user.operator === 'starts' ? known.startsWith(value) : known.includes(value)
}
