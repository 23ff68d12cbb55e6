import { applyConfiguration } from '#admin/apply-configuration.ts'
import type { AdminContext } from '#admin/context.ts'
import { openDispatch, type AdminDispatch } from '#admin/dispatch.ts'
import { openGeneratedSecrets } from '#admin/generated-secrets.ts'
import { openRevocationActs } from '#admin/revocation-acts.ts'
import { loadSample } from '#admin/sample-workspace.ts'
import type { Configuration } from '#contract/configuration.ts'
import type { ChangeEvent } from '#contract/events.ts'
import { defaultPasswordCost } from '#domain/password.ts'
import type { SigningAlgorithm } from '#domain/resource.ts'
import type { Clock } from '#domain/time.ts'
import { tokenProofs } from '#domain/token-proofs.ts'
import { openPlayground } from '#playground/playground.ts'
import { openProtocol } from '#protocol/app.ts'
import { openClaimsVerifier } from '#protocol/claims-verifier.ts'
import type { ProtocolContext } from '#protocol/context.ts'
import { openDecisionRecorder } from '#protocol/decision-recorder.ts'
import { endpointPaths } from '#protocol/discovery.ts'
import { openKeyRing } from '#protocol/key-ring.ts'
import { openLockouts } from '#protocol/lockouts.ts'
import { openPasswordVerifier } from '#protocol/password-verifier.ts'
import { openThrottle } from '#protocol/throttle.ts'
import type { RecordingSettings } from '#store/decision-settings.ts'
import { openStore, type Store } from '#store/open-store.ts'
import { startSweeping } from '#store/sweeping.ts'

import { openChangeFeed, type ChangeFeed } from './change-feed.ts'
import { systemClock } from './clock.ts'
import { openDataKey, openRotationKey } from './data-key.ts'
import { listenOnLoopback } from './listening.ts'
import { version } from './version.ts'

export type { Caller } from '#admin/context.ts'
export { DataFolderInUseError } from '#store/files/folder-claim.ts'
export { ForeignStoreError } from '#store/migrations/migrate.ts'
export { PortTakenError } from './listening.ts'

export interface IssuerOptions {
  /** The folder of the store, or `:memory:`. */
  readonly data: string
  /** 0 takes any free port. */
  readonly port: number
  /** The public URL, where a proxy stands before us; `http://localhost:PORT` otherwise. */
  readonly issuer?: string | undefined
  /** Whether a new store gets the sample workspace. */
  readonly sample: boolean
  readonly configuration?: Configuration | undefined
  /** For tests: a clock of their own, and passwords that cost less to hash. */
  readonly clock?: Clock
  readonly passwordCost?: number
  /** The store has failed for good: whoever runs us ends the process. */
  readonly onFatal?: (error: Error) => void
  /** What nobody foresaw: logged whole. */
  readonly onBug?: (error: unknown) => void
}

/** A running issuer. */
export interface Issuer {
  /** The issuer identifier (RFC 8414 §2). */
  readonly url: string
  readonly port: number
  /** The one door of the admin side; never throws. */
  readonly dispatch: AdminDispatch
  readonly subscribe: (listener: (event: ChangeEvent) => void) => () => void
  close(): Promise<void>
}

/**
 * Opens the store, applies the configuration, and listens on loopback.
 * @throws PortTakenError, DataFolderInUseError, ForeignStoreError, AdminError
 */
export async function openIssuer(options: IssuerOptions): Promise<Issuer> {
  const onBug = options.onBug ?? (() => undefined)
  const store = openStore(options.data, (error, ending) =>
    ending === 'final' ? (options.onFatal ?? onBug)(error) : onBug(error),
  )
  try {
    return await wire(options, store, onBug)
  } catch (error) {
    await store.close()
    throw error
  }
}

async function wire(
  options: IssuerOptions,
  store: Store,
  onBug: (error: unknown) => void,
): Promise<Issuer> {
  const clock = options.clock ?? systemClock(store.seenUntil)
  const feed = openChangeFeed()
  const passwords = openPasswordVerifier(options.passwordCost ?? defaultPasswordCost)
  const settings = await settingsFor(store, options)
  const recording = { current: await store.findRecordingSettings({}) }
  const place: Place = { port: options.port, url: '', hosts: [], isReady: false }
  const protocol = await protocolContext(
    { ...options, onBug },
    { store, clock, feed, passwords, settings, recording, place },
  )
  const admin = adminContext({
    store,
    clock,
    feed,
    passwords,
    settings,
    recording,
    place,
    isEphemeral: options.data === ':memory:',
    protocol,
    onBug,
  })
  // The port comes first: where it is taken, nothing has been made whose secrets would be lost.
  const listening = await listenOnLoopback(await openProtocol(protocol), options.port)
  place.port = listening.port
  place.url = options.issuer ?? `http://localhost:${place.port}`
  place.hosts = [
    ...['localhost', '127.0.0.1', '[::1]'].map((host) => `${host}:${place.port}`),
    new URL(place.url).host,
  ]
  try {
    await fill(options, store, admin)
    await rememberSettings(store, settings, clock.now())
    await protocol.keys.current(settings.algorithm)
  } catch (error) {
    await listening.close()
    throw error
  }
  place.isReady = true
  const stopSweeping = startSweeping({ store, clock, onBug, resume: () => admin.acts.resume() })
  return {
    url: place.url,
    port: place.port,
    dispatch: openDispatch(admin, onBug),
    subscribe: feed.subscribe,
    async close() {
      stopSweeping()
      await admin.playground.close()
      await listening.close()
      await admin.acts.close()
      await protocol.recorder.flush()
      await store.close()
    },
  }
}

