import { setTimeout } from 'node:timers/promises'

/**
 * Writes one slice of long work, then leaves the writer to requests for as long as that took:
 * however slow the disk is, half of its time is theirs.
 */
export async function takeTurn<Value>(
  slice: () => Promise<Value>,
  signal?: AbortSignal,
): Promise<Value> {
  const began = performance.now()
  const value = await slice()
  await setTimeout(performance.now() - began, undefined, signal ? { signal } : {})
  return value
}
