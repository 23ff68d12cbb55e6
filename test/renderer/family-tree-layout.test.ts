import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { RefreshTokenDetail } from '#contract/refresh-tokens.ts'
import { timeAxis } from '#renderer/features/refresh-tokens/family-tree-axis.ts'
import type { TreeItem } from '#renderer/features/refresh-tokens/family-tree-items.ts'
import { itemByKey } from '#renderer/features/refresh-tokens/family-tree-keys.ts'
import { layOutFamily } from '#renderer/features/refresh-tokens/family-tree-layout.ts'
import type { TreeLayout } from '#renderer/features/refresh-tokens/family-tree-layout.ts'
import { familyNodes } from '#renderer/features/refresh-tokens/family-tree-nodes.ts'
import { notesOf } from '#renderer/features/refresh-tokens/family-tree-notes.ts'
import {
  familyOfStory,
  inBursts,
  requestsOfFamily,
} from '#test/support/console-fixture-families.ts'
import type { FamilyStory } from '#test/support/console-fixture-families.ts'

const now = 1_800_000_000
const [minute, hour, day] = [60, 3600, 86_400]
const nothing: ReadonlySet<string> = new Set()

function family(story: Partial<FamilyStory> & { readonly generations: number }) {
  const { generations } = story
  return familyOfStory('g1', { now, ago: (n) => (generations + 1 - n) * 30 * minute, ...story })
}

function drawn(
  detail: RefreshTokenDetail,
  width = 900,
  opened: ReadonlySet<string> = nothing,
): TreeLayout {
  const requests = requestsOfFamily('g1', [now - 20 * minute, now - 19 * minute, now - minute])
  const nodes = familyNodes(detail, requests, now)
  return layOutFamily(nodes, detail, { width, now, zone: 0, opened })
}

const bursts200 = family({
  generations: 200,
  ago: (n) => inBursts(200, 20)(n) - 2 * day,
  graces: [77],
  replay: { generation: 121, ago: 50 * minute },
})

const stories = {
  one: family({ generations: 1 }),
  five: family({ generations: 5, graces: [3], replay: { generation: 2, ago: 10 * minute } }),
  bursts200,
  kept: family({
    generations: 1,
    usage: 'reuse',
    ago: () => 5 * hour,
    uses: Array.from({ length: 60 }, (_, n) => n * 4 * minute + 5),
  }),
  expired: family({ generations: 3, status: 'expired', ago: (n) => (10 - n) * hour }),
  orphaned: family({ generations: 2, status: 'orphaned', ago: (n) => (3 - n) * hour }),
  revoked: family({ generations: 30, status: 'revoked' }),
} as const

describe.each(Object.entries(stories))('the family %s', (_, detail) => {
  test.each([280, 460, 900, 1600])('has every node in the tree once, %i pixels wide', (width) => {
    const { items } = drawn(detail, width)
    const keys = items.flatMap(({ nodes }) => nodes.map(({ key }) => key))
    const nodes = familyNodes(
      detail,
      requestsOfFamily('g1', [now - 20 * minute, now - 19 * minute, now - minute]),
      now,
    )
    expect(keys.toSorted()).toEqual(nodes.map(({ key }) => key).toSorted())
    expect(new Set(items.map(({ key }) => key)).size).toBe(items.length)
  })

  test.each([280, 460, 900, 1600])('keeps all inside %i pixels, notes apart', (width) => {
    const layout = drawn(detail, width)
    for (const { x, end } of layout.items) {
      expect(x).toBeGreaterThanOrEqual(0)
      expect(end).toBeLessThanOrEqual(width)
      expect(end).toBeGreaterThanOrEqual(x)
    }
    const notes = notesOf(layout)
    const lines = notes.map(({ y }) => y).toSorted((a, b) => a - b)
    for (const [at, y] of lines.entries())
      expect(y - (lines[at - 1] ?? -100)).toBeGreaterThanOrEqual(15)
    for (const { x, anchor, text } of notes) {
      const reach = text.length * 6
      expect(anchor === 'start' ? x + reach : width - x + reach).toBeLessThanOrEqual(width)
    }
  })

  test('is walked by arrows from any node to any other', () => {
    const { items } = drawn(detail)
    const [first] = items
    const reached = new Set<TreeItem>()
    const walk = (item: TreeItem | undefined): void => {
      if (item === undefined || reached.has(item)) return
      reached.add(item)
      for (const key of ['ArrowRight', 'ArrowDown']) walk(itemByKey(items, item, key))
      for (const key of ['ArrowLeft', 'ArrowUp']) walk(itemByKey(items, item, key))
    }
    walk(first)
    expect(reached.size).toBe(items.length)
  })
})

