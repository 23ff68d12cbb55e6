import { useEffect } from 'react'

import { popupIsOpen } from '#renderer/ui/open-popup.ts'
import { isTyping } from '#renderer/ui/typing.ts'
import { useLatest } from '#renderer/ui/use-latest.ts'

import { pages } from './pages.ts'
import type { PageEntry } from './pages.ts'

export interface ShortcutActs {
  readonly openPalette: () => void
  readonly openShortcuts: () => void
  readonly openPage: (path: PageEntry['path']) => void
}

/** How long a `g` waits for its letter, in milliseconds. */
const letterWait = 1500

/** The keys that work on every page; never while someone types or a dialog is open. */
export function useShortcuts(acts: ShortcutActs): void {
  const latest = useLatest(acts)
  useEffect(() => {
    let goPressedAt = -Infinity
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.isComposing) return
      if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
        if (event.key.toLowerCase() === 'k') take(event, latest.current.openPalette)
        if (event.key.toLowerCase() === 'f' && filterBox() !== null) take(event, focusFilter)
        return
      }
      if (event.altKey || isTyping(event.target) || popupIsOpen()) return
      const page = pages.find((page) => page.letter === event.key)
      if (event.timeStamp - goPressedAt < letterWait && page !== undefined) {
        goPressedAt = -Infinity
        take(event, () => latest.current.openPage(page.path))
      } else if (event.key === 'g') goPressedAt = event.timeStamp
      else if (event.key === '/') take(event, focusFilter)
      else if (event.key === '?') take(event, latest.current.openShortcuts)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [latest])
}

function take(event: KeyboardEvent, act: () => void): void {
  event.preventDefault()
  act()
}

function filterBox(): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>('[data-filter]')
}

function focusFilter(): void {
  filterBox()?.focus()
  filterBox()?.select()
}
