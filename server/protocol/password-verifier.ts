import { decoyHash, hashPassword, verifyPassword } from '#domain/password.ts'

import { OAuthError } from './oauth-error.ts'

/** Waiting sign-ins at most: hashing is the best lever for shutting an issuer down. */
const queueLimit = 20

export interface PasswordVerifier {
  readonly hash: (password: string) => Promise<string>
  /** `undefined` is an unknown user, who costs what a known one does. */
  readonly verify: (password: string, hash: string | undefined) => Promise<boolean>
}

/** Hashes one password at a time, in order, behind a short queue. */
export function openPasswordVerifier(cost: number): PasswordVerifier {
  const decoy = decoyHash(cost)
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()

  const next = <Value>(work: () => Promise<Value>): Promise<Value> => {
    waiting += 1
    const turn = last.then(work).finally(() => (waiting -= 1))
    last = turn.catch(() => undefined)
    return turn
  }
  return {
    hash: (password) => next(() => hashPassword(password, cost)),
    verify(password, hash) {
      if (waiting >= queueLimit)
        return Promise.reject(
          new OAuthError('temporarily_unavailable', 'Too many people sign in at this moment.'),
        )
      return next(async () => (await verifyPassword(password, hash ?? decoy)) && hash !== undefined)
    },
  }
}
