import { digest, randomSecret } from '#domain/secret.ts'

/** In seconds. A link is short-lived and works once; a session lasts a working day. */
const linkLifetime = 15 * 60
const sessionLifetime = 12 * 3600
/** More than that are not in use; the oldest goes. */
const keptAtMost = 100

/** Who may see the console: one-time links, and the sessions that they opened. */
export interface ConsoleSessions {
  /** A new one-time token. */
  issueLink(): string
  /** Spends a link's token; returns the new session's cookie value. */
  redeemLink(token: string): string | undefined
  isOpen(cookie: string | undefined): boolean
}

/** `seconds` is a clock that never goes back. Tokens and cookies are kept as digests, in memory. */
export function openConsoleSessions(seconds: () => number): ConsoleSessions {
  const links = new Map<string, number>()
  const sessions = new Map<string, number>()
  return {
    issueLink: () => add(links, seconds() + linkLifetime),
    redeemLink(token) {
      const key = keyOf(token)
      const expiresAt = links.get(key)
      links.delete(key)
      if (expiresAt === undefined || expiresAt <= seconds()) return undefined
      return add(sessions, seconds() + sessionLifetime)
    },
    isOpen(cookie) {
      const expiresAt = cookie === undefined ? undefined : sessions.get(keyOf(cookie))
      return expiresAt !== undefined && expiresAt > seconds()
    },
  }
}

function add(kept: Map<string, number>, expiresAt: number): string {
  const value = randomSecret()
  kept.set(keyOf(value), expiresAt)
  const [oldest] = kept.keys()
  if (kept.size > keptAtMost && oldest !== undefined) kept.delete(oldest)
  return value
}

/** Looked up by digest: how long that takes says nothing of the secret. */
function keyOf(value: string): string {
  return digest(value).toString('base64url')
}
