import fc from 'fast-check'

import { getRoutes, postRoutes } from '#test/support/hostile-surface.ts'
import type { RawRequest } from '#test/support/raw-socket.ts'

const nastyValues = [
  '',
  '\0',
  '\r\nSet-Cookie: injected=1',
  '%',
  '%zz',
  '%00',
  '%c0%ae',
  '%25252525',
  '\u{1F511}\u0301',
  '\uD800',
  '\uFEFF',
  '\u202Egnp.exe',
  '__proto__',
  'constructor',
  'null',
  'undefined',
  '[object Object]',
  '-1',
  '1e999',
  '9'.repeat(400),
  '-0',
  'NaN',
  "'; DROP TABLE grants; --",
  '" OR 1=1',
  '../../../../etc/passwd',
  'http://[::1/callback',
  'http://127.0.0.1:/callback',
  'javascript:alert(1)',
  '<script>alert(1)</script>',
  '{"a":1}',
  '[]',
  ' ',
  'a b\tc',
  'é'.repeat(300),
  'x'.repeat(9000),
  'lkr_',
  `lkr_${'A'.repeat(56)}`,
  `lka_${'A'.repeat(43)}`,
  'lkc_x',
  'eyJhbGciOiJub25lIn0.e30.',
  'eyJhbGciOiJFUzI1NiJ9.e30.AAAA',
  'a.b.c',
  '...',
]

const nastyText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...nastyValues) },
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.integer().map(String),
)

const parameterNames =
  'client_id client_secret redirect_uri response_type response_mode scope state nonce prompt max_age \
login_hint code code_verifier code_challenge code_challenge_method grant_type refresh_token token \
token_type_hint resource interaction username password decision duration offline scope:read \
id_token_hint post_logout_redirect_uri request request_uri claims acr_values ui_locales'.split(
    /\s+/,
  )

const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...parameterNames) },
  fc.constantFrom('__proto__', 'constructor', '', 'a[]', 'a[b]', '%00', 'client_id%00', 'ü'),
  nastyText,
)

/** Ways to write a value in a form: right, twice, not at all, and broken. */
const writings: readonly ((text: string) => string)[] = [
  encode,
  encode,
  (text) => encode(encode(text)),
  (text) => text,
  (text) => `${encode(text)}%`,
  (text) => encode(text).replaceAll('%', '%25').slice(0, 200),
]

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

const pair = fc
  .tuple(name, nastyText, fc.constantFrom(...writings))
  .map(([key, value, write]) => `${write(key)}=${write(value)}`)

const form = fc.array(pair, { maxLength: 8 }).map((pairs) => pairs.join('&'))

const headerValues = nastyText.map((text) => text.replaceAll(/[\r\n\0]/g, ' ').slice(0, 2000))
const header = fc.oneof(
  fc.tuple(
    fc.constantFrom('Authorization'),
    fc.oneof(
      headerValues,
      headerValues.map((text) => `Basic ${Buffer.from(text).toString('base64')}`),
      headerValues.map((text) => `Bearer ${text}`),
      fc.constantFrom(
        'Basic',
        'Basic Og==',
        'Basic ====',
        'Bearer',
        'DPoP x',
        'Basic dw==, Basic dw==',
      ),
    ),
  ),
  fc.tuple(
    fc.constantFrom(
      'Cookie',
      'Origin',
      'Sec-Fetch-Site',
      'Accept',
      'User-Agent',
      'Referer',
      'X-Forwarded-For',
      'Access-Control-Request-Method',
      'If-None-Match',
      'Range',
      'Content-Encoding',
      '__proto__',
    ),
    headerValues,
  ),
)

const contentTypes = [
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=utf-16',
  'application/json',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/x-www-form-urlencoded, application/json',
  ';',
  '',
]

const routes = [...new Set([...getRoutes, ...postRoutes])]
const path = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...routes) },
  fc
    .tuple(fc.constantFrom(...routes), nastyText)
    .map(([route, text]) => `${route}/${encode(text).slice(0, 300)}`),
  fc.constantFrom('//', '/%2e%2e/', '/oauth2//token', '/oauth2/token/', '/OAUTH2/TOKEN', '/%', '*'),
)

/** Bytes of a request line may be anything but what ends it. */
function onOneLine(text: string): string {
  return text.replaceAll(/[\s\0]/g, '+').slice(0, 6000)
}

/** Any request at all: any method, path, query, headers and body. */
export const anyRequest: fc.Arbitrary<RawRequest> = fc
  .record({
    method: fc.constantFrom(
      'GET',
      'GET',
      'POST',
      'POST',
      'POST',
      'PUT',
      'OPTIONS',
      'DELETE',
      'PATCH',
    ),
    path,
    query: form,
    type: fc.constantFrom(...contentTypes, contentTypes[0] ?? ''),
    headers: fc.array(header, { maxLength: 3 }),
    body: fc.oneof({ weight: 4, arbitrary: form }, nastyText, fc.json()),
  })
  .map(({ method, path, query, type, headers, body }) => ({
    method,
    path: onOneLine(query === '' ? path : `${path}?${query}`),
    headers: [...(type === '' ? [] : ([['Content-Type', type]] as const)), ...headers],
    body: method === 'GET' ? '' : body,
  }))

/** A change to a form that would have been accepted. */
export interface Mutation {
  readonly kind: 'replace' | 'remove' | 'repeat' | 'add'
  readonly place: number
  readonly text: string
  readonly write: (text: string) => string
}

export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'repeat', 'add'),
    place: fc.nat(1000),
    text: nastyText,
    write: fc.constantFrom(...writings),
  }),
  { minLength: 1, maxLength: 2 },
)

/** Applies mutations; returns the form as it is sent. */
export function mutate(
  plausible: Readonly<Record<string, string>>,
  changes: readonly Mutation[],
): string {
  const pairs = Object.entries(plausible).map(([key, value]) => `${encode(key)}=${encode(value)}`)
  for (const { kind, place, text, write } of changes) {
    const index = place % Math.max(1, pairs.length)
    const chosen = pairs[index] ?? ''
    const [key = ''] = chosen.split('=')
    if (kind === 'replace') pairs[index] = `${key}=${write(text)}`
    else if (kind === 'remove') pairs.splice(index, 1)
    else pairs.push(kind === 'repeat' ? chosen : `${write(text)}=${write(text)}`)
  }
  return pairs.join('&')
}
