import { editDistance } from './text-difference.ts'

/** Texts of one kind are compared up to here: beyond, nobody has mistyped one for the other. */
const comparedLength = 300

/** The candidates nearest to a text, nearest first; ties keep their order. */
export function nearest(
  text: string,
  candidates: readonly string[],
  limit: number,
): readonly string[] {
  return ranked(text, candidates)
    .slice(0, limit)
    .map(({ candidate }) => candidate)
}

/** Those that a person may have meant: another case, or a few letters away. */
export function similar(
  text: string,
  candidates: readonly string[],
  limit: number,
): readonly string[] {
  return ranked(text, candidates)
    .filter(
      ({ candidate, distance }) =>
        candidate !== text && distance <= Math.max(1, Math.floor(text.length / 3)),
    )
    .slice(0, limit)
    .map(({ candidate }) => candidate)
}

/** How a name differs from a known one, in words. */
export function nameDifference(received: string, expected: string): string {
  if (received.trim() === expected) return 'white space at an end'
  if (received.toLowerCase() === expected.toLowerCase()) return 'letter case'
  if (isSwapped(received, expected)) return 'two characters swapped'
  const distance = editDistance(received, expected)
  return distance === 1 ? 'one character' : `${distance} characters`
}

function ranked(
  text: string,
  candidates: readonly string[],
): readonly { readonly candidate: string; readonly distance: number }[] {
  const bounded = text.slice(0, comparedLength)
  return candidates
    .map((candidate) => ({ candidate, distance: distanceTo(bounded, candidate) }))
    .sort((one, other) => one.distance - other.distance)
}

/** Whether two neighbors changed places: one slip of two fingers. */
function isSwapped(one: string, other: string): boolean {
  const start = Array.from(one).findIndex((character, index) => character !== other[index])
  const swapped =
    one.slice(0, start) + one.charAt(start + 1) + one.charAt(start) + one.slice(start + 2)
  return start >= 0 && one !== other && swapped === other
}

/** Letter case counts as half a letter, however much of it differs; a swap as one. */
function distanceTo(text: string, candidate: string): number {
  const other = candidate.slice(0, comparedLength)
  if (isSwapped(text, other)) return 1
  const distance = editDistance(text.toLowerCase(), other.toLowerCase())
  return distance === 0 && text !== other ? 0.5 : distance
}
