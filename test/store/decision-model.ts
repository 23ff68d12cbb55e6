import type { DecisionFilter } from '#store/decision-filter.ts'

// What a filter means, in plain SQL: the columns are held against it.

type Values = Readonly<Record<string, string | number>>

/** A WHERE clause over `decisions`, and the values that it is bound to. */
export interface DecisionCondition {
  readonly sql: string
  readonly values: Values
}

export function decisionCondition(filter: DecisionFilter): DecisionCondition {
  const criteria: (readonly [sql: string, values: Values])[] = [
    ...lists(filter),
    ...texts(filter),
    ...numbers(filter),
  ]
  return {
    sql: criteria.map(([sql]) => `(${sql})`).join(' AND ') || 'TRUE',
    values: Object.assign({}, ...criteria.map(([, values]) => values)),
  }
}

function* lists(filter: DecisionFilter): Iterable<readonly [string, Values]> {
  const columns = {
    outcomes: 'outcome',
    endpoints: 'endpoint',
    clients: 'client_id',
    errors: 'error',
    checks: 'refused_check',
  } as const
  for (const [name, column] of Object.entries(columns)) {
    // The keys above are keys of the filter, each a list of texts.
    const wanted = filter[name as keyof typeof columns]
    if (wanted)
      yield [
        `${column} IN (SELECT value FROM json_each(@${name}))`,
        { [name]: JSON.stringify(wanted) },
      ]
  }
}

function* texts(filter: DecisionFilter): Iterable<readonly [string, Values]> {
  const { user, session, flow, trace, ip, device } = filter
  if (user)
    yield [
      /* sql */ `subject LIKE @user ESCAPE '\\' OR subject IN
        (SELECT subject FROM users WHERE username LIKE @user ESCAPE '\\')`,
      { user: likePattern(user.operator, user.value) },
    ]
  if (session !== undefined) yield ['session_id = @session', { session }]
  if (flow !== undefined)
    yield [
      /* sql */ `flow = @flow OR grant_id IN (SELECT grant_id FROM decisions WHERE flow = @flow)`,
      { flow },
    ]
  if (trace !== undefined) yield ['trace = @trace', { trace }]
  if (ip !== undefined) yield [`ip LIKE @ip ESCAPE '\\'`, { ip: likePattern('starts', ip) }]
  if (device !== undefined)
    yield [`user_agent LIKE @device ESCAPE '\\'`, { device: likePattern('contains', device) }]
}

function* numbers(filter: DecisionFilter): Iterable<readonly [string, Values]> {
  const { grantId, at, slowerThan } = filter
  if (grantId !== undefined) yield ['grant_id = @grantId', { grantId }]
  if (at?.from !== undefined) yield ['at >= @from', { from: at.from }]
  if (at?.to !== undefined) yield ['at <= @to', { to: at.to }]
  if (slowerThan !== undefined) yield ['duration >= @slowerThan', { slowerThan }]
}

function likePattern(operator: 'is' | 'starts' | 'contains', value: string): string {
  const escaped = value.replaceAll(/[\\%_]/g, (special) => `\\${special}`)
  return `${operator === 'contains' ? '%' : ''}${escaped}${operator === 'is' ? '' : '%'}`
}
