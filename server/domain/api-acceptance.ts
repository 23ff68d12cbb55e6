import { audienceOf, mediaType, numericDate, type JsonObject } from './jwt-parts.ts'
import { proofInWords, type JwtProof } from './jwt-proof.ts'
import type { EpochSeconds } from './time.ts'
import { withoutTokens } from './token-text.ts'

/** What an API expects of the access tokens that it is sent. */
export interface ApiExpectation {
  readonly issuer: string
  /** `null`: not said, so not checked. */
  readonly audience: string | null
  readonly algorithms: readonly string[]
  readonly scope: readonly string[]
  readonly tokenType: 'at+jwt' | 'any'
  /** Seconds that clocks may differ by. */
  readonly clockSkew: number
}

export interface Rule {
  readonly rule: string
  readonly clause: string
  readonly outcome: 'passed' | 'refused' | 'unchecked'
  readonly expected: string
  readonly received: string
}

export interface JwtToJudge {
  readonly header: JsonObject
  readonly claims: JsonObject
  readonly proof: JwtProof
}

/** The rules by which an API accepts a JWT access token, in the order of RFC 9068 §4. */
export function judgeForApi(
  token: JwtToJudge,
  api: ApiExpectation,
  now: EpochSeconds,
): readonly Rule[] {
  return [
    typeRule(token, api),
    issuerRule(token, api),
    audienceRule(token, api),
    algorithmRule(token, api),
    signatureRule(token),
    expiryRule(token, api, now),
    notBeforeRule(token, api, now),
    issuedRule(token, api, now),
    claimsRule(token, api),
    scopeRule(token, api),
  ]
}

export function isAccepted(rules: readonly Rule[]): boolean {
  return rules.every(({ outcome }) => outcome !== 'refused')
}

function rule(
  name: string,
  clause: string,
  passes: boolean,
  { expected, received }: { readonly expected: string; readonly received: string },
): Rule {
  return { rule: name, clause, outcome: passes ? 'passed' : 'refused', expected, received }
}

/** RFC 8725 §3.11: the type keeps an id token from being taken for an access token. */
function typeRule({ header, claims }: JwtToJudge, { tokenType }: ApiExpectation): Rule {
  const type = mediaType(header['typ'])
  const looks = 'nonce' in claims || 'at_hash' in claims ? ', an id token by its claims' : ''
  const received = (type === '' ? 'no typ' : `typ ${shown(header['typ'])}`) + looks
  if (tokenType === 'any')
    return {
      ...rule('Type', 'RFC 8725 §3.11', true, { expected: 'any', received }),
      outcome: 'unchecked',
    }
  return rule('Type', 'RFC 9068 §4', type === 'at+jwt', { expected: 'typ at+jwt', received })
}

function issuerRule({ claims }: JwtToJudge, { issuer }: ApiExpectation): Rule {
  return rule('Issuer', 'RFC 9068 §4, RFC 8725 §3.8', claims['iss'] === issuer, {
    expected: issuer,
    received: shown(claims['iss']),
  })
}

function audienceRule({ claims }: JwtToJudge, { audience }: ApiExpectation): Rule {
  const found = audienceOf(claims)
  const received = found.length === 0 ? 'no audience' : found.map(shown).join(', ')
  const clause = 'RFC 9068 §4, RFC 8725 §3.9'
  if (audience === null)
    return { rule: 'Audience', clause, outcome: 'unchecked', expected: 'not said', received }
  return rule('Audience', clause, found.includes(audience), { expected: audience, received })
}

function algorithmRule({ header }: JwtToJudge, { algorithms }: ApiExpectation): Rule {
  const { alg } = header
  const passes = typeof alg === 'string' && alg.toLowerCase() !== 'none' && algorithms.includes(alg)
  return rule('Algorithm', 'RFC 8725 §3.1', passes, {
    expected: algorithms.join(', '),
    received: shown(alg),
  })
}

