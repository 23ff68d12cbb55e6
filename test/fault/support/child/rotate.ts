import { writeSync } from 'node:fs'

import { clientDefaults } from '#contract/client-defaults.ts'
import { openStore } from '#store/open-store.ts'

// Rotates the families of a store, all at once, and says on stdout what was acknowledged, in a
// write of its own: a trace of system calls then has writes, syncs and acknowledgements in order.
const [folder = '', families = '', rotations = ''] = process.argv.slice(2)
const now = Math.floor(Date.now() / 1000)

const store = openStore(folder, (error) => {
  throw error
})

async function rotate(grantId: number, times: number): Promise<void> {
  const grant = await store.findGrant({ id: grantId, now })
  if (!grant) throw new Error(`No grant ${grantId}.`)
  for (let generation = grant.generation; generation < grant.generation + times; generation += 1) {
    const redeemed = await store.redeemRefreshToken({
      grantId,
      policy: clientDefaults.refreshTokens,
      request: { clientId: grant.clientId, generation, scope: undefined },
      accessToken: {
        id: `${grantId}-${generation}`,
        format: 'jwt',
        digest: null,
        grantId,
        clientId: grant.clientId,
        subject: grant.subject,
        scope: grant.scope,
        audience: ['urn:api'],
        expiresAt: now + 3600,
      },
      ip: '127.0.0.1',
      userAgent: null,
      now,
    })
    if (redeemed.kind !== 'rotate') throw new Error(`Grant ${grantId}: ${redeemed.kind}`)
    writeSync(1, `ack ${grantId} ${redeemed.generation}\n`)
  }
}

await Promise.all(families.split(',').map((id) => rotate(Number(id), Number(rotations))))
await store.close()
