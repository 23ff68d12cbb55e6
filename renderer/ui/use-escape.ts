import { useEffect } from 'react'

import { popupIsOpen } from './open-popup.ts'
import { useLatest } from './use-latest.ts'

const stack: (() => void)[] = []

function closeNearest(event: KeyboardEvent): void {
  const top = stack.at(-1)
  if (event.key !== 'Escape' || event.isComposing || top === undefined) return
  // A popup closes itself on Escape, and a filter empties itself; what lies below them waits.
  if (popupIsOpen() || isFilledFilter(event.target)) return
  event.preventDefault()
  // Closing may open a question, which this same Escape would go on to close.
  event.stopPropagation()
  top()
}

function isFilledFilter(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === 'search' && target.value !== ''
}

/** Runs when Escape is pressed and nothing nearer is open; the latest caller is the nearest. */
export function useEscape(close: () => void, enabled = true): void {
  const latest = useLatest(close)
  useEffect(() => {
    if (!enabled) return undefined
    const entry = (): void => latest.current()
    if (stack.length === 0) window.addEventListener('keydown', closeNearest, { capture: true })
    stack.push(entry)
    return () => {
      stack.splice(stack.indexOf(entry), 1)
      if (stack.length === 0) window.removeEventListener('keydown', closeNearest, { capture: true })
    }
  }, [enabled, latest])
}
