import { useEffect, useRef, useState } from 'react'
import type { JSX, KeyboardEvent } from 'react'

import { TreeGround, TreeLives, TreeNotes } from './family-tree-ground.tsx'
import { itemSentence, itemTitle, TreeItemView } from './family-tree-item.tsx'
import type { TreeItem } from './family-tree-items.ts'
import { itemByKey } from './family-tree-keys.ts'
import type { TreeLayout } from './family-tree-layout.ts'

interface PlotProps {
  readonly layout: TreeLayout
  readonly now: number
  readonly selected: string | undefined
  readonly onSelect: (key: string) => void
}

/** The drawing, and what the pointer and the keys do in it. */
export function FamilyTreePlot(props: PlotProps): JSX.Element {
  const { layout, now } = props
  const svg = useRef<SVGSVGElement>(null)
  const plot = usePlot(props)
  useScrollTo(svg, props.selected)
  return (
    <>
      {/* The nodes inside are the buttons; what they have in common is heard here.
          oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <svg
        ref={svg}
        width={layout.width}
        height={layout.height}
        // An SVG has no tag for it.
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="group"
        aria-label="Family tree. Arrow keys go along time and between rows, Enter selects."
        {...plot.listeners}
      >
        <TreeGround layout={layout} />
        <TreeLives layout={layout} />
        {layout.items.map((item) => (
          <TreeItemView
            key={item.key}
            item={item}
            now={now}
            isSelected={isShowing(item, props.selected)}
            isTabStop={item.key === plot.stop?.key}
          />
        ))}
        <TreeNotes layout={layout} />
      </svg>
      {plot.told === undefined ? null : <Told item={plot.told} layout={layout} now={now} />}
    </>
  )
}

function usePlot({ layout: { items }, selected, onSelect }: PlotProps) {
  const [pointed, setPointed] = useState<string | undefined>(undefined)
  const [tabKey, setTabKey] = useState<string | undefined>(undefined)
  function onKeyDown(event: KeyboardEvent): void {
    const from = items.find(({ key }) => key === keyOf(event.target))
    if (from === undefined) return
    const isChoice = event.key === 'Enter' || event.key === ' '
    const next = isChoice ? from : itemByKey(items, from, event.key)
    if (next === undefined) return
    event.preventDefault()
    if (isChoice) onSelect(next.key)
    else
      event.currentTarget
        .querySelector<SVGGElement>(`[data-item="${CSS.escape(next.key)}"]`)
        ?.focus()
  }
  const listeners = {
    onKeyDown,
    onClick: ({ target }: { readonly target: EventTarget }) => {
      const key = keyOf(target)
      if (key !== undefined) onSelect(key)
    },
    onPointerMove: ({ target }: { readonly target: EventTarget }) => setPointed(keyOf(target)),
    onPointerLeave: () => setPointed(undefined),
    onFocus: ({ target }: { readonly target: Element }) => {
      setTabKey(keyOf(target))
      if (target.matches(':focus-visible')) setPointed(keyOf(target))
    },
    onBlur: () => setPointed(undefined),
  }
  const told = items.find(({ key }) => key === pointed)
  const stop =
    items.find(({ key }) => key === tabKey) ??
    items.find((item) => isShowing(item, selected)) ??
    items.at(-1)
  return { listeners, told, stop }
}

/** Whether an item is the selected node, or stands for it among others. */
function isShowing({ key, nodes }: TreeItem, selected: string | undefined): boolean {
  return key === selected || nodes.some((node) => node.key === selected)
}

function keyOf(target: EventTarget): string | undefined {
  const found = target instanceof Element ? target.closest('[data-item]') : null
  return found?.getAttribute('data-item') ?? undefined
}

/** What the pointer or the focus is on, in words; the same is its accessible name. */
function Told(props: {
  readonly item: TreeItem
  readonly layout: TreeLayout
  readonly now: number
}): JSX.Element {
  const { item, layout, now } = props
  const middle = (item.x + item.end) / 2
  const half = 150
  const left = Math.min(Math.max(middle - half, 0), Math.max(layout.width - half * 2, 0))
  const sentence = itemSentence(item, now)
  return (
    <div className="tooltip tree-told" aria-hidden="true" style={{ left, top: item.y + 14 }}>
      <strong>{itemTitle(item)}</strong>
      {sentence === '' ? null : <span>{sentence}</span>}
    </div>
  )
}

/** What is selected elsewhere comes into view. */
function useScrollTo(
  svg: { readonly current: SVGSVGElement | null },
  selected: string | undefined,
): void {
  useEffect(() => {
    const node = svg.current?.querySelector('[aria-pressed="true"]')
    if (selected !== undefined) node?.scrollIntoView({ block: 'nearest' })
  }, [svg, selected])
}
