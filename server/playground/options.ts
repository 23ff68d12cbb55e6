import type { KeyObject } from 'node:crypto'

import type { Topic } from '#contract/events.ts'
import type { EpochSeconds } from '#domain/time.ts'
import type { Store } from '#store/open-store.ts'

/** Paths of the issuer's endpoints, by the metadata name (RFC 8414 §2). */
export interface EndpointPaths {
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  readonly revocation_endpoint: string
  readonly introspection_endpoint: string
  readonly userinfo_endpoint: string
  readonly jwks_uri: string
}

export interface PlaygroundOptions {
  readonly store: Store
  readonly now: () => EpochSeconds
  readonly publish: (topics: readonly Topic[]) => void
  readonly rotationKey: KeyObject
  readonly paths: EndpointPaths
  /** Where the issuer is: its identifier, and the port on loopback that it is reached at. */
  readonly place: () => { readonly issuer: string; readonly port: number }
  readonly onBug: (error: unknown) => void
  /** Milliseconds of nothing after which a run ends. */
  readonly idleLimit?: number
}
