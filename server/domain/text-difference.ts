/** A piece of a text that is set beside another: `differs` where the other lacks or replaces it. */
export interface Segment {
  readonly text: string
  readonly differs: boolean
}

/** Two texts, each cut where they differ. Joined again, the segments are the texts. */
export interface TextDifference {
  readonly received: readonly Segment[]
  readonly expected: readonly Segment[]
}

/** Beyond this many cells the middle is marked whole: two long texts must not cost seconds. */
const cellLimit = 250_000
/** A shorter run of equal characters between two differing ones is chance, and reads as noise. */
const shortestRun = 3

/** Marks what differs between two texts: equal beginning, equal end, and the longest in between. */
export function textDifference(received: string, expected: string): TextDifference {
  // By code points: half of a surrogate pair is no text.
  const [left, right] = [Array.from(received), Array.from(expected)]
  const { start, end } = equalEnds(left, right)
  const middle = [
    left.slice(start, left.length - end),
    right.slice(start, right.length - end),
  ] as const
  const steps: Step[] = [
    ...left.slice(0, start).map(equal),
    ...withoutNoise(alignment(...middle)),
    ...left.slice(left.length - end).map(equal),
  ]
  return { received: segmentsOf(steps, 'received'), expected: segmentsOf(steps, 'expected') }
}

/** How many characters have to be inserted, deleted or replaced (Levenshtein). */
export function editDistance(one: string, other: string): number {
  const [left, right] = [Array.from(one), Array.from(other)]
  const { start, end } = equalEnds(left, right)
  const columns = right.slice(start, right.length - end)
  let row = columns.map((_, index) => index + 1)
  let last = columns.length
  for (const [rowIndex, character] of left.slice(start, left.length - end).entries()) {
    let diagonal = rowIndex
    let before = rowIndex + 1
    row = row.map((above, index) => {
      const replaced = diagonal + (columns[index] === character ? 0 : 1)
      diagonal = above
      return (before = Math.min(above + 1, before + 1, replaced))
    })
    last = row.at(-1) ?? rowIndex + 1
  }
  return last
}

/** One place of the alignment: a character of either text, or of both. */
interface Step {
  readonly received: string
  readonly expected: string
  readonly differs: boolean
}

function equal(text: string): Step {
  return { received: text, expected: text, differs: false }
}

function equalEnds(
  left: readonly string[],
  right: readonly string[],
): { readonly start: number; readonly end: number } {
  const shortest = Math.min(left.length, right.length)
  let start = 0
  while (start < shortest && left[start] === right[start]) start += 1
  let end = 0
  while (end < shortest - start && left.at(-1 - end) === right.at(-1 - end)) end += 1
  return { start, end }
}

/** The longest common subsequence as steps; where that is too much work, everything differs. */
function alignment(left: readonly string[], right: readonly string[]): readonly Step[] {
  if (left.length * right.length > cellLimit)
    return [{ received: left.join(''), expected: right.join(''), differs: true }]
  const width = right.length + 1
  const lengths = new Uint16Array((left.length + 1) * width)
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0
  for (let row = left.length - 1; row >= 0; row -= 1)
    for (let column = right.length - 1; column >= 0; column -= 1)
      lengths[row * width + column] =
        left[row] === right[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1))
  const steps: Step[] = []
  let [row, column] = [0, 0]
  while (row < left.length || column < right.length) {
    const [received, expected] = [left[row] ?? '', right[column] ?? '']
    if (received !== '' && received === expected) {
      steps.push(equal(received))
      row += 1
      column += 1
    } else if (
      column === right.length ||
      (row < left.length && at(row + 1, column) >= at(row, column + 1))
    ) {
      steps.push({ received, expected: '', differs: true })
      row += 1
    } else {
      steps.push({ received: '', expected, differs: true })
      column += 1
    }
  }
  return steps
}

/** Short equal runs inside a difference become part of it. */
function withoutNoise(steps: readonly Step[]): readonly Step[] {
  const cleaned: Step[] = []
  for (let index = 0; index < steps.length;) {
    let next = index
    while (next < steps.length && steps[next]?.differs === steps[index]?.differs) next += 1
    const run = steps.slice(index, next)
    const isNoise = index > 0 && next < steps.length && run.length < shortestRun
    cleaned.push(...(isNoise ? run.map((step) => ({ ...step, differs: true })) : run))
    index = next
  }
  return cleaned
}

function segmentsOf(steps: readonly Step[], side: 'received' | 'expected'): readonly Segment[] {
  const segments: Segment[] = []
  for (const step of steps) {
    const text = step[side]
    const last = segments.at(-1)
    if (text === '') continue
    if (last?.differs === step.differs)
      segments[segments.length - 1] = { text: last.text + text, differs: step.differs }
    else segments.push({ text, differs: step.differs })
  }
  return segments
}
