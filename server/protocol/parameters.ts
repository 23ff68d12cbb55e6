import { EarlyRefusal } from './early-refusal.ts'

/** Request parameters by name: no name twice, no empty value (OAuth 2.1 §3.1, RFC 6749 §3.1). */
export type Parameters = ReadonlyMap<string, string>

export const bodyLimit = 64 * 1024
const nameLimit = 100

/** What never belongs in a URL: it would stand in logs and histories (RFC 9700 §4.3.2). */
const secretNames = [
  'client_secret',
  'code_verifier',
  'refresh_token',
  'access_token',
  'password',
  'client_assertion',
]

/**
 * Parses `application/x-www-form-urlencoded`.
 * @throws EarlyRefusal where a name is repeated, or there are more than 100.
 */
export function parseForm(text: string): Parameters {
  const parameters = new Map<string, string>()
  const seen = new Set<string>()
  for (const [name, value] of new URLSearchParams(text)) {
    if (seen.has(name))
      throw new EarlyRefusal('invalid_request', `The parameter ${printable(name)} is repeated.`, {
        check: 'parameters.unique',
        clause: 'RFC 6749 §3.1, §3.2',
        expected: 'each parameter once',
        received: `${printable(name)} more than once`,
      })
    seen.add(name)
    if (seen.size > nameLimit)
      throw new EarlyRefusal('invalid_request', 'The request has too many parameters.', {
        check: 'parameters.count',
        clause: 'RFC 6749 §5.2',
        expected: `${nameLimit} parameters at most`,
        received: 'more',
      })
    if (value !== '') parameters.set(name, value)
  }
  return parameters
}

const none: Parameters = new Map()

/** Parses the query of a URL, and refuses secrets in it. */
export function parseQuery(url: string): Parameters {
  const start = url.indexOf('?')
  if (start < 0) return none
  const parameters = parseForm(url.slice(start + 1))
  refuseSecrets(parameters, 'in a URL')
  return parameters
}

/** @throws EarlyRefusal where a secret came by a way that shows it. */
export function refuseSecrets(parameters: Parameters, way: string): void {
  const secret = secretNames.find((name) => parameters.has(name))
  if (secret)
    throw new EarlyRefusal(
      'invalid_request',
      `${secret} is not accepted ${way}. Send it in the body of a token request.`,
      {
        check: 'parameters.secret',
        clause: 'RFC 6749 §2.3.1, RFC 9700 §4.3.2',
        expected: `${secret} in the body of a request that the client itself sends`,
        received: `${secret} ${way}`,
      },
    )
}

/** A name that came from outside, fit for a sentence: short, and of RFC 6749 §5.2's characters. */
export function printable(text: string): string {
  return text.slice(0, 60).replaceAll(/[^\x20-\x21\x23-\x5B\x5D-\x7E]/g, '?')
}
