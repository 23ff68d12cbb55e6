import type { DecisionSummary } from '#contract/activity.ts'
import type { RefreshTokenDetail } from '#contract/refresh-tokens.ts'

type Line = RefreshTokenDetail['history'][number]

/** From where somebody came. */
export interface Origin {
  readonly ip: string | null
  readonly device: string | null
}

/** How the life of a generation ended, or that it goes on. */
export type GenerationEnd = 'rotated' | 'current' | 'replayed' | 'revoked' | 'expired' | 'orphaned'

/** How an access token stands: it counts, its time is over, or it ended with its family. */
export type AccessState = 'works' | 'expired' | 'revoked'

interface At {
  /** Names it within its family, the same whatever comes later. */
  readonly key: string
  readonly at: number
}

export interface GenerationNode extends At {
  readonly kind: 'generation'
  readonly generation: number
  readonly until: number
  readonly end: GenerationEnd
  /** Who was given it, and who spent it. */
  readonly by: Origin
  readonly spentBy: Origin | null
}

export interface AccessNode extends At {
  readonly kind: 'access'
  readonly generation: number
  readonly id: string
  readonly format: 'jwt' | 'opaque'
  /** When it stopped to count, or will. */
  readonly until: number
  readonly expiresAt: number
  readonly state: AccessState
}

export interface UseNode extends At {
  /** A use of a token that is kept, or a retry in the grace time. */
  readonly kind: 'use' | 'grace'
  readonly generation: number
  readonly by: Origin
}

export interface ReplayNode extends At {
  readonly kind: 'replay'
  readonly generation: number
  readonly by: Origin
  /** The first who spent this generation; `null` where that is not known any more. */
  readonly spent: { readonly at: number; readonly by: Origin } | null
}

export interface EndNode extends At {
  readonly kind: 'revocation' | 'expiry' | 'orphaning'
  readonly by: string | null
  readonly reason: string
}

export interface RequestNode extends At {
  readonly kind: 'request'
  readonly record: number
  readonly endpoint: string
  readonly outcome: DecisionSummary['outcome']
  readonly error: string | null
  readonly reason: string | null
  readonly by: Origin
}

export type FamilyNode = GenerationNode | AccessNode | UseNode | ReplayNode | EndNode | RequestNode

/** Everything that happened to a family, oldest first. */
export function familyNodes(
  detail: RefreshTokenDetail,
  records: readonly DecisionSummary[],
  now: number,
): readonly FamilyNode[] {
  const lines = detail.history.toReversed()
  const ended = familyEnd(detail, now)
  const nodes = lines.flatMap((line, at) => nodesOf({ line, at, lines, ended, now }, detail))
  const requests = records.filter((record) => !isInHistory(record, lines)).map(requestNode)
  return [...nodes, ...(ended?.node ? [ended.node] : []), ...requests].toSorted(inOrder)
}

interface FamilyEnd {
  readonly at: number
  readonly end: Exclude<GenerationEnd, 'rotated' | 'current'>
  /** `undefined` where the replay itself tells the end. */
  readonly node: EndNode | undefined
}

/** When and how the family ended; `undefined` while it lives. */
function familyEnd(detail: RefreshTokenDetail, now: number): FamilyEnd | undefined {
  const { token, revocation, history, orphanedAt } = detail
  const node = (kind: EndNode['kind'], at: number): EndNode => ({
    key: kind,
    kind,
    at,
    by: revocation?.by ?? null,
    reason: revocation?.reason ?? '',
  })
  switch (token.status) {
    case 'active':
      return undefined
    case 'replayed': {
      const replay = history.find(({ kind }) => kind === 'replayed')
      const at = replay?.at ?? revocation?.at ?? now
      return { at, end: 'replayed', node: node('revocation', at) }
    }
    case 'revoked': {
      const at = revocation?.at ?? now
      return { at, end: 'revoked', node: node('revocation', at) }
    }
    case 'expired':
      return { at: token.expiresAt, end: 'expired', node: node('expiry', token.expiresAt) }
    case 'orphaned': {
      const at = orphanedAt ?? now
      return { at, end: 'orphaned', node: node('orphaning', at) }
    }
  }
}

