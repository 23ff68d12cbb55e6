import { operations, type OperationName, type Output } from '#contract/operations.ts'
import type { AdminFailure, Reply } from '#contract/reply.ts'
import { StoreUnavailableError } from '#store/store-error.ts'

import { AdminError } from './admin-error.ts'
import { boundsProblem } from './bounded-input.ts'
import type { AdminContext, Caller } from './context.ts'
import type { Handler } from './handler.ts'
import { inputProblem } from './input-problem.ts'
import { handlers } from './operations.ts'

export type AdminDispatch = (
  operation: string,
  input: unknown,
  caller: Caller,
) => Promise<Reply<unknown>>

/**
 * The one door of the admin side, whichever transport leads to it: known operation → guard →
 * bounds → schema → run → output schema. Every outcome is a reply; it never throws. What nobody
 * foresaw goes to `onBug` whole, and to the caller as one neutral sentence.
 */
export function openDispatch(
  context: AdminContext,
  onBug: (error: unknown, operation: string) => void,
): AdminDispatch {
  return async (operation, input, caller) => {
    try {
      if (!isOperation(operation)) return refused('not_found', 'There is no such operation.')
      return { ok: true, value: await perform(context, operation, { input, caller }) }
    } catch (error) {
      return { ok: false, error: failureOf(error, () => onBug(error, operation)) }
    }
  }
}

function isOperation(name: unknown): name is OperationName {
  return typeof name === 'string' && Object.hasOwn(operations, name)
}

async function perform<Name extends OperationName>(
  context: AdminContext,
  name: Name,
  { input, caller }: { readonly input: unknown; readonly caller: Caller },
): Promise<Output<Name>> {
  // Both tables are checked to have this operation with these types.
  const handler = handlers[name] as unknown as Handler<Name>
  if (caller.role !== handler.guard)
    throw new AdminError('not_allowed', 'Only an administrator may do this.')
  const problem = boundsProblem(input)
  if (problem) throw new AdminError('invalid_input', problem)
  const parsed = operations[name].input.safeParse(input, { reportInput: true })
  if (!parsed.success) {
    const { code, message, path } = inputProblem(parsed.error)
    throw new AdminError(code, message, path)
  }
  // The schema that parsed it belongs to this operation.
  const output = await handler.run(context, parsed.data as never, caller)
  if (handler.changes.length > 0) context.publish(handler.changes)
  // SECURITY: the schema drops whatever it does not name, so a digest or hash that a handler
  // passed on by mistake stops here.
  return operations[name].output.parse(output) as Output<Name>
}

function failureOf(error: unknown, report: () => void): AdminFailure {
  if (error instanceof AdminError) return error.failure
  if (error instanceof StoreUnavailableError)
    return { code: 'unavailable', message: 'The store is busy or full. Try again in a moment.' }
  report()
  return { code: 'internal', message: 'Something went wrong inside Latchkey. Its log has more.' }
}

function refused(code: AdminFailure['code'], message: string): Reply<never> {
  return { ok: false, error: { code, message } }
}
