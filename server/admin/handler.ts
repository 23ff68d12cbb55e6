import type { Topic } from '#contract/events.ts'
import type { OperationName, Output, ParsedInput } from '#contract/operations.ts'

import type { AdminContext, Caller } from './context.ts'

export interface Handler<Name extends OperationName> {
  /** The role that a caller needs. There is no handler without one. */
  readonly guard: Caller['role']
  /** What this operation changes, told to every console once it has succeeded. */
  readonly changes: readonly Topic[]
  readonly run: (
    context: AdminContext,
    input: ParsedInput<Name>,
    caller: Caller,
  ) => Promise<Output<Name>>
}

/** A handler for each of these operations. */
export type Handlers<Name extends OperationName> = { readonly [Key in Name]: Handler<Key> }

/** The operations of one part of the contract: `clients.list`, `clients.get` … */
export type OperationsOf<Part extends string> = Extract<OperationName, `${Part}.${string}`>
