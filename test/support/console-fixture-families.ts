import type { DecisionSummary } from '#contract/activity.ts'
import type { RefreshTokenDetail, RefreshTokenRow } from '#contract/refresh-tokens.ts'

type Line = RefreshTokenDetail['history'][number]

const [minute, hour, day] = [60, 3600, 86_400]
const holder = { ip: '192.0.2.17', device: 'Chrome on Linux' }
const thief = { ip: '203.0.113.66', device: 'curl 8.5.0' }

/** What a family is to have gone through. */
export interface FamilyStory {
  readonly generations: number
  readonly now: number
  /** Seconds before `now` at which generation `n` was given. */
  readonly ago: (generation: number) => number
  readonly status?: RefreshTokenRow['status']
  readonly usage?: 'rotate' | 'reuse'
  readonly format?: (generation: number) => 'jwt' | 'opaque'
  /** Generations whose predecessor came again within the grace time. */
  readonly graces?: readonly number[]
  /** Uses of a token that is kept, in seconds before `now`. */
  readonly uses?: readonly number[]
  /** Which generation came again, and how many seconds before `now`. */
  readonly replay?: { readonly generation: number; readonly ago: number }
}

/** A family's detail as the issuer would tell it. */
export function familyOfStory(id: string, story: FamilyStory): RefreshTokenDetail {
  const { generations, now, ago, replay, status = 'active', usage = 'rotate' } = story
  const issuedAt = now - ago(1)
  const endedAt = replay && now - replay.ago
  const entry = (kind: Line['kind'], generation: number, at: number): Line => ({
    generation,
    kind,
    at,
    ...holder,
    accessToken: accessOf(story, { generation, at, endedAt, key: `${id}-${kind}-${at}` }),
  })
  const history = Array.from({ length: generations }, (_, n) =>
    entry(n === 0 ? 'issued' : 'rotated', n + 1, now - ago(n + 1)),
  )
  for (const generation of story.graces ?? [])
    history.push(entry('grace', generation, now - ago(generation) + 6))
  for (const used of story.uses ?? []) history.push(entry('reused', 1, now - used))
  if (replay !== undefined && endedAt !== undefined) {
    const { generation } = replay
    history.push({ generation, kind: 'replayed', at: endedAt, ...thief, accessToken: null })
  }
  history.sort((a, b) => b.at - a.at)
  return {
    token: rowOf(id, story, history[0]?.at ?? issuedAt),
    idleExpiresAt: now + 14 * day,
    absoluteExpiresAt: issuedAt + 30 * day,
    usage,
    history,
    historyCut: false,
    canBeStolen: status === 'active' && replay === undefined && generations > 1,
    orphanedAt: status === 'orphaned' ? now - 20 * minute : null,
    accessRevoked: replay !== undefined || status === 'revoked',
    revocation: revocationOf(story),
    consentUntil: null,
    session: null,
    familiesOfUserAtClient: 1,
  }
}

function accessOf(
  story: FamilyStory,
  given: {
    readonly generation: number
    readonly at: number
    readonly endedAt: number | undefined
    readonly key: string
  },
): Line['accessToken'] {
  const format = story.format?.(given.generation) ?? 'jwt'
  const expiresAt = given.at + hour
  const counts = format === 'jwt' || given.endedAt === undefined
  return { id: given.key, format, expiresAt, active: counts && expiresAt > story.now }
}

function rowOf(id: string, story: FamilyStory, lastUsedAt: number): RefreshTokenRow {
  const { generations, now, ago, replay } = story
  const status = story.status ?? (replay === undefined ? 'active' : 'replayed')
  return {
    id,
    status,
    subject: 'sub-alice',
    username: 'alice',
    name: 'Alice Liddell',
    clientId: 'codeflowclient',
    clientName: 'Code Flow Client',
    scope: ['openid', 'offline_access', 'read'],
    generation: generations,
    issuedAt: now - ago(1),
    lastUsedAt,
    expiresAt: status === 'expired' ? now - 2 * hour : now + 14 * day,
    uses: generations - 1,
    ...holder,
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/143.0.0.0',
    session: null,
  }
}

function revocationOf({ now, replay, status }: FamilyStory): RefreshTokenDetail['revocation'] {
  if (replay !== undefined) {
    const reason = `Refresh token of generation ${replay.generation} was used again.`
    return { id: 7, at: now - replay.ago, by: 'the issuer', reason, undoUntil: null }
  }
  if (status !== 'revoked') return null
  return { id: 7, at: now - 9 * minute, by: 'console', reason: 'Lost laptop', undoUntil: null }
}

/** Requests that an API and the application make with the family's access tokens. */
export function requestsOfFamily(id: string, times: readonly number[]): DecisionSummary[] {
  return times
    .map((at, n) => {
      const refused = n % 5 === 4
      return {
        id: n + 1,
        at,
        duration: 1.2,
        endpoint: n % 3 === 0 ? 'userinfo' : 'introspect',
        clientId: 'codeflowclient',
        subject: 'sub-alice',
        username: 'alice',
        grantId: id,
        session: null,
        flow: null,
        trace: null,
        ip: '192.0.2.80',
        device: 'openid-client 6.9.0',
        outcome: refused ? ('refused' as const) : ('passed' as const),
        error: refused ? 'invalid_token' : null,
        check: refused ? 'access_token' : null,
        reason: refused ? 'The access token has expired.' : null,
      }
    })
    .toReversed()
}

/** Seconds before now for a family that is used in bursts: some refreshes a day, then silence. */
export function inBursts(generations: number, perBurst: number): (generation: number) => number {
  const bursts = Math.ceil(generations / perBurst)
  return (generation) => {
    const burst = Math.floor((generation - 1) / perBurst)
    const within = (generation - 1) % perBurst
    return (bursts - burst) * 2.4 * day - within * 11 * minute
  }
}
