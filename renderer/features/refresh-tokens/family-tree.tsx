import { useMemo, useRef, useState } from 'react'
import type { JSX } from 'react'

import type { RefreshTokenDetail } from '#contract/refresh-tokens.ts'
import { Button } from '#renderer/ui/button.tsx'

import { zoneAt } from './family-tree-clock.ts'
import { FamilyTreeGutter } from './family-tree-gutter.tsx'
import type { TreeItem } from './family-tree-items.ts'
import { layOutFamily } from './family-tree-layout.ts'
import { FamilyTreeLegend } from './family-tree-legend.tsx'
import type { FamilyNode } from './family-tree-nodes.ts'
import { FamilyTreePlot } from './family-tree-plot.tsx'
import { FamilyTreeSelected } from './family-tree-selected.tsx'
import { useWidth } from './family-tree-width.ts'

import './family-tree.css'
import './family-tree-marks.css'

export interface FamilyTreeProps {
  readonly detail: RefreshTokenDetail
  readonly nodes: readonly FamilyNode[]
  readonly now: number
  /** The key of the node whose details are shown. */
  readonly selected: string | undefined
  readonly onSelect: (key: string) => void
  readonly onRevoke: (() => void) | undefined
}

/** A family as a tree over time. Whoever cannot see it has the same in the history below. */
export function FamilyTree(props: FamilyTreeProps): JSX.Element {
  const { nodes, detail, now } = props
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const layout = useMemo(
    () =>
      width === 0
        ? undefined
        : layOutFamily(nodes, detail, { width, now, zone: zoneAt(now), opened }),
    [nodes, detail, width, now, opened],
  )
  const toggle = (key: string): void => setOpened((before) => new Set([...before, key]))
  return (
    <div className="family-tree">
      <FamilyTreeGutter layout={layout} onOpen={toggle} />
      <div className="tree-plot" ref={frame}>
        {layout === undefined ? null : <FamilyTreePlot {...props} layout={layout} />}
      </div>
      <Selected {...props} items={layout?.items ?? []} />
      <div className="tree-foot">
        <FamilyTreeLegend nodes={nodes} />
        {opened.size === 0 ? null : (
          <Button tone="quiet" onClick={() => setOpened(new Set())}>
            Fold runs again
          </Button>
        )}
      </div>
    </div>
  )
}

function Selected(
  props: FamilyTreeProps & { readonly items: readonly TreeItem[] },
): JSX.Element | null {
  const { items, nodes, selected, now, onRevoke } = props
  const node = nodes.find(({ key }) => key === selected)
  const item = items.find(({ key }) => key === selected)
  const shown = node === undefined ? item?.nodes : ([node] as const)
  if (shown === undefined) return null
  return <FamilyTreeSelected nodes={shown} now={now} onRevoke={onRevoke} />
}