function signatureRule({ proof }: JwtToJudge): Rule {
  return rule('Signature', 'RFC 9068 §4, RFC 7515 §5.2', proof.kind === 'verified', {
    expected: 'a signature by a published key of the issuer',
    received: proofInWords(proof),
  })
}

function expiryRule({ claims }: JwtToJudge, api: ApiExpectation, now: EpochSeconds): Rule {
  const exp = numericDate(claims['exp'])
  const received =
    exp === undefined
      ? `exp ${shown(claims['exp'])}`
      : exp > now
        ? `${apart(exp - now)} left`
        : `expired ${apart(now - exp)} ago`
  return rule('Expiry', 'RFC 7519 §4.1.4', exp !== undefined && now < exp + api.clockSkew, {
    expected: `exp in the future${allowing(api)}`,
    received,
  })
}

function notBeforeRule({ claims }: JwtToJudge, api: ApiExpectation, now: EpochSeconds): Rule {
  const expected = `nbf not in the future${allowing(api)}`
  if (!('nbf' in claims))
    return rule('Not before', 'RFC 7519 §4.1.5', true, { expected, received: 'no nbf' })
  const nbf = numericDate(claims['nbf'])
  const received =
    nbf === undefined
      ? `nbf ${shown(claims['nbf'])}`
      : nbf > now
        ? `valid in ${apart(nbf - now)}`
        : 'valid already'
  return rule('Not before', 'RFC 7519 §4.1.5', nbf !== undefined && nbf <= now + api.clockSkew, {
    expected,
    received,
  })
}

function issuedRule({ claims }: JwtToJudge, api: ApiExpectation, now: EpochSeconds): Rule {
  const iat = numericDate(claims['iat'])
  const received =
    iat === undefined
      ? `iat ${shown(claims['iat'])}`
      : iat > now
        ? `issued ${apart(iat - now)} from now: a clock is wrong`
        : `issued ${apart(now - iat)} ago`
  return rule('Issued at', 'RFC 7519 §4.1.6', iat !== undefined && iat <= now + api.clockSkew, {
    expected: `iat not in the future${allowing(api)}`,
    received,
  })
}

/** RFC 9068 §2.2: what every access token says. */
function claimsRule({ claims }: JwtToJudge, { tokenType }: ApiExpectation): Rule {
  const needed = tokenType === 'at+jwt' ? ['sub', 'client_id', 'jti'] : ['sub']
  const missing = needed.filter((name) => typeof claims[name] !== 'string')
  return rule('Required claims', 'RFC 9068 §2.2', missing.length === 0, {
    expected: needed.join(', '),
    received: missing.length === 0 ? 'all there' : `without ${missing.join(', ')}`,
  })
}

function scopeRule({ claims }: JwtToJudge, { scope }: ApiExpectation): Rule {
  const clause = 'RFC 9068 §4, RFC 6750 §3.1'
  const granted = typeof claims['scope'] === 'string' ? claims['scope'].split(' ') : []
  const received = granted.length === 0 ? 'no scope' : granted.map(shown).join(' ')
  if (scope.length === 0)
    return { rule: 'Scope', clause, outcome: 'unchecked', expected: 'none in particular', received }
  return rule(
    'Scope',
    clause,
    scope.every((value) => granted.includes(value)),
    { expected: scope.join(' '), received },
  )
}

function allowing({ clockSkew }: ApiExpectation): string {
  return clockSkew === 0 ? '' : `, give or take ${clockSkew} s`
}

/** Seconds in the two units that matter: "3 min 20 s". */
function apart(seconds: number): string {
  const whole = Math.ceil(seconds)
  const [days, hours] = [Math.floor(whole / 86_400), Math.floor((whole % 86_400) / 3600)]
  const [minutes, rest] = [Math.floor((whole % 3600) / 60), whole % 60]
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`
  if (minutes > 0) return rest > 0 ? `${minutes} min ${rest} s` : `${minutes} min`
  return `${rest} s`
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = withoutTokens(typeof value === 'string' ? value : JSON.stringify(value))
  return text.length > 120 ? `${text.slice(0, 120)}…` : text
}
