import { useEffect } from 'react'

import { useLatest } from './use-latest.ts'

/** Runs at Ctrl/⌘ and a letter; `act` may leave the key to others by answering `false`. */
export function useModKey(letter: string, act: (event: KeyboardEvent) => unknown): void {
  const latest = useLatest(act)
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key.toLowerCase() !== letter || !(event.ctrlKey || event.metaKey)) return
      if (event.shiftKey || event.altKey || event.defaultPrevented) return
      if (latest.current(event) !== false) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [letter, latest])
}
