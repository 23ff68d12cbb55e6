import { setTimeout } from 'node:timers/promises'

import { openIssuer } from '#issuer'
import type { RecordingSettings } from '#store/decision-settings.ts'

import { workspace } from './workspace.ts'

// Latchkey that records or does not, as whoever has started it says, while it runs.
const data = process.argv[2] ?? ''
const issuer = await openIssuer({ data, port: 0, sample: false, configuration: workspace })
const bounds = { limit: 100_000, lifetime: 1_209_600, traceInErrorUri: false }

process.on('message', (recording: boolean) => void configure({ recording, ...bounds }))
process.on('disconnect', () => process.exit())
process.send?.(issuer.url)

async function configure(settings: RecordingSettings): Promise<void> {
  const caller = { actor: 'bench', role: 'administrator' } as const
  const reply = await issuer.dispatch('activity.configure', settings, caller)
  if (!reply.ok) throw new Error(reply.error.message)
  // What was recorded before is stored before, too.
  await setTimeout(200)
  process.send?.('configured')
}
