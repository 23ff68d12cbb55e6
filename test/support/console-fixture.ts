import type { DecisionRecordView } from '#contract/activity.ts'
import type { ConsoleBridge } from '#contract/console-bridge.ts'
import type { ChangeEvent, Topic } from '#contract/events.ts'
import { operations } from '#contract/operations.ts'
import type { OperationName } from '#contract/operations.ts'
import type { Reply } from '#contract/reply.ts'
import { activityHandlers } from '#test/support/console-fixture-activity.ts'
import { auditHandlers } from '#test/support/console-fixture-audit.ts'
import { clientHandlers } from '#test/support/console-fixture-clients.ts'
import { consentHandlers } from '#test/support/console-fixture-consents.ts'
import { firstContactHandlers } from '#test/support/console-fixture-first-contact.ts'
import { fixHandlers } from '#test/support/console-fixture-fixes.ts'
import { inspectorHandlers } from '#test/support/console-fixture-inspector.ts'
import { playgroundHandlers } from '#test/support/console-fixture-playground.ts'
import { refreshTokenHandlers } from '#test/support/console-fixture-refresh-tokens.ts'
import { addRequest, addSampleRequests } from '#test/support/console-fixture-requests.ts'
import { proceed } from '#test/support/console-fixture-revocations.ts'
import { directoryHandlers, issuerHandlers } from '#test/support/console-fixture-workspace.ts'
import { FixtureRefusal } from '#test/support/console-fixture-world.ts'
import type { FixtureHandlers, FixtureSize } from '#test/support/console-fixture-world.ts'
import { makeWorld } from '#test/support/console-fixture-world.ts'

export interface ConsoleFixture extends ConsoleBridge {
  /** Tells every listener that something changed. */
  announce(...topics: Topic[]): void
  /** A request is answered: it stands in the activity, and everybody is told. */
  request(change: Partial<DecisionRecordView>): DecisionRecordView
  /** Lets acts of revocation that go on come a quarter further. */
  proceed(): void
}

/** A console's other end in memory: keeps what is done to it, checks both ways by the contract. */
export function consoleFixture(
  size: FixtureSize,
  amounts: { readonly tokens?: number } = {},
): ConsoleFixture {
  const listeners = new Set<(event: ChangeEvent) => void>()
  const announce = (...topics: Topic[]): void => {
    for (const listener of listeners) listener({ topics })
  }
  const world = makeWorld(size, amounts)
  if (size !== 'empty') addSampleRequests(world)
  const tokens = refreshTokenHandlers(world, announce)
  const audit = auditHandlers(world, announce)
  const handlers: FixtureHandlers = {
    ...issuerHandlers(world, announce),
    ...directoryHandlers(world, announce),
    ...clientHandlers(world, announce),
    ...playgroundHandlers(world, announce),
    ...tokens,
    ...consentHandlers(world, announce, tokens['refreshTokens.revoke']),
    ...inspectorHandlers(world),
    ...activityHandlers(world, announce),
    ...audit,
    ...fixHandlers(world, announce, audit['audit.undo']),
    ...firstContactHandlers(world),
  }
  return {
    announce,
    request(change) {
      const record = addRequest(world, change)
      announce('activity')
      return record
    },
    proceed: () => proceed(world, announce),
    async call(name, input) {
      // The parsed reply of `name` is that operation's output.
      return answer(handlers, name, input) as Awaited<ReturnType<ConsoleBridge['call']>> as never
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function answer(handlers: FixtureHandlers, name: OperationName, input: unknown): Reply<unknown> {
  const { input: asked, output } = operations[name]
  const parsed = asked.safeParse(input)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const path = issue?.path.join('.') ?? ''
    const message = issue?.message ?? 'Not valid.'
    return { ok: false, error: { code: 'invalid_input', message, path } }
  }
  try {
    // Each handler takes what its own schema just gave.
    const handler = handlers[name] as (input: unknown) => unknown
    return { ok: true, value: output.parse(handler(parsed.data)) }
  } catch (error) {
    if (error instanceof FixtureRefusal) return { ok: false, error: error.failure }
    throw error
  }
}
