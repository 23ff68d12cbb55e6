import type { AdminErrorCode, AdminFailure } from '#contract/reply.ts'
import type { Refusal } from '#store/refusal.ts'

/** A refusal to an administrator: travels as data, as one sentence and the input it is about. */
export class AdminError extends Error {
  override readonly name = 'AdminError'
  readonly failure: AdminFailure

  constructor(code: AdminErrorCode, message: string, path?: string) {
    super(message)
    this.failure = { code, message, ...(path === undefined ? {} : { path }) }
  }
}

/** Passes on what a store operation answered, unless it refused. */
export function accepted<Value extends { readonly kind: string }>(
  value: Value | Refusal,
): Exclude<Value, Refusal> {
  if (isRefusal(value)) throw new AdminError(value.code, value.message, value.path)
  // What is no refusal is the rest of the union.
  return value as Exclude<Value, Refusal>
}

function isRefusal(value: { readonly kind: string }): value is Refusal {
  return value.kind === 'refused'
}

/** The value, or a refusal that names what was looked for. */
export function present<Value>(value: Value | undefined, message: string, path: string): Value {
  if (value === undefined) throw new AdminError('not_found', message, path)
  return value
}
