import type { DecisionRecordView } from '#contract/activity.ts'

type Kind = 'user' | 'ip' | 'session'

/** Stable other names for people, addresses and sessions, within one file. */
export interface Pseudonyms {
  /** In a field that holds nothing else. */
  readonly name: (kind: Kind, text: string | null) => string | null
  /** Wherever they stand in a text. */
  readonly within: (text: string) => string
}

// Loopback is everybody's address, and half of what goes wrong with redirect URIs.
const nobodys = new Set(['127.0.0.1', '::1', '0.0.0.0'])
const emailAddress = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g
const ipAddress =
  /\b\d{1,3}(?:\.\d{1,3}){3}\b|(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}(?![\w:])/gi
/** Names of people where a request says them. */
const namesPeople = new Set(['username', 'login_hint'])

/** Gathers everybody whom the records name, before the first text is written. */
export function openPseudonyms(records: readonly DecisionRecordView[]): Pseudonyms {
  const given = new Map<string, string>()
  const counts = { user: 0, ip: 0, session: 0 }
  const give = (kind: Kind, text: string): string => {
    const known = given.get(text.toLowerCase())
    if (known !== undefined) return known
    const name = `${kind}-${(counts[kind] += 1)}`
    given.set(text.toLowerCase(), name)
    return name
  }
  for (const { subject, username, ip, session, request } of records) {
    // A user has two names, and one that stands for both.
    const person = subject === null ? undefined : give('user', subject)
    if (username !== null && person !== undefined) given.set(username.toLowerCase(), person)
    if (ip !== null) give('ip', ip)
    if (session !== null) give('session', session)
    for (const { name, value } of request?.parameters ?? [])
      if (namesPeople.has(name) && !value.startsWith('$')) give('user', value)
  }
  const known = wordsOf([...given.keys()].filter((text) => !nobodys.has(text)))
  return {
    name: (kind, text) => (text === null ? null : give(kind, text)),
    within: (text) =>
      text
        .replaceAll(known, (found) => given.get(found.toLowerCase()) ?? found)
        .replaceAll(emailAddress, (found) => give('user', found))
        .replaceAll(ipAddress, (found) => (nobodys.has(found) ? found : give('ip', found))),
  }
}

/** Whole words, the longest first: no name is found inside another. */
function wordsOf(texts: readonly string[]): RegExp {
  const words = texts
    .toSorted((one, other) => other.length - one.length)
    .map((text) => text.replaceAll(/[$()*+.?[\\\]^{|}/-]/g, String.raw`\$&`))
  return new RegExp(`(?<![\\w-])(?:${words.join('|') || '(?!)'})(?![\\w-])`, 'gi')
}
