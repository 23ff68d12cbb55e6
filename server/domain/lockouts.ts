/** Who has tried too often, and may be let in again by an administrator. */
export interface Lockouts {
  /** Whether a user name has to wait, from any address. */
  isSignInClosed(username: string): boolean
  openSignIn(username: string): void
  /** Whether a client's secret has to wait, from any address. */
  areSecretsClosed(clientId: string): boolean
  openSecrets(clientId: string): void
}
