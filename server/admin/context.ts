import type { Topic } from '#contract/events.ts'
import type { IssuerStatus } from '#contract/issuer.ts'
import type { Lockouts } from '#domain/lockouts.ts'
import type { EpochSeconds } from '#domain/time.ts'
import type { TokenProofs } from '#domain/token-proofs.ts'
import type { Playground } from '#playground/playground.ts'
import type { RecordingSettings } from '#store/decision-settings.ts'
import type { Store } from '#store/open-store.ts'

import type { GeneratedSecrets } from './generated-secrets.ts'
import type { RevocationActs } from './revocation-acts.ts'

/** Who asks: `actor` is the name that the audit trail shows. */
export interface Caller {
  readonly actor: string
  readonly role: 'administrator'
}

/** What the issuer says of itself beside what the store counts. */
export type IssuerFacts = Omit<IssuerStatus, 'now' | 'counts'>

/** What handlers work with. */
export interface AdminContext {
  readonly store: Store
  readonly now: () => EpochSeconds
  readonly hashPassword: (password: string) => Promise<string>
  readonly publish: (topics: readonly Topic[]) => void
  /** In effect at once where a handler changes it. */
  readonly recording: { current: RecordingSettings }
  readonly status: () => IssuerFacts
  readonly generatedSecrets: GeneratedSecrets
  readonly acts: RevocationActs
  readonly proofs: TokenProofs
  readonly lockouts: Lockouts
  readonly playground: Playground
}
