import { useRef, useState } from 'react'
import type { JSX, KeyboardEvent } from 'react'

import { RelativeTime } from '#renderer/ui/relative-time.tsx'
import { StatusShape } from '#renderer/ui/status.tsx'
import type { Shape, Tone } from '#renderer/ui/status.tsx'

import type { FamilyNode } from './family-tree-nodes.ts'
import { accessAdvice, nodeSentence, nodeTitle } from './family-tree-words.ts'

import './token-history.css'

/** The family over time, newest first: the same nodes as the tree has, in words. */
export function TokenHistory(props: {
  readonly nodes: readonly FamilyNode[]
  readonly now: number
  readonly selected: string | undefined
  readonly onSelect: (key: string) => void
}): JSX.Element {
  const { nodes, now, selected, onSelect } = props
  const list = useRef<HTMLOListElement>(null)
  const [tabKey, setTabKey] = useState<string | undefined>(undefined)
  const newestFirst = nodes.toReversed()
  const has = (key: string | undefined): boolean => nodes.some((node) => node.key === key)
  const stop = [tabKey, selected].find(has) ?? newestFirst[0]?.key

  function onKeyDown(event: KeyboardEvent): void {
    const lines = [...(list.current?.querySelectorAll('button') ?? [])]
    const at = lines.findIndex((line) => line === event.target)
    const next = lineByKey(lines, at, event.key)
    if (next === undefined) return
    event.preventDefault()
    next.focus()
  }
  return (
    // The lines inside take the keys; the list only moves between them.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <ol ref={list} className="history" aria-label="History of the family" onKeyDown={onKeyDown}>
      {newestFirst.map((node) => (
        <li key={node.key} className="history-entry" data-kind={node.kind}>
          <StatusShape {...shapeOf(node)} />
          <button
            type="button"
            className="history-words"
            aria-pressed={node.key === selected}
            tabIndex={node.key === stop ? 0 : -1}
            onFocus={() => setTabKey(node.key)}
            onClick={() => onSelect(node.key)}
          >
            <span className="history-head">
              <span className="history-kind">{nodeTitle(node)}</span>
              <RelativeTime at={node.at} />
            </span>
            <span className="secondary small">{nodeSentence(node, now)}</span>
            <Advice node={node} />
          </button>
        </li>
      ))}
    </ol>
  )
}

function Advice({ node }: { readonly node: FamilyNode }): JSX.Element | null {
  const advice = node.kind === 'access' ? accessAdvice(node) : undefined
  return advice === undefined ? null : <span className="small">{advice}</span>
}

function lineByKey(
  lines: readonly HTMLButtonElement[],
  at: number,
  key: string,
): HTMLButtonElement | undefined {
  switch (key) {
    case 'ArrowDown':
      return lines[at + 1]
    case 'ArrowUp':
      return lines[at - 1]
    case 'Home':
      return lines[0]
    case 'End':
      return lines.at(-1)
    default:
      return undefined
  }
}

function shapeOf(node: FamilyNode): { readonly tone: Tone; readonly shape: Shape } {
  switch (node.kind) {
    case 'generation':
      return node.end === 'current'
        ? { tone: 'green', shape: 'dot' }
        : { tone: 'blue', shape: 'ring' }
    case 'access':
      return { tone: node.state === 'works' ? 'amber' : 'grey', shape: 'square' }
    case 'use':
      return { tone: 'blue', shape: 'dot' }
    case 'grace':
      return { tone: 'amber', shape: 'diamond' }
    case 'replay':
    case 'revocation':
      return { tone: 'red', shape: 'cross' }
    case 'expiry':
    case 'orphaning':
      return { tone: 'grey', shape: 'square' }
    case 'request':
      return node.outcome === 'passed'
        ? { tone: 'blue', shape: 'ring' }
        : { tone: 'red', shape: 'cross' }
  }
}
