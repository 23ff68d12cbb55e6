import { useEffect, useState } from 'react'
import type { JSX } from 'react'

import './page.css'

/** Grey rows while something loads; nothing at all for the first 150 ms. */
export function Skeleton(props: {
  readonly rows?: number
  /** What is loading, for screen readers. */
  readonly label: string
}): JSX.Element | null {
  const [visible, setVisible] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), 150)
    return () => clearTimeout(timer)
  }, [])
  if (!visible) return null
  return (
    <output className="skeleton" aria-label={props.label}>
      {Array.from({ length: props.rows ?? 8 }, (_, row) => (
        <span key={row} className="skeleton-row" style={{ width: `${92 - ((row * 17) % 40)}%` }} />
      ))}
    </output>
  )
}
