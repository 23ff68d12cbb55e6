import type { JSX } from 'react'

import './status.css'

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)

/** Keys as drawn on this platform: `<Kbd keys="Mod K" />` is "Ctrl K" or "⌘ K". */
export function Kbd(props: { readonly keys: string }): JSX.Element {
  return (
    <span className="kbd-group">
      {props.keys.split(' ').map((key) => (
        <kbd key={key} className="kbd">
          {keyName(key)}
        </kbd>
      ))}
    </span>
  )
}

/** `Mod` is the key that carries shortcuts on this platform. */
export function keyName(key: string): string {
  if (key === 'Mod') return isMac ? '⌘' : 'Ctrl'
  return key
}
