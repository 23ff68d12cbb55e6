import type { Lockouts } from '#domain/lockouts.ts'
import { digest } from '#domain/secret.ts'

import type { Throttle } from './throttle.ts'

/** Wrong passwords are counted by user name and address: a digest, a name may be as long as a form. */
export function signInKey(username: string, ip: string | null): string {
  return `${digest(username.toLowerCase()).toString('base64url')} ${ip ?? ''}`
}

/** Wrong secrets by client and address. */
export function secretKey(clientId: string, ip: string | null): string {
  return `${clientId} ${ip ?? ''}`
}

/** The two throttles as an administrator may open them; a restart forgets them anyway. */
export function openLockouts(signIns: Throttle, secrets: Throttle): Lockouts {
  // Without an address, a key is the beginning of those of all addresses.
  return {
    isSignInClosed: (username) => signIns.isClosed(signInKey(username, null)),
    openSignIn: (username) => signIns.forgetAll(signInKey(username, null)),
    areSecretsClosed: (clientId) => secrets.isClosed(secretKey(clientId, null)),
    openSecrets: (clientId) => secrets.forgetAll(secretKey(clientId, null)),
  }
}
