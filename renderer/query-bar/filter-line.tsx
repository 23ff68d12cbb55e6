import { Search } from 'lucide-react'
import { useId, useRef } from 'react'
import type { JSX } from 'react'

import type { QueryFields } from '#renderer/query-language.ts'

import type { QueryBar } from './query-bar.ts'
import type { FilterLine as Line } from './use-filter-line.ts'

import './query-bar.css'

/** The filter as one line of text; a mistake is told below it and keeps its text. */
export function FilterLine<Fields extends QueryFields>(props: {
  readonly bar: QueryBar<Fields>
  readonly line: Line<Fields>
}): JSX.Element {
  const { bar, line } = props
  const input = useRef<HTMLInputElement>(null)
  const problemId = useId()
  const { problem } = line
  return (
    <div className="filter-line">
      <div className="filter-box">
        <Search aria-hidden="true" />
        <input
          ref={input}
          type="search"
          className="input mono"
          aria-label={bar.label}
          aria-keyshortcuts="/"
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? problemId : undefined}
          placeholder={bar.placeholder}
          autoComplete="off"
          spellCheck={false}
          data-filter=""
          maxLength={2000}
          value={line.text}
          onChange={({ target }) => line.type(target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') {
              line.apply()
              if (problem) input.current?.setSelectionRange(problem.at, problem.at + problem.length)
            }
            if (event.key === 'Escape' && line.text !== '') {
              event.stopPropagation()
              line.type('')
            }
          }}
        />
      </div>
      {problem ? (
        <div className="filter-problem" id={problemId} role="alert">
          <code>{line.text.slice(problem.at, problem.at + problem.length)}</code>
          <span>
            at {problem.at + 1}: {problem.message}
          </span>
        </div>
      ) : null}
    </div>
  )
}
