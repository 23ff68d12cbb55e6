/** The store cannot take this now: a full disk, a full queue, a thread that ended. Try again later. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError'
}

const transient = /^SQLITE_(FULL|BUSY|IOERR|LOCKED|CANTOPEN|READONLY)/

/** The error that a failed operation ends in: unavailable, or a bug with its message. */
export function storeError(message: string, code: string | undefined): Error {
  return code !== undefined && transient.test(code)
    ? new StoreUnavailableError(`The store cannot write: ${message} (${code}).`)
    : new Error(message)
}
