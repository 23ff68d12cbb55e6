import { once } from 'node:events'

// A bench leaves neither process nor folder behind, whether it ends, fails or is interrupted: all
// of them reach `exit`, where nothing may wait.
const acts: (() => void)[] = []

process.on('exit', () => {
  for (const act of acts.toReversed()) act()
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  void once(process, signal).then(() => process.exit(1))

/** Does this when the bench ends, however it ends; what came last goes first. */
export function atEnd(act: () => void): void {
  acts.push(act)
}
