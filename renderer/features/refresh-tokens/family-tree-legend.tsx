import type { JSX } from 'react'

import type { FamilyNode } from './family-tree-nodes.ts'

interface Sample {
  readonly words: string
  readonly tone: string
  readonly shape: JSX.Element
  readonly isIn: (node: FamilyNode) => boolean
}

const samples: readonly Sample[] = [
  {
    words: 'refresh token',
    tone: 'blue',
    shape: <rect className="tree-bar" x={1} y={3} width={20} height={10} rx={3} />,
    isIn: ({ kind }) => kind === 'generation',
  },
  {
    words: 'the one that works',
    tone: 'green',
    shape: <rect className="tree-bar" x={1} y={3} width={20} height={10} rx={3} />,
    isIn: (node) => node.kind === 'generation' && node.end === 'current',
  },
  {
    words: 'JWT access token',
    tone: 'grey',
    shape: <rect className="tree-bar tree-jwt" x={1} y={5} width={20} height={6} rx={1.5} />,
    isIn: (node) => node.kind === 'access' && node.format === 'jwt',
  },
  {
    words: 'opaque access token',
    tone: 'grey',
    shape: <rect className="tree-bar" x={1} y={5} width={20} height={6} rx={1.5} />,
    isIn: (node) => node.kind === 'access' && node.format === 'opaque',
  },
  {
    words: 'access token still works',
    tone: 'amber',
    shape: <rect className="tree-bar" x={1} y={5} width={20} height={6} rx={1.5} />,
    isIn: (node) => node.kind === 'access' && node.state === 'works',
  },
  {
    words: 'retried in the grace time',
    tone: 'amber',
    shape: <path className="tree-solid" d="M 11 3 l 5 5 l -5 5 l -5 -5 Z" />,
    isIn: ({ kind }) => kind === 'grace',
  },
  {
    words: 'used and kept',
    tone: 'green',
    shape: <circle className="tree-use" cx={11} cy={8} r={3.5} />,
    isIn: ({ kind }) => kind === 'use',
  },
  {
    words: 'replay',
    tone: 'red',
    shape: (
      <>
        <circle className="tree-replay-ground" cx={11} cy={8} r={7.5} />
        <path className="tree-cross" d="M 8 5 l 6 6 m 0 -6 l -6 6" />
      </>
    ),
    isIn: ({ kind }) => kind === 'replay',
  },
  {
    words: 'request that passed',
    tone: 'blue',
    shape: <circle className="tree-ring" cx={11} cy={8} r={4.5} />,
    isIn: (node) => node.kind === 'request' && node.outcome === 'passed',
  },
  {
    words: 'request that was refused',
    tone: 'red',
    shape: <path className="tree-cross" d="M 7 4 l 8 8 m 0 -8 l -8 8" />,
    isIn: (node) => node.kind === 'request' && node.outcome !== 'passed',
  },
]

/** The shapes that occur, each with its word. */
export function FamilyTreeLegend(props: { readonly nodes: readonly FamilyNode[] }): JSX.Element {
  const shown = samples.filter(({ isIn }) => props.nodes.some((node) => isIn(node)))
  return (
    <ul className="tree-legend" aria-label="What the shapes mean">
      {shown.map(({ words, tone, shape }) => (
        <li key={words}>
          <svg width={22} height={16} aria-hidden="true" data-tone={tone}>
            {shape}
          </svg>
          {words}
        </li>
      ))}
    </ul>
  )
}
