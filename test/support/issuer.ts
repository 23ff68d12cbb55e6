import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Configuration } from '#contract/configuration.ts'
import type { Input, OperationName, Output } from '#contract/operations.ts'
import type { Reply } from '#contract/reply.ts'
import type { Clock } from '#domain/time.ts'
import { openIssuer, type Issuer } from '#issuer'

/** A clock that stands where it is put. */
export interface TestClock extends Clock {
  advance(seconds: number): void
}

/** Starts at the system's time: libraries that have no clock of their own accept its tokens. */
export function testClock(start = Math.floor(Date.now() / 1000)): TestClock {
  let now = start
  return { now: () => now, advance: (seconds) => void (now += seconds) }
}

export interface TestIssuer extends AsyncDisposable {
  readonly url: string
  readonly issuer: Issuer
  readonly clock: TestClock
  /** The data folder; `:memory:` unless asked for. */
  readonly data: string
  /** What nobody foresaw; a test that did not ask for a bug expects none. */
  readonly bugs: readonly unknown[]
  /** Calls an operation as the administrator, and fails the test where it is refused. */
  admin<Name extends OperationName>(operation: Name, input: Input<Name>): Promise<Output<Name>>
  /** The same, refusals included. */
  reply<Name extends OperationName>(operation: Name, input: unknown): Promise<Reply<Output<Name>>>
}

/** `await using issuer = await startIssuer({ clients: [...] })`: a real one, on a free port. */
export async function startIssuer(
  configuration: Configuration,
  { onDisk = false, clock = testClock() }: { onDisk?: boolean; clock?: TestClock } = {},
): Promise<TestIssuer> {
  const bugs: unknown[] = []
  const data = onDisk ? mkdtempSync(join(tmpdir(), 'latchkey-test-')) : ':memory:'
  const issuer = await openIssuer({
    data,
    port: 0,
    sample: false,
    configuration: { issuer: { signingAlgorithm: 'ES256' }, ...configuration },
    clock,
    passwordCost: 16,
    onBug: (error) => bugs.push(error),
  })
  const reply = <Name extends OperationName>(operation: Name, input: unknown) =>
    // The reply's value is what the operation's output schema let through.
    issuer.dispatch(operation, input, { actor: 'test', role: 'administrator' }) as Promise<
      Reply<Output<Name>>
    >
  return {
    url: issuer.url,
    issuer,
    clock,
    data,
    bugs,
    reply,
    async admin(operation, input) {
      const answer = await reply<typeof operation>(operation, input)
      if (!answer.ok) throw new Error(`${operation}: ${answer.error.code}: ${answer.error.message}`)
      return answer.value
    },
    async [Symbol.asyncDispose]() {
      await issuer.close()
      if (onDisk) rmSync(data, { recursive: true })
    },
  }
}
