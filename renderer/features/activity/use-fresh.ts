import { useEffect, useState } from 'react'

/** How long what has just come is marked, in milliseconds. */
const markedFor = 2000

/** Records after the id returned have just come. */
export function useFresh(seen: number, newest: number): number {
  const [old, setOld] = useState(newest)
  useEffect(() => {
    if (newest <= seen) return undefined
    const timer = setTimeout(() => setOld(newest), markedFor)
    return () => clearTimeout(timer)
  }, [seen, newest])
  return Math.max(seen, old)
}
