import type { Explanation } from '#contract/activity.ts'

type Segments = Explanation['comparisons'][number]['received']

/** The difference, for whoever does not see it: "Received has an extra: /". */
export function differenceWords(received: Segments, expected: Segments): string {
  const [extra, lacking] = [received, expected].map((segments) =>
    segments.filter(({ differs }) => differs).map(({ text }) => readable(text)),
  )
  const has = extra?.join(' … ') ?? ''
  const lacks = lacking?.join(' … ') ?? ''
  if (has !== '' && lacks !== '') return `Received has ${has} where ${lacks} is expected.`
  if (has !== '') return `Received has an extra: ${has}`
  return lacks === '' ? 'Both are the same.' : `Received lacks: ${lacks}`
}

function readable(text: string): string {
  if (text.trim() !== '') return text
  return text.length === 1 ? 'a space' : `${text.length} spaces`
}
