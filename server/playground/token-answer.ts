import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose'

import type { Answer } from './contact.ts'
import { jsonOf, type Reading } from './exchange.ts'
import { firstRefusal, rule, type Rule } from './rules.ts'
import type { Run } from './run.ts'
import { describeToken, fetchKeys, type NamedToken, type TokenKind } from './token-view.ts'
import type { VariableKind } from './variables.ts'

const members = [
  { member: 'access_token', kind: 'access token', variable: 'ACCESS_TOKEN' },
  { member: 'refresh_token', kind: 'refresh token', variable: 'REFRESH_TOKEN' },
  { member: 'id_token', kind: 'id token', variable: 'ID_TOKEN' },
] as const satisfies readonly {
  readonly member: string
  readonly kind: TokenKind
  readonly variable: VariableKind
}[]

/** Takes the tokens of a token response (RFC 6749 §5.1), and looks at it as a client should. */
export async function readTokenAnswer(run: Run, answer: Answer): Promise<Reading> {
  const body = jsonOf(answer.body) ?? {}
  if (answer.status !== 200) return readRefusal(run, answer)
  const known = new Set(run.tokens.map(({ name }) => name))
  const tokens = namedTokens(run, body)
  const keys = await fetchKeys(run.options)
  const views = await Promise.all(tokens.map((token) => describeToken(token, keys)))
  // An answer to a request beside this one may have brought the same token.
  for (const view of views)
    if (!run.tokens.some(({ name }) => name === view.name)) run.tokens.push(view)
  const rules = await tokenRules(run, body, keys)
  const refusal = firstRefusal(rules)
  const names = tokens.map(({ name }) => name)
  const isRepeated = names.some((name) => known.has(name))
  return {
    outcome: refusal ? 'refused' : 'passed',
    answer: refusal ? 'Not accepted' : 'Tokens',
    note: refusal
      ? refusal.words
      : isRepeated
        ? 'The same refresh token as before: inside the grace window this counts as a retry.'
        : '',
    rules,
    tokens: names,
  }
}

/** An error of the issuer: its code, its sentence, and where to read why. */
export function readRefusal(run: Run, { status, body }: Answer): Reading {
  const { error, error_description: description } = jsonOf(body) ?? {}
  return {
    outcome: 'refused',
    answer: typeof error === 'string' ? error : `Status ${status}`,
    note: typeof description === 'string' ? run.variables.redact(description) : '',
    rules: [],
    tokens: [],
  }
}

function namedTokens(run: Run, body: Readonly<Record<string, unknown>>): NamedToken[] {
  const { expires_in: expiresIn } = body
  const expiresAt = typeof expiresIn === 'number' ? run.options.now() + expiresIn : null
  return members.flatMap(({ member, kind, variable }) => {
    const value = body[member]
    if (typeof value !== 'string') return []
    const name = run.variables.name(variable, value)
    return [{ kind, name, value, expiresAt: kind === 'access token' ? expiresAt : null }]
  })
}

async function tokenRules(
  run: Run,
  body: Readonly<Record<string, unknown>>,
  keys: JSONWebKeySet,
): Promise<Rule[]> {
  const { token_type: type, scope, id_token: idToken } = body
  const rules = [
    rule(
      'token_type',
      'It is Bearer.',
      String(type).toLowerCase() === 'bearer' ? undefined : `It is ${String(type)}.`,
    ),
    rule('scope', `Granted: ${typeof scope === 'string' ? scope : run.scope}.`, undefined),
  ]
  if (typeof idToken === 'string') rules.push(await idTokenRule(run, idToken, keys))
  return rules
}

/** OIDC Core §3.1.3.7: signature, iss, aud, exp and nonce. */
async function idTokenRule(run: Run, idToken: string, keys: JSONWebKeySet): Promise<Rule> {
  const words = 'Signed by the issuer, for this client, with the nonce of this run.'
  const { issuer } = run.options.place()
  try {
    const { payload } = await jwtVerify(idToken, createLocalJWKSet(keys), {
      issuer,
      audience: run.client.clientId,
      currentDate: new Date(run.options.now() * 1000),
      clockTolerance: 5,
    })
    // A refreshed id token need not carry it (OIDC Core §12.2).
    const hasOther = payload['nonce'] !== undefined && payload['nonce'] !== run.nonce
    return rule('id_token', words, hasOther ? 'Its nonce is not the one of this run.' : undefined)
  } catch (error) {
    return rule('id_token', words, error instanceof Error ? error.message : String(error))
  }
}
