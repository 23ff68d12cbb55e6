import type { KeyObject } from 'node:crypto'

import type { SigningAlgorithm } from '#domain/resource.ts'
import type { Clock } from '#domain/time.ts'
import type { Store } from '#store/open-store.ts'

import type { ClaimsVerifier } from './claims-verifier.ts'
import type { DecisionRecorder } from './decision-recorder.ts'
import type { KeyRing } from './key-ring.ts'
import type { PasswordVerifier } from './password-verifier.ts'
import type { Throttle } from './throttle.ts'

/** All that the endpoints work with. */
export interface ProtocolContext {
  readonly store: Store
  readonly clock: Clock
  /** The issuer identifier (RFC 8414 §2): no trailing slash; every URL that is given out starts with it. */
  readonly issuer: string
  readonly name: string
  /** What signs id tokens, and access tokens of resources that do not say otherwise. */
  readonly algorithm: SigningAlgorithm
  readonly keys: KeyRing
  readonly verifiedClaims: ClaimsVerifier
  readonly rotationKey: KeyObject
  readonly recorder: DecisionRecorder
  /** Whether refusals carry an `error_uri` that names their trace. */
  readonly tellsTraces: () => boolean
  readonly passwords: PasswordVerifier
  /** Wrong passwords, by user name and address. */
  readonly signInThrottle: Throttle
  /** Client secrets tried, by client and address. */
  readonly secretThrottle: Throttle
  /** Hosts that requests may name, besides the issuer's own. */
  readonly hosts: readonly string[]
  /** Before this, every request is told to come back. */
  readonly isReady: () => boolean
  /** Whether a TLS proxy on this machine stands before us, and tells whom it speaks for. */
  readonly behindProxy: boolean
  /** Counts up with each change of a resource or its scopes. */
  readonly resourcesRevision: () => number
  /** Tells the consoles that refresh tokens have changed. */
  readonly tokensChanged: () => void
  /** The same of consents. */
  readonly consentsChanged: () => void
  /** A bug: logged whole, answered with nothing. */
  readonly onBug: (error: unknown) => void
}
