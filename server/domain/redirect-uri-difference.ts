import { isLoopback } from './redirect-uri.ts'

/** A URI as written, cut into its parts (RFC 3986 appendix B), nothing normalized. */
interface UriParts {
  readonly scheme: string
  readonly host: string
  readonly port: string
  readonly path: string
  readonly query: string | undefined
  readonly fragment: string | undefined
}

/**
 * What keeps a redirect URI from being a registered one, in words: "a trailing slash", "the port
 * (3000 instead of 3001)". Empty where the two are equal to the letter.
 */
export function redirectUriDifferences(received: string, registered: string): readonly string[] {
  if (received === registered) return []
  if (received.trim() === registered) return ['white space at an end']
  const [given, known] = [partsOf(received), partsOf(registered)]
  if (!given) return ['not an absolute URI']
  if (!known) return ['the whole URI']
  const found = [
    schemeDifference(given.scheme, known.scheme),
    hostDifference(given.host, known.host),
    given.port === known.port ? undefined : portDifference(given.port, known.port),
    given.path === known.path ? undefined : pathDifference(given.path, known.path),
    given.query === known.query ? undefined : queryDifference(given.query, known.query),
    given.fragment === known.fragment ? undefined : 'a fragment (#…)',
  ].filter((each) => each !== undefined)
  return found.length > 0 ? found : ['the spelling']
}

function partsOf(uri: string): UriParts | undefined {
  const match =
    /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(uri)
  if (!match) return undefined
  const [, scheme = '', authority = '', path = '', query, fragment] = match
  const [, host = authority, port = ''] = /^(.*?|.*\])(?::(\d*))?$/.exec(authority) ?? []
  return { scheme, host, port, path, query, fragment }
}

function isSameInAnotherCase(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function schemeDifference(given: string, known: string): string | undefined {
  if (given === known) return undefined
  return isSameInAnotherCase(given, known)
    ? 'letter case of the scheme'
    : `the scheme (${given} instead of ${known})`
}

function hostDifference(given: string, known: string): string | undefined {
  if (given === known) return undefined
  if (isSameInAnotherCase(given, known)) return 'letter case of the host'
  // All three reach this machine, and each is another text (RFC 8252 §7.3).
  if (isLoopback(given) && isLoopback(known)) return `${given} instead of ${known}`
  return `the host (${given || 'none'} instead of ${known || 'none'})`
}

function portDifference(given: string, known: string): string {
  if (known === '') return `a port (${given}) where none is registered`
  return given === '' ? `no port instead of ${known}` : `the port (${given} instead of ${known})`
}

function pathDifference(given: string, known: string): string {
  if (given === `${known}/`) return 'a trailing slash'
  if (`${given}/` === known) return 'no trailing slash'
  if (isSameInAnotherCase(given, known)) return 'letter case of the path'
  return decoded(given) === decoded(known) ? 'percent-encoding of the path' : 'the path'
}

function queryDifference(given: string | undefined, known: string | undefined): string {
  if (known === undefined) return 'a query where none is registered'
  if (given === undefined) return 'no query'
  const sorted = (query: string): string => query.split('&').sort().join('&')
  return sorted(given) === sorted(known) ? 'the order of the query' : 'the query'
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
