import { absoluteTime, count, durationInWords, plural, relativeTime } from '#renderer/format.ts'

import type {
  AccessNode,
  EndNode,
  FamilyNode,
  GenerationNode,
  Origin,
} from './family-tree-nodes.ts'

/** "10.0.0.1 · Chrome on Linux". */
export function originWords({ ip, device }: Origin): string {
  const known = [ip, device].filter((part) => part !== null)
  return known.length === 0 ? 'unknown address and device' : known.join(' · ')
}

/** What a node is, in a word or two. */
export function nodeTitle(node: FamilyNode): string {
  switch (node.kind) {
    case 'generation':
      return `Generation ${node.generation}`
    case 'access':
      return `${node.format === 'jwt' ? 'JWT' : 'Opaque'} access token`
    case 'use':
      return 'Used'
    case 'grace':
      return 'Retried in the grace time'
    case 'replay':
      return `Replay of generation ${node.generation}`
    case 'revocation':
      return 'Family revoked'
    case 'expiry':
      return 'Family expired'
    case 'orphaning':
      return 'Orphaned'
    case 'request':
      return `${requestName(node.endpoint)} ${node.outcome}`
  }
}

const requestNames: Readonly<Record<string, string>> = {
  introspect: 'Introspection',
  userinfo: 'Userinfo',
  revoke: 'Revocation request',
  token: 'Token request',
  authorize: 'Authorization request',
  'sign-in': 'Sign-in',
  consent: 'Consent',
  logout: 'Sign-out',
}

function requestName(endpoint: string): string {
  return requestNames[endpoint] ?? endpoint
}

/** What happened there, in one sentence or two. */
export function nodeSentence(node: FamilyNode, now: number): string {
  switch (node.kind) {
    case 'generation':
      return generationSentence(node)
    case 'access':
      return accessSentence(node, now)
    case 'use':
      return `Generation ${node.generation} was used and kept, from ${originWords(node.by)}.`
    case 'grace':
      return (
        `Generation ${node.generation - 1} came again within the grace time from ` +
        `${originWords(node.by)}: generation ${node.generation} was given once more.`
      )
    case 'replay': {
      const first = node.spent
        ? `, spent ${durationInWords(node.at - node.spent.at)} before from ${originWords(node.spent.by)}`
        : ''
      return `Generation ${node.generation}${first}, came again from ${originWords(node.by)}. Two parties hold it, so the whole family was revoked.`
    }
    case 'revocation':
    case 'expiry':
    case 'orphaning':
      return endSentence(node)
    case 'request': {
      const why = node.reason ?? node.error
      return `From ${originWords(node.by)}${why === null ? '' : `: ${why}`}`
    }
  }
}

function generationSentence(node: GenerationNode): string {
  const lived = durationInWords(node.until - node.at)
  const given = `Given to ${originWords(node.by)}.`
  switch (node.end) {
    case 'current':
      return `${given} It is the one that works now.`
    case 'rotated':
      return node.spentBy
        ? `${given} Spent after ${lived} from ${originWords(node.spentBy)}.`
        : `${given} Spent later.`
    case 'replayed':
      return `${given} It was current when the replay ended the family, after ${lived}.`
    case 'revoked':
      return `${given} It was current when the family was revoked, after ${lived}.`
    case 'expired':
      return `${given} It expired unused after ${lived}.`
    case 'orphaned':
      return `${given} Its user or client was deleted after ${lived}.`
  }
}

function accessSentence(node: AccessNode, now: number): string {
  const of = `Given with generation ${node.generation}.`
  switch (node.state) {
    case 'works':
      return `${of} ${node.format === 'jwt' ? 'APIs accept it' : 'It works'} until ${absoluteTime(node.expiresAt)}, ${relativeTime(node.expiresAt, now)}.`
    case 'expired':
      return `${of} It ended by itself after ${durationInWords(node.until - node.at)}.`
    case 'revoked':
      return `${of} It was revoked before its time and works no more.`
  }
}

function endSentence(node: EndNode): string {
  if (node.kind === 'expiry') return 'Nobody used it in time, so it ended by itself.'
  if (node.kind === 'orphaning') return 'Its user or client was deleted, so no refresh is answered.'
  const by = node.by === null ? 'Revoked.' : `Revoked by ${node.by}.`
  return node.reason === '' ? by : `${by} ${node.reason}`
}

/** What an administrator can do about an access token. */
export function accessAdvice(node: AccessNode): string | undefined {
  if (node.state !== 'works') return undefined
  return node.format === 'opaque'
    ? 'Revoking the family ends it at once.'
    : `A JWT cannot be called back: APIs that only check its signature accept it until ${absoluteTime(node.expiresAt)}, even if the family is revoked.`
}

/** Several things that are drawn as one: "14 uses", "183 access tokens, 2 still work". */
export function groupTitle(nodes: readonly FamilyNode[]): string {
  const [first] = nodes
  const number = nodes.length
  switch (first?.kind) {
    case 'access': {
      const working = nodes.filter((node) => node.kind === 'access' && node.state === 'works')
      const still = working.length === 0 ? 'none works' : `${count(working.length)} still work`
      return `${plural(number, 'access token')}, ${still}`
    }
    case 'use':
      return plural(number, 'use')
    case 'grace':
      return plural(number, 'retry in the grace time', 'retries in the grace time')
    case 'request': {
      const refused = nodes.filter((node) => node.kind === 'request' && node.outcome !== 'passed')
      const not = refused.length === 0 ? '' : `, ${count(refused.length)} refused`
      return `${plural(number, 'request')}${not}`
    }
    default:
      return plural(number, 'generation')
  }
}

/** "1 h", "12 d": the largest unit alone, where room is scarce. */
export function shortDuration(seconds: number): string {
  if (seconds >= 86_400) return `${Math.round(seconds / 86_400)} d`
  if (seconds >= 3600) return `${Math.round(seconds / 3600)} h`
  return seconds >= 60 ? `${Math.round(seconds / 60)} min` : `${seconds} s`
}
