import { useEffect, useMemo, useState } from 'react'

import type { QueryProblem } from '#renderer/query-language-words.ts'
import type { Query, QueryFields } from '#renderer/query-language.ts'
import { useLatest } from '#renderer/ui/use-latest.ts'

import { withoutTokens } from './pasted-token.ts'
import type { QueryBar } from './query-bar.ts'

/** How long typing may pause before what is typed is searched for, in milliseconds. */
const pause = 180

export interface FilterLine<Fields extends QueryFields> {
  /** As typed, mistakes included. */
  readonly text: string
  readonly problem: QueryProblem | undefined
  /** What is searched for: the last line that could be read. */
  readonly query: Query<Fields> | undefined
  readonly type: (text: string) => void
  /** Searches at once. */
  readonly apply: () => void
  readonly setQuery: (query: Query<Fields>) => void
}

/** The filter: a line of text and a structure that mirror each other, kept in the URL. */
export function useFilterLine<Fields extends QueryFields>(
  bar: QueryBar<Fields>,
  line: string,
  change: (line: string, replace: boolean) => void,
): FilterLine<Fields> {
  const { language } = bar
  const [typed, setTyped] = useState({ text: line, seen: line, sent: line })
  if (typed.seen !== line) {
    // Unless it is what was sent from here, the URL has changed by other hands: back, a link.
    const own = line === typed.sent
    setTyped(own ? { ...typed, seen: line } : { text: line, seen: line, sent: line })
  }
  const { text } = typed
  const parsed = useMemo(() => language.parse(text), [language, text])
  const [good, setGood] = useState<Query<Fields> | undefined>(undefined)
  const applied = useMemo(() => language.parse(line), [language, line])
  if (applied.ok && good !== applied.query) setGood(applied.query)
  const latest = useLatest(change)
  const readable = parsed.ok
  const unsent = text !== typed.sent
  useEffect(() => {
    if (!readable || !unsent) return undefined
    const timer = setTimeout(() => {
      setTyped((typed) => ({ ...typed, sent: text }))
      latest.current(text, true)
    }, pause)
    return () => clearTimeout(timer)
  }, [readable, unsent, text, latest])
  return {
    text,
    problem: parsed.ok ? undefined : parsed.problem,
    query: applied.ok ? applied.query : good,
    type: (text) => setTyped({ ...typed, text: withoutTokens(text) }),
    apply: () => {
      if (!parsed.ok || !unsent) return
      setTyped({ ...typed, sent: text })
      change(text, true)
    },
    setQuery: (query) => {
      const next = language.format(query)
      setTyped({ ...typed, text: next, sent: next })
      change(next, false)
    },
  }
}
