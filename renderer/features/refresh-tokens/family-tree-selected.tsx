import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'

import { plural } from '#renderer/format.ts'
import { Button } from '#renderer/ui/button.tsx'
import { CopyLine } from '#renderer/ui/code-block.tsx'
import { Facts } from '#renderer/ui/page.tsx'
import { RelativeTime } from '#renderer/ui/relative-time.tsx'

import { itemSentence, itemTitle } from './family-tree-item.tsx'
import type { TreeItem } from './family-tree-items.ts'
import type { FamilyNode } from './family-tree-nodes.ts'
import { accessAdvice, nodeSentence, nodeTitle, originWords } from './family-tree-words.ts'

/** Of several that are drawn as one, the newest are told here; the history has them all. */
const mostTold = 8

/** What is known of the selected node, and what can be done about it. */
export function FamilyTreeSelected(props: {
  readonly nodes: TreeItem['nodes']
  readonly now: number
  readonly onRevoke: (() => void) | undefined
}): JSX.Element {
  const { nodes, now, onRevoke } = props
  const [node, ...others] = nodes
  return (
    <section className="tree-selected" aria-label="Selected in the tree">
      <div className="tree-selected-head">
        <strong>{itemTitle({ nodes })}</strong>
        {onRevoke === undefined ? null : <Button onClick={onRevoke}>Revoke…</Button>}
      </div>
      <p>{itemSentence({ nodes }, now)}</p>
      {others.length === 0 ? <NodeFacts node={node} /> : <Members nodes={nodes} now={now} />}
    </section>
  )
}

function NodeFacts({ node }: { readonly node: FamilyNode }): JSX.Element {
  const from = 'by' in node && node.by !== null && typeof node.by === 'object' ? node.by : undefined
  const advice = node.kind === 'access' ? accessAdvice(node) : undefined
  return (
    <>
      {advice === undefined ? null : <p>{advice}</p>}
      <Facts
        items={[
          { name: 'When', value: <RelativeTime at={node.at} /> },
          ...('until' in node && !(node.kind === 'generation' && node.end === 'current')
            ? [{ name: 'Until', value: <RelativeTime at={node.until} /> }]
            : []),
          ...(node.kind === 'access'
            ? [
                { name: 'Expires', value: <RelativeTime at={node.expiresAt} /> },
                { name: 'jti', value: <CopyLine text={node.id} copyLabel="Copy the jti" /> },
              ]
            : []),
          ...(node.kind === 'request'
            ? [{ name: 'Record', value: <RecordLink record={node.record} /> }]
            : []),
          ...(from === undefined ? [] : [{ name: 'From', value: originWords(from) }]),
        ]}
      />
    </>
  )
}

function RecordLink({ record }: { readonly record: number }): JSX.Element {
  return (
    <Link to="/activity" search={{ record }}>
      Every check of it
    </Link>
  )
}

function Members(props: { readonly nodes: TreeItem['nodes']; readonly now: number }): JSX.Element {
  const { nodes, now } = props
  const told = nodes.slice(-mostTold).toReversed()
  const rest = nodes.length - told.length
  return (
    <>
      <ul className="tree-members">
        {told.map((node) => (
          <li key={node.key}>
            <RelativeTime at={node.at} /> {nodeTitle(node)}.{' '}
            <span className="secondary">{nodeSentence(node, now)}</span>
          </li>
        ))}
      </ul>
      {rest === 0 ? null : (
        <p className="secondary small">
          {plural(rest, 'older one is', 'older ones are')} in the history below.
        </p>
      )}
    </>
  )
}
