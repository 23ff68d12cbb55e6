import type { Outcome } from './group-commit.ts'

const code = 'NOT_READ_YET'

/**
 * What a question needs is still being read into memory: it has read a part itself, and is asked
 * again. Others are answered in between.
 */
export class NotReadYetError extends Error {
  override readonly name = 'NotReadYetError'
  readonly code = code

  constructor() {
    super('Not everything has been read yet.')
  }
}

export function isNotReadYet(outcome: Outcome | undefined): boolean {
  return outcome?.ok === false && outcome.code === code
}
