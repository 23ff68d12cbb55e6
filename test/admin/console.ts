import { createSecretKey, randomBytes } from 'node:crypto'

import type { AdminContext, Caller } from '#admin/context.ts'
import { openDispatch } from '#admin/dispatch.ts'
import { openGeneratedSecrets } from '#admin/generated-secrets.ts'
import { openRevocationActs } from '#admin/revocation-acts.ts'
import type { Topic } from '#contract/events.ts'
import type { Input, OperationName, Output } from '#contract/operations.ts'
import type { AdminFailure, Reply } from '#contract/reply.ts'
import { hashPassword } from '#domain/password.ts'
import { tokenProofs } from '#domain/token-proofs.ts'
import type { PlaygroundOptions } from '#playground/options.ts'
import { openPlayground, type Playground } from '#playground/playground.ts'
import { endpointPaths } from '#protocol/discovery.ts'
import { openLockouts } from '#protocol/lockouts.ts'
import { openThrottle } from '#protocol/throttle.ts'
import { openStore, type Store } from '#store/open-store.ts'

export const administrator: Caller = { actor: 'tester', role: 'administrator' }

export interface TestConsole {
  readonly store: Store
  readonly context: AdminContext
  readonly dispatch: ReturnType<typeof openDispatch>
  readonly bugs: unknown[]
  readonly published: Topic[]
  /** The issuer's clock, which a test may set. */
  now: number
  call<Name extends OperationName>(name: Name, input: Input<Name>): Promise<Output<Name>>
  refusal<Name extends OperationName>(name: Name, input: Input<Name>): Promise<AdminFailure>
  close(): Promise<void>
}

/** The admin side over a store of its own, in memory unless a folder is given. */
export function openTestConsole(folder = ':memory:'): TestConsole {
  const bugs: unknown[] = []
  const published: Topic[] = []
  const store = openStore(folder, (error) => bugs.push(error))
  const now = (): number => test.now
  const publish = (topics: readonly Topic[]): void => void published.push(...topics)
  const onBug = (error: unknown): void => void bugs.push(error)
  const context: AdminContext = {
    store,
    now,
    hashPassword: (password) => hashPassword(password, 64),
    publish,
    status: () => ({
      issuer: 'http://localhost:4600',
      name: 'Latchkey',
      version: '0.1.0',
      state: 'running',
      network: 'loopback',
      tls: false,
      clockOffset: 0,
      keyProtection: 'memory',
      endpoints: [{ name: 'authorization', url: 'http://localhost:4600/oauth2/authorize' }],
    }),
    recording: {
      current: { recording: true, limit: 100_000, lifetime: 1_209_600, traceInErrorUri: false },
    },
    generatedSecrets: openGeneratedSecrets(),
    acts: openRevocationActs({ store, now, publish, onBug }),
    proofs: tokenProofs(createSecretKey(randomBytes(32)), () => []),
    lockouts: openLockouts(openThrottle(10, 900), openThrottle(30, 60)),
    playground: testPlayground({ store, now, publish, onBug }),
  }
  const dispatch = openDispatch(context, onBug)
  const ask = <Name extends OperationName>(name: Name, input: unknown) =>
    // The dispatch answers each operation by its own schema.
    dispatch(name, input, administrator) as Promise<Reply<Output<Name>>>
  const test: TestConsole = {
    store,
    context,
    dispatch,
    bugs,
    published,
    now: 1_800_000_000,
    async call(name, input) {
      const reply = await ask(name, input)
      if (!reply.ok) throw new Error(`${name}: ${JSON.stringify(reply.error)} ${String(bugs)}`)
      return reply.value
    },
    async refusal(name, input) {
      const reply = await ask(name, input)
      if (reply.ok) throw new Error(`${name} was not refused.`)
      return reply.error
    },
    async close() {
      await context.playground.close()
      await context.acts.close()
      await store.close()
    },
  }
  return test
}

/** Its runs reach nothing: no issuer listens at this port. */
function testPlayground(
  parts: Pick<PlaygroundOptions, 'store' | 'now' | 'publish' | 'onBug'>,
): Playground {
  return openPlayground({
    ...parts,
    rotationKey: createSecretKey(randomBytes(32)),
    paths: endpointPaths,
    place: () => ({ issuer: 'http://localhost:4600', port: 1 }),
  })
}
