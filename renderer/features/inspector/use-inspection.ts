import { useEffect, useState } from 'react'

import type { ApiExpectation } from '#contract/inspector.ts'
import type { Output } from '#contract/operations.ts'
import { call } from '#renderer/admin-client.ts'

export type Inspection = Output<'inspector.inspect'>
export type Expectation = ApiExpectation

export type Inspecting =
  | { readonly kind: 'empty' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'ready'; readonly inspection: Inspection }
  | { readonly kind: 'failed'; readonly error: Error }

/** Milliseconds after the last key. */
const pause = 150

/**
 * Asks what a text holds. Neither text nor answer goes into the query cache: both end with the
 * page, or when the field is cleared.
 */
export function useInspection(text: string, api: Expectation): Inspecting {
  const [answer, setAnswer] = useState<Inspecting>({ kind: 'waiting' })
  const isEmpty = text.trim() === ''
  useEffect(() => {
    if (isEmpty) {
      // What is known of the last text goes with it.
      const timer = setTimeout(() => setAnswer({ kind: 'waiting' }))
      return () => clearTimeout(timer)
    }
    let isCurrent = true
    const tell = (next: Inspecting): void => {
      if (isCurrent) setAnswer(next)
    }
    const timer = setTimeout(() => {
      call('inspector.inspect', { text, api }).then(
        (inspection) => tell({ kind: 'ready', inspection }),
        (error: unknown) =>
          tell({
            kind: 'failed',
            error: error instanceof Error ? error : new Error(String(error)),
          }),
      )
    }, pause)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [text, api, isEmpty])
  return isEmpty ? { kind: 'empty' } : answer
}
