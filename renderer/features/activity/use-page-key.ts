import { useEffect } from 'react'

import { popupIsOpen } from '#renderer/ui/open-popup.ts'
import { isTyping } from '#renderer/ui/typing.ts'
import { useLatest } from '#renderer/ui/use-latest.ts'

/** Runs when a plain letter is pressed on this page; never while someone types or a dialog is open. */
export function usePageKey(letter: string, act: () => void): void {
  const latest = useLatest(act)
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.key !== letter) return
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (isTyping(event.target) || popupIsOpen()) return
      event.preventDefault()
      latest.current()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [letter, latest])
}
