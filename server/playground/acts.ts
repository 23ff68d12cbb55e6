import type { ExchangeView, PlaygroundAct } from '#contract/playground.ts'
import { refused, type Refusal } from '#store/refusal.ts'

import { userAgent } from './contact.ts'
import { exchange, finish, jsonOf, type Reading } from './exchange.ts'
import { firstRefusal } from './rules.ts'
import { addExchange, changeExchange, type Run } from './run.ts'
import { callSampleApi, type ApiAnswer } from './sample-api.ts'
import { readRefusal, readTokenAnswer } from './token-answer.ts'

/** Does one thing with the tokens of a run. */
export async function act(run: Run, request: PlaygroundAct): Promise<Refusal | undefined> {
  switch (request.kind) {
    case 'refresh':
      return refresh(run, newest(run, 'refresh token'), ['Refresh'])
    case 'refresh twice':
      return refresh(run, newest(run, 'refresh token'), ['Refresh, first', 'Refresh, second'])
    case 'replay':
      return replay(run)
    case 'userinfo':
      return withToken(run, newest(run, 'access token'), (token) => userinfo(run, token))
    case 'introspect':
      return withToken(run, request.token, (token) => introspect(run, token))
    case 'revoke':
      return withToken(run, request.token, (token) => revoke(run, token))
    case 'call API':
      return withToken(run, request.token, (token) => callApi(run, token, request))
  }
}

type TokenKind = Run['tokens'][number]['kind']

function newest(run: Run, kind: TokenKind): string | undefined {
  return run.tokens.findLast((token) => token.kind === kind)?.name
}

/** Looks the token up by its name: a value never comes from outside. */
async function withToken(
  run: Run,
  name: string | undefined,
  use: (token: string) => Promise<unknown>,
): Promise<Refusal | undefined> {
  const value =
    name !== undefined && run.tokens.some((token) => token.name === name)
      ? run.variables.value(name)
      : undefined
  if (value === undefined) return refused('not_found', 'This run has no such token.', 'act.token')
  await use(value)
  return undefined
}

/** One request for each title, all at once. */
function refresh(
  run: Run,
  name: string | undefined,
  titles: readonly string[],
): Promise<Refusal | undefined> {
  return withToken(run, name, (token) =>
    Promise.all(
      titles.map((title) =>
        exchange(run, {
          title,
          request: {
            endpoint: 'token_endpoint',
            method: 'POST',
            form: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token }),
          },
          as: 'client',
          read: (answer) => readTokenAnswer(run, answer),
        }),
      ),
    ),
  )
}

/** The oldest refresh token: a spent one, once the family has gone on. */
function replay(run: Run): Promise<Refusal | undefined> {
  const family = run.tokens.filter(({ kind }) => kind === 'refresh token')
  if (family.length < 2)
    return Promise.resolve(
      refused('conflict', 'There is no older refresh token yet. Refresh first.', 'act.kind'),
    )
  return refresh(run, family[0]?.name, ['Replay of an older token'])
}

const passed: Reading = { outcome: 'passed', answer: 'OK', note: '', rules: [], tokens: [] }

function userinfo(run: Run, token: string): Promise<Reading> {
  return exchange(run, {
    title: 'Userinfo',
    request: { endpoint: 'userinfo_endpoint', method: 'GET' },
    as: { bearer: token },
    read: (answer) =>
      answer.status === 200 ? { ...passed, answer: 'Claims' } : readRefusal(run, answer),
  })
}

function introspect(run: Run, token: string): Promise<Reading> {
  return exchange(run, {
    title: 'Introspection',
    request: {
      endpoint: 'introspection_endpoint',
      method: 'POST',
      form: new URLSearchParams({ token }),
    },
    as: 'client',
    read: (answer) =>
      answer.status === 200
        ? { ...passed, answer: jsonOf(answer.body)?.['active'] === true ? 'Active' : 'Not active' }
        : readRefusal(run, answer),
  })
}

function revoke(run: Run, token: string): Promise<Reading> {
  return exchange(run, {
    title: 'Revocation',
    request: {
      endpoint: 'revocation_endpoint',
      method: 'POST',
      form: new URLSearchParams({ token }),
    },
    as: 'client',
    read: (answer) =>
      answer.status === 200
        ? {
            ...passed,
            answer: 'Revoked',
            note: 'A JWT that an API checks by itself passes until it expires: introspection tells.',
          }
        : readRefusal(run, answer),
  })
}

async function callApi(
  run: Run,
  token: string,
  { audience, scope }: Extract<PlaygroundAct, { kind: 'call API' }>,
): Promise<void> {
  const headers = {
    accept: 'application/json',
    'user-agent': userAgent,
    authorization: `Bearer ${token}`,
  }
  const request: ExchangeView['request'] = {
    method: 'GET',
    url: 'http://127.0.0.1/notes',
    headers: Object.entries(headers).map(([name, value]) => ({
      name,
      value: run.variables.redact(value),
    })),
    form: null,
  }
  const id = addExchange(run, {
    title: 'Call the sample API',
    from: 'client',
    to: 'api',
    request,
    response: null,
    duration: null,
    answeredAfter: null,
    outcome: 'sent',
    answer: '',
    note: '',
    rules: [],
    tokens: [],
  })
  const call = { headers, audience: audience ?? audienceOf(run, token), scope }
  await finish(run, id, {
    send: () => callSampleApi(run.options, call),
    read: (answer: ApiAnswer) => {
      changeExchange(run, id, { request: { ...request, url: answer.url } })
      const refusal = firstRefusal(answer.rules)
      return {
        ...passed,
        outcome: refusal ? 'refused' : 'passed',
        answer: refusal ? errorOf(answer) : 'Welcome',
        note: refusal?.words ?? '',
        rules: [...answer.rules],
      }
    },
  })
}

function errorOf({ status, body }: ApiAnswer): string {
  const error = jsonOf(body)?.['error']
  return typeof error === 'string' ? error : `Status ${status}`
}

/** The API that a token is for: one of those that are registered, where it names one. */
function audienceOf(run: Run, value: string): string {
  const name = run.variables.name('ACCESS_TOKEN', value)
  const claimed = run.tokens.find((token) => token.name === name)?.jwt?.claims['aud']
  const named = [claimed].flat().filter((each) => typeof each === 'string')
  return named.find((each) => run.audiences.includes(each)) ?? run.audiences[0] ?? 'urn:sample-api'
}
