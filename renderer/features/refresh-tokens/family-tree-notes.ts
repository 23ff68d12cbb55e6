import { count, plural } from '#renderer/format.ts'

import { clockTime } from './family-tree-clock.ts'
import type { TreeItem } from './family-tree-items.ts'
import type { TreeLayout } from './family-tree-layout.ts'
import { originWords, shortDuration } from './family-tree-words.ts'

/** A text beside what it tells about, on the side where its line has more room. */
export interface TreeNote {
  readonly key: string
  readonly x: number
  readonly y: number
  readonly anchor: 'start' | 'end'
  readonly text: string
  readonly tone: 'plain' | 'green' | 'amber' | 'red'
}

/** About how wide a letter is, in pixels: enough to know what fits. */
const letter = 6.4
const strongLetter = 7.2
const apart = 10
const apartFromMark = 15
/** What is cut shorter tells nothing. */
const fewestLetters = 12
/** Lines of text that are closer than this meet. */
const lineHeight = 15

/** One for each line of each row at most, so that none meets another. */
export function notesOf({ items, width, foreseen }: TreeLayout): readonly TreeNote[] {
  const lines = Map.groupBy(items, ({ y }) => y)
  const notes: TreeNote[] = []
  for (const [y, line] of [...lines].toReversed()) {
    const said = line.flatMap((item) => noteText(item) ?? []).at(-1)
    const below = notes.at(-1)
    if (said === undefined || (below && below.y - y < lineHeight)) continue
    const size = said.tone === 'red' ? strongLetter : letter
    const away = line.some(({ shape }) => shape === 'mark') ? apartFromMark : apart
    const left = Math.min(...line.map(({ x }) => x)) - away
    const ends = line.map((item) => (isCurrent(item) ? (foreseen ?? item.end) : item.end))
    const right = Math.max(...ends) + away
    const onRight = width - right >= Math.min(said.text.length * size, left)
    const room = Math.floor((onRight ? width - right : left) / size)
    if (room < fewestLetters) continue
    notes.push({
      ...said,
      key: line[0]?.key ?? '',
      x: onRight ? right : left,
      // Below the line that leads to a replay.
      y: said.tone === 'red' ? y + lineHeight : y,
      anchor: onRight ? 'start' : 'end',
      text: said.text.length <= room ? said.text : `${said.text.slice(0, room - 1).trimEnd()}…`,
    })
  }
  return notes
}

function isCurrent({ nodes: [node] }: TreeItem): boolean {
  return node.kind === 'generation' && node.end === 'current'
}

type Said = Pick<TreeNote, 'text' | 'tone'>

function noteText({ nodes, shape }: TreeItem): Said | undefined {
  const [node, ...others] = nodes
  if (others.length > 0) {
    const working = nodes.filter((node) => node.kind === 'access' && node.state === 'works')
    const still = working.length === 0 ? '' : `, ${count(working.length)} still work`
    const text = `${plural(nodes.length, 'access token')}${still}`
    return shape === 'thin' ? { text, tone: still === '' ? 'plain' : 'amber' } : undefined
  }
  switch (node.kind) {
    case 'generation': {
      if (node.end === 'current') return { text: 'works now', tone: 'green' }
      if (node.spentBy === null) return undefined
      const lived = `spent after ${shortDuration(node.until - node.at)}`
      const [by, spentBy] = [originWords(node.by), originWords(node.spentBy)]
      return { text: by === spentBy ? lived : `${lived} by ${spentBy}`, tone: 'plain' }
    }
    case 'access':
      if (node.state !== 'works') return undefined
      return {
        text: `${node.format === 'jwt' ? 'JWT' : 'opaque'}, works until ${clockTime(node.expiresAt)}`,
        tone: 'amber',
      }
    case 'replay':
      return { text: `replayed by ${originWords(node.by)}`, tone: 'red' }
    default:
      return undefined
  }
}
