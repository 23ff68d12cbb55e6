import type { DecisionRecordView, Explanation, Fix } from '#contract/activity.ts'
import { now } from '#test/support/console-fixture-world.ts'
import type { World } from '#test/support/console-fixture-world.ts'

type Check = DecisionRecordView['checks'][number]

/** Puts a request on top of the activity: passed by a browser, unless said otherwise. */
export function addRequest(world: World, change: Partial<DecisionRecordView>): DecisionRecordView {
  const record: DecisionRecordView = {
    id: (world.records[0]?.id ?? 0) + 1,
    at: now(),
    duration: 3.4,
    endpoint: 'authorize',
    clientId: 'codeflowclient',
    subject: null,
    username: null,
    grantId: null,
    session: null,
    flow: null,
    trace: null,
    ip: '127.0.0.1',
    device: 'Chrome on Linux',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/143.0',
    outcome: 'passed',
    error: null,
    check: null,
    reason: null,
    request: null,
    checks: [passed('client.known', 'RFC 6749 §4.1.2.1')],
    ...change,
  }
  world.records.unshift(record)
  return record
}

const alice = { subject: 'sub-alice', username: 'alice', session: 'session-3' } as const
const app = { device: 'openid-client', userAgent: 'openid-client/6.9.0', ip: '127.0.0.7' } as const

/** A whole flow up to its third refresh, a refusal that has a fix, and a failure. */
export function addSampleRequests(world: World): void {
  const flow = 'flow-a'
  const at = now() - 50
  const grantId = 'gflow1'
  addRequest(world, { flow, at })
  addRequest(world, { ...alice, flow, at: at + 9, endpoint: 'sign-in', duration: 61 })
  addRequest(world, { ...alice, flow, at: at + 14, endpoint: 'consent' })
  addRequest(world, { ...alice, ...app, flow, grantId, at: at + 15, endpoint: 'token' })
  addRequest(world, { ...alice, ...app, grantId, at: at + 16, endpoint: 'userinfo', duration: 0.9 })
  for (const later of [20, 25, 31])
    addRequest(world, {
      ...alice,
      ...app,
      grantId,
      at: at + later,
      endpoint: 'token',
      request: refreshRequest,
    })
  addRequest(world, { clientId: null, endpoint: 'introspect', at: at + 36, ...failure })
  addRequest(world, { at: at + 45, ...trailingSlash })
}

const failure = { outcome: 'failed', error: 'server_error', trace: 'trace-f' } as const

const refreshRequest: DecisionRecordView['request'] = {
  method: 'POST',
  path: '/oauth2/token',
  authentication: 'basic',
  parameters: [
    { name: 'grant_type', value: 'refresh_token' },
    { name: 'refresh_token', value: '$REFRESH_TOKEN' },
  ],
}

const registered = 'http://localhost:3000/callback'

/** The commonest mistake there is. */
export const trailingSlash = {
  outcome: 'refused',
  error: 'invalid_request',
  trace: 'Jq3dV0mZ9sKxTn2a',
  check: 'redirect_uri',
  reason: `redirect_uri: expected ${registered}, received ${registered}/`,
  request: {
    method: 'GET',
    path: '/oauth2/authorize',
    authentication: 'none',
    parameters: [
      { name: 'response_type', value: 'code' },
      { name: 'client_id', value: 'codeflowclient' },
      { name: 'redirect_uri', value: `${registered}/` },
      { name: 'scope', value: "openid it's" },
      { name: 'state', value: '' },
    ],
  },
  checks: [
    passed('client.known', 'RFC 6749 §4.1.2.1'),
    passed('client.enabled', 'RFC 6749 §4.1.2.1'),
    {
      check: 'redirect_uri',
      outcome: 'refused',
      clause: 'RFC 6749 §3.1.2.4, RFC 9700 §2.1',
      expected: registered,
      received: `${registered}/`,
    },
  ],
} as const satisfies Partial<DecisionRecordView>

/** What the issuer would say of a record, as far as the sample goes. */
export function explain(
  world: World,
  record: DecisionRecordView,
): {
  explanations: Explanation[]
  fixes: Fix[]
} {
  if (record.check !== 'redirect_uri') return { explanations: [], fixes: [] }
  const client = world.clients.find(({ clientId }) => clientId === record.clientId)
  const isMended = client?.settings.redirectUris.some(({ uri }) => uri === `${registered}/`)
  if (isMended === true) {
    const notes = ['Code Flow Client has registered this redirect URI since.']
    return { explanations: [{ check: 'redirect_uri', notes, comparisons: [] }], fixes: [] }
  }
  return {
    explanations: [
      {
        check: 'redirect_uri',
        notes: ['The redirect URI is not one that Code Flow Client has registered.'],
        comparisons: [
          {
            label: 'Registered',
            difference: 'a trailing slash',
            received: [
              { text: registered, differs: false },
              { text: '/', differs: true },
            ],
            expected: [{ text: registered, differs: false }],
          },
        ],
      },
    ],
    fixes: [
      {
        id: 'redirect_uri.add',
        sentence: `Add ${registered}/ to Code Flow Client`,
        changes: [
          {
            field: 'Redirect URIs',
            before: registered,
            after: `${registered}, ${registered}/`,
          },
        ],
        caution: 'Codes are then sent to this address too. Is it yours?',
        undoable: true,
      },
    ],
  }
}

function passed(check: string, clause: string): Check {
  return { check, outcome: 'passed', clause }
}