describe('rows', () => {
  test('five generations stand one by one, with the grant over them and requests below', () => {
    expect(names(drawn(stories.five))).toEqual(['grant', '1', '2', '3', '4', '5', 'requests'])
  })

  test('of 200, the first, the newest, a retry and the replay with its successor stand alone', () => {
    expect(names(drawn(bursts200))).toEqual([
      'grant',
      '1',
      '2–76',
      '77',
      '78–120',
      '121',
      '122',
      '123–197',
      '198',
      '199',
      '200',
      'requests',
    ])
  })

  test('a run opens into shorter ones, and these into generations', () => {
    const run = drawn(bursts200).rows.find(({ row }) => row.kind === 'run' && row.from === 78)
    const once = drawn(bursts200, 900, new Set([run?.key ?? '']))
    expect(names(once)).toContain('78–82')
    expect(names(once)).not.toContain('78–120')
    const part = once.rows.find(({ row }) => row.kind === 'run' && row.from === 78)
    const twice = drawn(bursts200, 900, new Set([run?.key ?? '', part?.key ?? '']))
    expect(names(twice)).toEqual(expect.arrayContaining(['78', '79', '80', '81', '82', '83–87']))
  })

  test('generations that are no longer listed leave a row that says so', () => {
    const whole = family({ generations: 40 })
    const history = [...whole.history.slice(0, 5), ...whole.history.slice(-1)]
    const layout = drawn({ ...whole, history, historyCut: true })
    const unseen = layout.rows.find(({ row }) => row.kind === 'run')?.row
    expect(unseen).toMatchObject({ unseen: 34, from: 2, to: 35, nodes: [] })
  })
})

describe('nodes', () => {
  test('a replay names who spent the generation first', () => {
    const replay = nodesOf(stories.five).find(({ kind }) => kind === 'replay')
    expect(replay).toMatchObject({
      generation: 2,
      by: { ip: '203.0.113.66', device: 'curl 8.5.0' },
      spent: { at: now - 90 * minute, by: { ip: '192.0.2.17', device: 'Chrome on Linux' } },
    })
  })

  test('an opaque access token ends with its family, a JWT goes on', () => {
    const replay = { generation: 2, ago: 10 * minute }
    const format = (n: number) => (n % 2 === 0 ? ('opaque' as const) : ('jwt' as const))
    const access = nodesOf(family({ generations: 4, replay, format })).filter(
      (node) => node.kind === 'access',
    )
    expect(access.at(-1)).toMatchObject({
      format: 'opaque',
      state: 'revoked',
      until: now - 10 * minute,
    })
    expect(access.at(-2)).toMatchObject({ format: 'jwt', state: 'expired' })
    const jwt = nodesOf(family({ generations: 3, replay })).findLast(
      ({ kind }) => kind === 'access',
    )
    expect(jwt).toMatchObject({ format: 'jwt', state: 'works', until: now + 30 * minute })
  })

  test.each([
    ['one', 'current'],
    ['five', 'replayed'],
    ['expired', 'expired'],
    ['orphaned', 'orphaned'],
    ['revoked', 'revoked'],
  ] as const)('the newest generation of %s is %s, the others were rotated', (name, end) => {
    const ends = nodesOf(stories[name]).flatMap((node) =>
      node.kind === 'generation' ? [node.end] : [],
    )
    expect(ends.at(-1)).toBe(end)
    expect(new Set(ends.slice(0, -1))).toEqual(new Set(ends.length > 1 ? ['rotated'] : []))
  })
})

describe('the time axis', () => {
  const room = { left: 10, right: 910, zone: 0 }

  test('never runs backwards, and fills its room', () => {
    const someTimes = fc.uniqueArray(fc.integer({ min: 0, max: 40 * day }), {
      minLength: 2,
      maxLength: 60,
    })
    fc.assert(
      fc.property(someTimes, (times) => {
        const sorted = times.toSorted((a, b) => a - b)
        const { x } = timeAxis(times, room)
        const places = sorted.map(x)
        expect(places[0]).toBeCloseTo(room.left)
        expect(places.at(-1)).toBeCloseTo(room.right)
        for (const [at, place] of places.entries())
          expect(place).toBeGreaterThan(places[at - 1] ?? -1)
      }),
    )
  })

  test('cuts silences between bursts short, and names each', () => {
    const burst = (start: number): number[] =>
      Array.from({ length: 12 }, (_, n) => start + n * 5 * minute)
    const times = [...burst(0), ...burst(3 * day), ...burst(9 * day)]
    const { breaks } = timeAxis(times, room)
    expect(breaks.map(({ from, to }) => Math.round((to - from) / day))).toEqual([3, 6])
    for (const { width } of breaks) expect(width).toBeCloseTo(56)
  })

  test('keeps one scale where nothing is silent', () => {
    const { x, breaks } = timeAxis([0, hour, 2 * hour, 4 * hour], room)
    expect(breaks).toEqual([])
    const [one, two] = [x(hour) - x(0), x(4 * hour) - x(2 * hour)]
    expect(two / one).toBeGreaterThan(1.9)
    expect(two / one).toBeLessThan(2)
  })

  test('labels never meet', () => {
    const someTimes = fc.uniqueArray(fc.integer({ min: 0, max: 20 * day }), { minLength: 2 })
    fc.assert(
      fc.property(someTimes, fc.integer({ min: 250, max: 1500 }), (times, right) => {
        const { ticks } = timeAxis(times, { left: 10, right, zone: 0 })
        for (const [at, { x }] of ticks.entries())
          expect(x - (ticks[at - 1]?.x ?? -100)).toBeGreaterThanOrEqual(44)
      }),
    )
  })
})

function nodesOf(detail: RefreshTokenDetail) {
  return familyNodes(detail, [], now)
}

function names({ rows }: TreeLayout): string[] {
  return rows.map(({ row }) => {
    if (row.kind === 'generation') return String(row.node.generation)
    return row.kind === 'run' ? `${row.from}–${row.to}` : row.kind
  })
}
