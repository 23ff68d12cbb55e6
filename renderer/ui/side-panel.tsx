import { X } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import type { JSX, KeyboardEvent, PointerEvent, ReactNode } from 'react'

import { IconButton } from './icon-button.tsx'
import { useEscape } from './use-escape.ts'

import './side-panel.css'

const minimumWidth = 320
const maximumWidth = 900
const step = 24

/**
 * Detail beside a list. Put it after the list in a `SplitView`. Escape closes it, its left edge
 * resizes it (arrow keys too), and the width is remembered under `name`.
 */
export function SidePanel(props: {
  readonly name: string
  readonly title: string
  readonly subtitle?: ReactNode
  /** Buttons between the title and the close button. */
  readonly actions?: ReactNode
  readonly onClose: () => void
  /** Moves the focus to the panel when it opens; a list that is walked by arrows keeps it. */
  readonly focusOnOpen?: boolean
  readonly defaultWidth?: number
  readonly children: ReactNode
}): JSX.Element {
  const titleId = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  const [width, setWidth] = useRememberedWidth(props.name, props.defaultWidth ?? 440)
  const focusOnOpen = props.focusOnOpen ?? false
  useEscape(props.onClose)
  useEffect(() => {
    if (focusOnOpen) heading.current?.focus()
  }, [focusOnOpen])
  return (
    <aside className="side-panel" aria-labelledby={titleId} style={{ width }}>
      <ResizeEdge width={width} onResize={setWidth} />
      <header className="side-panel-header">
        <div className="side-panel-titles">
          <h2 id={titleId} ref={heading} tabIndex={-1} className="truncate">
            {props.title}
          </h2>
          {props.subtitle === undefined ? null : (
            <div className="secondary small truncate">{props.subtitle}</div>
          )}
        </div>
        {props.actions}
        <IconButton label="Close" hint="Esc" icon={<X />} onClick={props.onClose} />
      </header>
      <div className="side-panel-body">{props.children}</div>
    </aside>
  )
}

/** A list at the left, its side panel at the right. */
export function SplitView(props: { readonly children: ReactNode }): JSX.Element {
  return <div className="split-view">{props.children}</div>
}

function ResizeEdge(props: {
  readonly width: number
  readonly onResize: (width: number) => void
}): JSX.Element {
  const { width, onResize } = props
  function drag(event: PointerEvent<HTMLButtonElement>): void {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const right = event.currentTarget.parentElement?.getBoundingClientRect().right ?? 0
    onResize(right - event.clientX)
  }
  function nudge(event: KeyboardEvent): void {
    if (event.key === 'ArrowLeft') onResize(width + step)
    else if (event.key === 'ArrowRight') onResize(width - step)
    else return
    event.preventDefault()
  }
  return (
    <button
      type="button"
      className="resize-edge"
      aria-label="Resize the panel with the arrow keys"
      onKeyDown={nudge}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
    />
  )
}

function useRememberedWidth(name: string, initial: number): [number, (width: number) => void] {
  const key = `latchkey.panel.${name}`
  const [width, setWidth] = useState(() => {
    const stored = Number(localStorage.getItem(key))
    return stored > 0 ? clamp(stored) : initial
  })
  return [
    width,
    (next) => {
      setWidth(clamp(next))
      localStorage.setItem(key, String(Math.round(clamp(next))))
    },
  ]
}

function clamp(width: number): number {
  return Math.min(Math.max(width, minimumWidth), Math.min(maximumWidth, window.innerWidth * 0.7))
}
