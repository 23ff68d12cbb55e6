import { codeChallenge } from '#domain/pkce.ts'
import { randomSecret } from '#domain/secret.ts'

import { findLoopbackUri, listenForCallback } from './callback-listener.ts'
import { exchange } from './exchange.ts'
import { firstRefusal, rule, type Rule } from './rules.ts'
import { addExchange, become, type Run } from './run.ts'
import { readTokenAnswer } from './token-answer.ts'

/** Opens the listener and makes the authorization request that the user's browser takes along. */
export async function prepareAuthorization(run: Run): Promise<void> {
  const registered = findLoopbackUri(run.client.redirectUris.map(({ uri }) => uri))
  if (registered === undefined) throw new Error('The client has no loopback redirect URI.')
  const [state, verifier] = [randomSecret(), randomSecret()]
  const listener = await listenForCallback({
    registered,
    state,
    onAnswer: (url) => receiveAnswer(run, url),
  })
  run.listener = listener
  run.redirectUri = listener.redirectUri
  run.nonce = run.parameters.find(({ name }) => name === 'nonce')?.value ?? randomSecret()
  run.variables.name('STATE', state)
  run.variables.name('CODE_VERIFIER', verifier)
  run.authorizationUrl = authorizationUrl(run, { state, verifier })
  become(run, {
    state: 'ready',
    next: 'authorize',
    sentence: 'Open the sign-in page: Try it waits for the answer.',
  })
}

// SECURITY: the browser goes to this issuer on loopback, whatever the public URL says.
function authorizationUrl(
  run: Run,
  { state, verifier }: { readonly state: string; readonly verifier: string },
): string {
  const { paths, place } = run.options
  const url = new URL(paths.authorization_endpoint, `http://localhost:${place().port}`)
  const added = run.parameters.filter(({ name }) => name !== 'nonce')
  url.search = formOf([
    ['response_type', 'code'],
    ['client_id', run.client.clientId],
    ['redirect_uri', run.redirectUri ?? ''],
    ...(run.scope === '' ? [] : [['scope', run.scope] as const]),
    ['state', state],
    ['nonce', run.nonce ?? ''],
    ['code_challenge', codeChallenge(verifier)],
    ['code_challenge_method', 'S256'],
    ...(run.loginHint === '' ? [] : [['login_hint', run.loginHint] as const]),
    ...added.map(({ name, value }) => [name, value] as const),
  ]).toString()
  return url.href
}

/** The browser is on its way: the request is drawn, and its answer waited for. */
export function authorize(run: Run): void {
  const { authorizationUrl } = run
  if (authorizationUrl === null) return
  addExchange(run, {
    title: 'Authorization request',
    from: 'browser',
    to: 'issuer',
    request: {
      method: 'GET',
      url: run.variables.redact(authorizationUrl),
      headers: [],
      form: null,
    },
    response: null,
    duration: null,
    answeredAfter: null,
    outcome: 'sent',
    answer: '',
    note: 'The browser shows the issuer’s pages; its answer comes by the redirect URI.',
    rules: [],
    tokens: [],
  })
  become(run, {
    state: 'waiting',
    next: null,
    sentence: 'Sign in and answer in the browser. Try it waits for the answer.',
  })
}

/** The authorization response (RFC 6749 §4.1.2) at the redirect URI. */
function receiveAnswer(run: Run, url: URL): void {
  const code = url.searchParams.get('code')
  if (code !== null) run.variables.name('CODE', code)
  const rules = answerRules(run, url)
  const refusal = firstRefusal(rules)
  const error = url.searchParams.get('error')
  addExchange(run, {
    title: 'Authorization response',
    from: 'browser',
    to: 'client',
    request: { method: 'GET', url: run.variables.redact(url.href), headers: [], form: null },
    response: { status: 200, headers: [], body: 'You can close this window.' },
    duration: null,
    answeredAfter: null,
    outcome: refusal ? 'refused' : 'passed',
    answer: refusal ? (error ?? 'Not accepted') : 'Code',
    note: refusal?.words ?? '',
    rules,
    tokens: [],
  })
  closeListener(run)
  run.authorizationUrl = null
  if (refusal) {
    become(run, { state: 'failed', next: null, sentence: refusal.words })
    return
  }
  become(run, { state: 'ready', next: 'token', sentence: 'The code is here. Redeem it.' })
  if (!run.stepByStep) redeem(run).catch(run.options.onBug)
}

function closeListener(run: Run): void {
  run.listener?.close().catch(run.options.onBug)
  run.listener = undefined
}

/** The state was looked at by the listener: an answer without it never comes here. */
function answerRules(run: Run, url: URL): Rule[] {
  const { issuer } = run.options.place()
  const given = (name: string): string | null => url.searchParams.get(name)
  const iss = given('iss')
  const error = given('error')
  const description = given('error_description') ?? ''
  return [
    rule('state', 'It is the one of this run.', undefined),
    // RFC 9207 §2.4: no answer of another issuer is taken.
    rule('iss', `It is ${issuer}.`, iss === issuer ? undefined : `It is ${iss ?? 'missing'}.`),
    rule(
      'code',
      'There is one.',
      error !== null
        ? run.variables.redact(`The issuer refused: ${error}. ${description}`.trim())
        : given('code') === null
          ? 'There is neither a code nor an error.'
          : undefined,
    ),
  ]
}

/** Exchanges the code for tokens (RFC 6749 §4.1.3, RFC 7636 §4.5). */
export async function redeem(run: Run): Promise<void> {
  become(run, { state: 'busy', next: null, sentence: 'Redeeming the code.' })
  await requestTokens(
    run,
    new URLSearchParams([
      ['grant_type', 'authorization_code'],
      ['code', run.variables.value('$CODE') ?? ''],
      ['redirect_uri', run.redirectUri ?? ''],
      ['code_verifier', run.variables.value('$CODE_VERIFIER') ?? ''],
    ]),
  )
}

/** Asks for tokens in the client's own name (RFC 6749 §4.4). */
export async function requestOwnTokens(run: Run): Promise<void> {
  become(run, { state: 'busy', next: null, sentence: 'Asking for a token.' })
  await requestTokens(
    run,
    formOf([
      ['grant_type', 'client_credentials'],
      ...(run.scope === '' ? [] : [['scope', run.scope] as const]),
      ...run.parameters.map(({ name, value }) => [name, value] as const),
    ]),
  )
}

async function requestTokens(run: Run, form: URLSearchParams): Promise<void> {
  const { outcome, answer, note } = await exchange(run, {
    title: 'Token request',
    request: { endpoint: 'token_endpoint', method: 'POST', form },
    as: 'client',
    read: (received) => readTokenAnswer(run, received),
  })
  become(
    run,
    outcome === 'passed'
      ? { state: 'done', sentence: 'Done: the client has its tokens.' }
      : { state: 'failed', sentence: `The issuer refused: ${answer}. ${note}`.trim() },
  )
}

function formOf(fields: readonly (readonly [name: string, value: string])[]): URLSearchParams {
  return new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value]))
}
