import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'

/** A value as of the last render, for listeners that outlive it. */
export function useLatest<Value>(value: Value): RefObject<Value> {
  const latest = useRef(value)
  useEffect(() => {
    latest.current = value
  })
  return latest
}
