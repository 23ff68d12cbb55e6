import { useSyncExternalStore } from 'react'

/** What this browser remembers of the console's looks; nothing here matters to the issuer. */
export type Theme = 'system' | 'light' | 'dark'

const themeKey = 'latchkey.theme'
const railKey = 'latchkey.rail'
const listeners = new Set<() => void>()

export function readTheme(): Theme {
  const stored = localStorage.getItem(themeKey)
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

/** Puts the remembered theme on the document; before the first paint. */
export function applyTheme(): void {
  const theme = readTheme()
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

export function setTheme(theme: Theme): void {
  localStorage.setItem(themeKey, theme)
  applyTheme()
  announce()
}

export function useTheme(): Theme {
  return useSyncExternalStore(listen, readTheme)
}

export function toggleRail(): void {
  localStorage.setItem(railKey, railIsCollapsed() ? 'open' : 'collapsed')
  announce()
}

export function useRailCollapsed(): boolean {
  return useSyncExternalStore(listen, railIsCollapsed)
}

function railIsCollapsed(): boolean {
  return localStorage.getItem(railKey) === 'collapsed'
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function announce(): void {
  for (const listener of listeners) listener()
}
