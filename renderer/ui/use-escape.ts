import { useEffect, useRef } from 'react'

import { popupIsOpen } from './open-popup.ts'

const stack: (() => void)[] = []

function closeNearest(event: KeyboardEvent): void {
  const top = stack.at(-1)
  if (event.key !== 'Escape' || event.isComposing || top === undefined) return
  // A popup closes itself on Escape; what lies below it waits.
  if (popupIsOpen()) return
  event.preventDefault()
  top()
}

/** Runs when Escape is pressed and nothing nearer is open; the latest caller is the nearest. */
export function useEscape(close: () => void, enabled = true): void {
  const latest = useRef(close)
  useEffect(() => {
    latest.current = close
  })
  useEffect(() => {
    if (!enabled) return undefined
    const entry = (): void => latest.current()
    if (stack.length === 0) window.addEventListener('keydown', closeNearest, { capture: true })
    stack.push(entry)
    return () => {
      stack.splice(stack.indexOf(entry), 1)
      if (stack.length === 0) window.removeEventListener('keydown', closeNearest, { capture: true })
    }
  }, [enabled])
}
