import {
  machine,
  opaqueMachine,
  rsaMachine,
  web,
  type Machine,
} from '#test/bench/targets/workspace.ts'

import { formOf, getRequest, postRequests, type Answer, type Connection } from './connection.ts'
import { authorizationPath, clientCredentialsForm, codeForm, type Lane } from './lanes.ts'

/** What is asked of the targets, each a closed loop of its own. */
export const flowNames = [
  'client-credentials',
  'client-credentials-rs256',
  'refresh',
  'code',
  'introspection',
  'introspection-opaque',
  'discovery',
] as const
export type FlowName = (typeof flowNames)[number]

/** Goes through a flow once, from the first request to the last answer; throws on a wrong one. */
export type Flow = () => Promise<void>

/** A flow on a connection of its own. */
export function openFlow(name: FlowName, lane: Lane, connection: Connection): Flow {
  switch (name) {
    case 'client-credentials':
      return clientCredentials(lane, connection, machine)
    case 'client-credentials-rs256':
      return clientCredentials(lane, connection, rsaMachine)
    case 'refresh':
      return refresh(lane, connection)
    case 'code':
      return code(lane, connection)
    case 'introspection':
      return introspection(lane, connection, lane.jwts)
    case 'introspection-opaque':
      return introspection(lane, connection, lane.opaqueTokens)
    case 'discovery':
      return discovery(lane, connection)
  }
}

function clientCredentials(lane: Lane, connection: Connection, client: Machine): Flow {
  const post = postRequests(lane.issuer, '/oauth2/token')
  const request = post(clientCredentialsForm(client))
  return async () => {
    valueOf(await connection.send(request), 'access_token')
  }
}

function refresh(lane: Lane, connection: Connection): Flow {
  const post = postRequests(lane.issuer, '/oauth2/token')
  const form = `${formOf({ grant_type: 'refresh_token', ...web })}&refresh_token=`
  return async () => {
    const answer = await connection.send(post(form + lane.refreshToken))
    valueOf(answer, 'access_token')
    lane.refreshToken = valueOf(answer, 'refresh_token')
  }
}

function code(lane: Lane, connection: Connection): Flow {
  const authorize = getRequest(lane.issuer, authorizationPath, lane.cookie)
  const post = postRequests(lane.issuer, '/oauth2/token')
  return async () => {
    const { status, head } = await connection.send(authorize)
    const found = /[?&]code=([^&\s]+)/.exec(head)?.[1]
    if (status < 300 || status > 399 || found === undefined) throw new Error(`No code, but ${head}`)
    const answer = await connection.send(post(codeForm + found))
    valueOf(answer, 'access_token')
    valueOf(answer, 'refresh_token')
  }
}

function introspection(lane: Lane, connection: Connection, tokens: readonly string[]): Flow {
  const post = postRequests(lane.issuer, '/oauth2/introspect')
  // Who asks is the client whose tokens they are: there are issuers that tell nobody else.
  const { credentials } = tokens === lane.jwts ? machine : opaqueMachine
  const requests = tokens.map((token) => post(formOf({ ...credentials, token })))
  let next = 0
  return async () => {
    const { status, body } = await connection.send(requests[next++ % requests.length] ?? '')
    if (status !== 200 || !body.includes('"active":true')) throw new Error(`${status}: ${body}`)
  }
}

function discovery(lane: Lane, connection: Connection): Flow {
  const request = getRequest(lane.issuer, '/.well-known/openid-configuration')
  return async () => {
    const { status, body } = await connection.send(request)
    if (status !== 200 || !body.includes('"issuer"')) throw new Error(`${status}: ${body}`)
  }
}

/** A member of a successful JSON answer, found without parsing all of it; throws on any other. */
export function valueOf({ status, body }: Answer, name: string): string {
  const start = body.indexOf(`"${name}":"`) + name.length + 4
  const end = body.indexOf('"', start)
  if (status !== 200 || start < name.length + 4 || end <= start)
    throw new Error(`No ${name}, but ${status}: ${body}`)
  return body.slice(start, end)
}