interface Place {
  readonly line: Line
  /** Its number among the lines, oldest first. */
  readonly at: number
  readonly lines: readonly Line[]
  readonly ended: FamilyEnd | undefined
  readonly now: number
}

function nodesOf(place: Place, detail: RefreshTokenDetail): FamilyNode[] {
  const { line, at: number, lines } = place
  const { generation, at } = line
  const key = `${line.kind}-${generation}-${at}-${number}`
  const by = { ip: line.ip, device: line.device }
  const access = line.accessToken === null ? [] : [accessNode(place, detail, line.accessToken)]
  switch (line.kind) {
    case 'issued':
    case 'rotated':
      return [generationNode(place), ...access]
    case 'reused':
      return [{ key, kind: 'use', generation, at, by }, ...access]
    case 'grace':
      return [{ key, kind: 'grace', generation, at, by }, ...access]
    case 'replayed': {
      const first = lines.find((other) => other.kind === 'rotated' && isAfter(other, generation))
      const spent = first && { at: first.at, by: { ip: first.ip, device: first.device } }
      return [{ key, kind: 'replay', generation, at, by, spent: spent ?? null }]
    }
  }
}

function isAfter(line: Line, generation: number): boolean {
  return line.generation === generation + 1
}

function generationNode({ line, at, lines, ended, now }: Place): GenerationNode {
  const { generation } = line
  const successor = lines.slice(at + 1).find((other) => other.kind === 'rotated')
  // Where lines were left out, the next one that is known is not its successor.
  const spent = successor !== undefined && isAfter(successor, generation) ? successor : undefined
  return {
    key: `generation-${generation}`,
    kind: 'generation',
    generation,
    at: line.at,
    until: successor?.at ?? Math.max(ended?.at ?? now, line.at),
    end: successor === undefined ? (ended?.end ?? 'current') : 'rotated',
    by: { ip: line.ip, device: line.device },
    spentBy: spent ? { ip: spent.ip, device: spent.device } : null,
  }
}

function accessNode(
  { line, ended, now }: Place,
  detail: RefreshTokenDetail,
  token: NonNullable<Line['accessToken']>,
): AccessNode {
  const { id, format, expiresAt, active } = token
  // A JWT asks nobody; an opaque one counts no more once its user or client is gone.
  const wentAlong = detail.accessRevoked || ended?.end === 'orphaned'
  const cutAt =
    format === 'opaque' && wentAlong && ended !== undefined && ended.at < expiresAt
      ? ended.at
      : undefined
  const isRevoked = cutAt !== undefined || (!active && expiresAt > now)
  return {
    key: `access-${id}`,
    kind: 'access',
    at: line.at,
    generation: line.generation,
    id,
    format,
    expiresAt,
    until: Math.max(cutAt ?? (isRevoked ? (ended?.at ?? now) : expiresAt), line.at),
    state: isRevoked ? 'revoked' : expiresAt > now ? 'works' : 'expired',
  }
}

/** A refresh that the history tells already, with the very second in which it came. */
function isInHistory(record: DecisionSummary, lines: readonly Line[]): boolean {
  if (record.endpoint !== 'token') return false
  if (record.outcome === 'passed') return true
  return lines.some(
    ({ kind, at }) => kind === 'replayed' && record.outcome === 'refused' && at === record.at,
  )
}

function requestNode(record: DecisionSummary): RequestNode {
  const { id, at, endpoint, outcome, error, reason, ip, device } = record
  return {
    key: `request-${id}`,
    kind: 'request',
    record: id,
    at,
    endpoint,
    outcome,
    error,
    reason,
    by: { ip, device },
  }
}

/** What begins in the same second begins in the order in which it came about. */
const order: Readonly<Record<FamilyNode['kind'], number>> = {
  generation: 0,
  use: 1,
  grace: 1,
  access: 2,
  request: 3,
  replay: 4,
  revocation: 5,
  expiry: 5,
  orphaning: 5,
}

function inOrder(a: FamilyNode, b: FamilyNode): number {
  return a.at - b.at || order[a.kind] - order[b.kind]
}
