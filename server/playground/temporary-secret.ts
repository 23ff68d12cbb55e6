import { digest, randomIdentifier, randomSecret } from '#domain/secret.ts'
import type { Refusal } from '#store/refusal.ts'

import type { PlaygroundOptions } from './options.ts'

/** Seconds. */
const lifetime = 600
/** Seconds before its end from which on a secret is not used any more. */
const margin = 60

export interface TemporarySecret {
  /** The secret's value, made on the first call and again before it ends. */
  value(): Promise<{ readonly kind: 'secret'; readonly value: string } | Refusal>
  /** Removes whatever was made. */
  remove(): Promise<void>
}

/** Only a digest of a client's secret is stored: who acts for the client needs one of its own. */
export function openTemporarySecret(
  { store, now }: Pick<PlaygroundOptions, 'store' | 'now'>,
  { clientId, actor }: { readonly clientId: string; readonly actor: string },
): TemporarySecret {
  let current: { readonly id: string; readonly value: string; readonly endsAt: number } | undefined
  const remove = async (): Promise<void> => {
    const secretId = current?.id
    current = undefined
    if (secretId !== undefined)
      await store.removeTemporarySecret({ clientId, secretId, actor, now: now() })
  }
  return {
    remove,
    async value() {
      if (current !== undefined && current.endsAt - margin > now())
        return { kind: 'secret', value: current.value }
      await remove()
      const [id, value, at] = [randomIdentifier(), randomSecret(), now()]
      const added = await store.addTemporarySecret({
        clientId,
        secret: { id, digest: digest(value) },
        lifetime,
        actor,
        now: at,
      })
      if (added.kind === 'refused') return added
      current = { id, value, endsAt: at + lifetime }
      return { kind: 'secret', value }
    },
  }
}

/** RFC 6749 §2.3.1. A client id and a secret of ours need no further encoding. */
export function basicCredentials(clientId: string, secret: string): string {
  return `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`
}
