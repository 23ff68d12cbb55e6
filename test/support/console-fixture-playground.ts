import type { ExchangeView, PlaygroundAct, PlaygroundRunView } from '#contract/playground.ts'
import { FixtureRefusal, now } from '#test/support/console-fixture-world.ts'
import type { Announce, FixtureHandlers, World } from '#test/support/console-fixture-world.ts'

type PlaygroundHandlers = Pick<
  FixtureHandlers,
  Extract<keyof FixtureHandlers, `playground.${string}`>
>

/** Runs whose user has signed in already; each act is answered by the same few words. */
export function playgroundHandlers(world: World, announce: Announce): PlaygroundHandlers {
  const runs = new Map<string, PlaygroundRunView>()
  // A page that is opened at its address finds a run.
  if (world.clients.length > 0) runs.set('r0', sampleRun('r0', 'codeflowclient'))
  const find = (runId: string): PlaygroundRunView => {
    const run = runs.get(runId)
    if (run !== undefined) return run
    throw new FixtureRefusal({ code: 'not_found', message: 'This run is over.', path: 'runId' })
  }
  const put = (run: PlaygroundRunView): PlaygroundRunView => {
    runs.set(run.id, run)
    announce('playground')
    return run
  }
  return {
    'playground.client': ({ clientId }) => {
      const { settings } = world.clients.find((each) => each.clientId === clientId) ?? {}
      if (settings === undefined)
        throw new FixtureRefusal({ code: 'not_found', message: 'There is no such client.' })
      const { name, type, flow, scopes, redirectUris } = settings
      const uris = redirectUris.map(({ uri }) => uri)
      const redirectUri = uris.find((uri) => uri.startsWith('http:')) ?? null
      return { name, type, flow, scopes, redirectUri }
    },
    'playground.list': () => ({ runs: [...runs.values()].toReversed() }),
    'playground.get': ({ runId }) => find(runId),
    'playground.start': ({ clientId }) => put(sampleRun(`r${runs.size}`, clientId)),
    'playground.next': ({ runId }) => find(runId),
    'playground.act': ({ runId, act }) => put(acted(find(runId), act)),
    'playground.end': ({ runId }) => {
      runs.delete(runId)
      announce('playground')
      return {}
    },
    'playground.steal': () => ({
      generation: 1,
      currentGeneration: 3,
      status: 400,
      error: 'invalid_grant',
      sentence: 'The thief presented token 1, which was spent.',
    }),
  }
}

function acted(run: PlaygroundRunView, act: PlaygroundAct): PlaygroundRunView {
  const id = run.exchanges.length + 1
  const refused = act.kind === 'replay'
  const made = exchange(id, {
    title: act.kind === 'call API' ? 'Call the sample API' : `Act: ${act.kind}`,
    to: act.kind === 'call API' ? 'api' : 'issuer',
    outcome: refused ? 'refused' : 'passed',
    answer: refused ? 'invalid_grant' : 'OK',
    note: refused ? 'The refresh token is not valid any more.' : '',
  })
  return { ...run, exchanges: [...run.exchanges, made] }
}

function exchange(id: number, more: Partial<ExchangeView>): ExchangeView {
  return {
    id,
    at: now(),
    title: 'Token request',
    from: 'client',
    to: 'issuer',
    request: {
      method: 'POST',
      url: 'http://127.0.0.1:4600/oauth2/token',
      headers: [
        { name: 'accept', value: 'application/json' },
        { name: 'authorization', value: 'Basic base64(codeflowclient:$CLIENT_SECRET)' },
      ],
      form: [
        { name: 'grant_type', value: 'authorization_code' },
        { name: 'code', value: '$CODE' },
        { name: 'redirect_uri', value: 'http://127.0.0.1:51234/callback' },
        { name: 'code_verifier', value: '$CODE_VERIFIER' },
      ],
    },
    response: {
      status: more.outcome === 'refused' ? 400 : 200,
      headers: [{ name: 'content-type', value: 'application/json' }],
      body: '{\n  "access_token": "$ACCESS_TOKEN_1",\n  "token_type": "Bearer"\n}',
    },
    duration: 12.4,
    answeredAfter: id,
    outcome: 'passed',
    answer: 'Tokens',
    note: '',
    rules: [
      { name: 'token_type', outcome: 'passed', words: 'It is Bearer.' },
      { name: 'id_token', outcome: 'passed', words: 'Signed by the issuer, for this client.' },
    ],
    tokens: [],
    ...more,
  }
}

function sampleRun(id: string, clientId: string): PlaygroundRunView {
  const browser = { from: 'browser', answeredAfter: null, duration: null } as const
  return {
    id,
    clientId,
    clientName: 'Code Flow Client',
    clientType: 'confidential',
    flow: 'code',
    issuer: 'http://localhost:4600',
    scope: 'openid profile offline_access read',
    redirectUri: 'http://127.0.0.1:51234/callback',
    startedAt: now(),
    state: 'done',
    sentence: 'Done: the client has its tokens.',
    next: null,
    authorizationUrl: null,
    exchanges: [
      exchange(1, {
        ...browser,
        title: 'Authorization request',
        response: null,
        outcome: 'sent',
        answer: '',
        rules: [],
      }),
      exchange(2, {
        ...browser,
        to: 'client',
        title: 'Authorization response',
        answer: 'Code',
      }),
      exchange(3, { tokens: ['$ACCESS_TOKEN_1', '$REFRESH_TOKEN_1'] }),
      exchange(4, { title: 'Refresh', tokens: ['$ACCESS_TOKEN_2', '$REFRESH_TOKEN_2'] }),
      exchange(5, {
        title: 'Replay of an older token',
        outcome: 'refused',
        answer: 'invalid_grant',
        note: 'The refresh token is not valid any more.',
        rules: [],
      }),
    ],
    tokens: [sampleJwt('$ACCESS_TOKEN_1'), sampleRefreshToken('$REFRESH_TOKEN_1')],
    audiences: ['urn:webapisecurity'],
  }
}

function sampleJwt(name: string): PlaygroundRunView['tokens'][number] {
  return {
    name,
    kind: 'access token',
    fingerprint: '812 characters, SHA-256 0a1b2c3d…',
    expiresAt: now() + 3600,
    jwt: {
      header: { alg: 'RS256', typ: 'at+jwt', kid: 'k1' },
      claims: { iss: 'http://localhost:4600', sub: 'alice', exp: now() + 3600, scope: 'read' },
      verified: true,
      words: 'Signed by the issuer’s key k1 (RS256).',
    },
  }
}

function sampleRefreshToken(name: string): PlaygroundRunView['tokens'][number] {
  return {
    name,
    kind: 'refresh token',
    fingerprint: '60 characters, SHA-256 99aabbcc…',
    expiresAt: null,
    jwt: null,
  }
}