interface Settings {
  readonly name: string
  readonly algorithm: SigningAlgorithm
}

/** Where the issuer is reached; known once it listens. */
interface Place {
  port: number
  url: string
  /** What requests may name as Host. */
  hosts: readonly string[]
  isReady: boolean
}

interface Parts {
  readonly store: Store
  readonly clock: Clock
  readonly feed: ChangeFeed
  readonly passwords: ReturnType<typeof openPasswordVerifier>
  readonly settings: Settings
  /** What an administrator may change while it runs. */
  readonly recording: { current: RecordingSettings }
  readonly place: Place
}

/** What the configuration says of the issuer, or said before; RS256 is what every library expects. */
async function settingsFor(store: Store, options: IssuerOptions): Promise<Settings> {
  const stored = await store.listSettings({})
  const given = options.configuration?.issuer
  const name = given?.name ?? stored.get('name') ?? 'Latchkey'
  // Written by rememberSettings alone, from the same type.
  const remembered = stored.get('signing_algorithm') as SigningAlgorithm | undefined
  return { name, algorithm: given?.signingAlgorithm ?? remembered ?? 'RS256' }
}

/** After the configuration was accepted: a refused one leaves nothing behind. */
async function rememberSettings(store: Store, { name, algorithm }: Settings, now: number) {
  await store.putSetting({ name: 'name', value: name, now })
  await store.putSetting({ name: 'signing_algorithm', value: algorithm, now })
}

async function protocolContext(
  options: IssuerOptions & { readonly onBug: (error: unknown) => void },
  { store, clock, feed, passwords, settings, recording, place }: Parts,
): Promise<ProtocolContext> {
  const dataKey = await openDataKey(options.data, store)
  const now = (): number => clock.now()
  const keys = await openKeyRing(store, dataKey, now)
  return {
    store,
    clock,
    get issuer() {
      return place.url
    },
    name: settings.name,
    algorithm: settings.algorithm,
    keys,
    verifiedClaims: openClaimsVerifier(keys, () => place.url),
    rotationKey: await openRotationKey(store, dataKey, now()),
    recorder: openDecisionRecorder(
      async (batch) => {
        await store.recordDecisions(batch)
        feed.publish(['activity'])
      },
      () => recording.current,
      now,
    ),
    tellsTraces: () => recording.current.traceInErrorUri,
    passwords,
    signInThrottle: openThrottle(10, 900),
    secretThrottle: openThrottle(30, 60),
    get hosts() {
      return place.hosts
    },
    isReady: () => place.isReady,
    behindProxy: options.issuer?.startsWith('https:') ?? false,
    resourcesRevision: () => feed.revision('resources'),
    tokensChanged: () => feed.publish(['refreshTokens']),
    consentsChanged: () => feed.publish(['consents']),
    onBug: options.onBug,
  }
}

function adminContext(
  parts: Parts & {
    readonly isEphemeral: boolean
    readonly protocol: Pick<
      ProtocolContext,
      'keys' | 'rotationKey' | 'signInThrottle' | 'secretThrottle'
    >
    readonly onBug: (error: unknown) => void
  },
): AdminContext {
  const { store, clock, feed, passwords, settings, recording, place, onBug, protocol } = parts
  const now = (): number => clock.now()
  return {
    store,
    now,
    hashPassword: passwords.hash,
    publish: feed.publish,
    recording,
    generatedSecrets: openGeneratedSecrets(),
    acts: openRevocationActs({ store, now, publish: feed.publish, onBug }),
    proofs: tokenProofs(protocol.rotationKey, () => protocol.keys.published().keys),
    lockouts: openLockouts(protocol.signInThrottle, protocol.secretThrottle),
    playground: openPlayground({
      store,
      now,
      publish: feed.publish,
      rotationKey: protocol.rotationKey,
      paths: endpointPaths,
      place: () => ({ issuer: place.url, port: place.port }),
      onBug,
    }),
    status: () => ({
      issuer: place.url,
      name: settings.name,
      version,
      state: 'running',
      network: 'loopback',
      tls: place.url.startsWith('https:'),
      clockOffset: clock.now() - Math.floor(Date.now() / 1000),
      keyProtection: parts.isEphemeral ? 'memory' : 'file',
      endpoints: [
        { name: 'discovery', url: `${place.url}/.well-known/openid-configuration` },
        ...Object.entries(endpointPaths).map(([name, path]) => ({ name, url: place.url + path })),
      ],
    }),
  }
}

/** Puts the configuration in, or the sample into a new store; a failure here starts nothing. */
async function fill(options: IssuerOptions, store: Store, admin: AdminContext): Promise<void> {
  if (options.configuration)
    await applyConfiguration(admin, options.configuration, 'configuration file')
  else if (options.sample && store.isNew) await loadSample(admin, 'first start')
}
