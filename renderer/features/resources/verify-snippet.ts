/** What an API does with an access token (RFC 9068 §4), as code to paste. */
export function verifySnippet(facts: {
  readonly issuer: string
  readonly jwks: string
  readonly audience: string
  readonly algorithm: string
  /** A scope to ask for; none where the resource has none. */
  readonly scope: string | undefined
}): string {
  const text = (value: string): string => `'${value.replaceAll(/['\\]/g, String.raw`\$&`)}'`
  const check =
    facts.scope === undefined
      ? []
      : [
          '  // The client was allowed this, by the user or by its own right.',
          "  const scope = String(payload.scope ?? '').split(' ')",
          `  if (!scope.includes(${text(facts.scope)})) throw new Error('insufficient_scope')`,
        ]
  return [
    "import { createRemoteJWKSet, jwtVerify } from 'jose'",
    '',
    `const keys = createRemoteJWKSet(new URL(${text(facts.jwks)}))`,
    '',
    '/** Verifies the token of an Authorization: Bearer header; throws when it is not good. */',
    'export async function verifyAccessToken(token) {',
    '  const { payload } = await jwtVerify(token, keys, {',
    `    issuer: ${text(facts.issuer)},`,
    `    audience: ${text(facts.audience)},`,
    "    typ: 'at+jwt',",
    `    algorithms: [${text(facts.algorithm)}],`,
    '  })',
    ...check,
    '  return payload',
    '}',
    '',
  ].join('\n')
}
