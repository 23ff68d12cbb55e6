import { createSecretKey, randomBytes } from 'node:crypto'

import { expect, test } from 'vitest'

import { openPlayground } from '#playground/playground.ts'
import { endpointPaths } from '#protocol/discovery.ts'
import { openTestConsole } from '#test/admin/console.ts'

test('a run with which nothing is done ends by itself', async () => {
  const admin = openTestConsole()
  await admin.call('workspace.loadSample', {})
  const playground = openPlayground({
    ...admin.context,
    rotationKey: createSecretKey(randomBytes(32)),
    paths: endpointPaths,
    place: () => ({ issuer: 'http://localhost:4600', port: 1 }),
    onBug: (error) => admin.bugs.push(error),
    idleLimit: 20,
  })
  try {
    const started = await playground.start({
      clientId: 'publicclient',
      loginHint: '',
      scopes: ['openid'],
      parameters: [],
      stepByStep: false,
      actor: 'tester',
    })
    const run = started.kind === 'run' ? started.run : undefined
    expect(run?.state).toBe('waiting')
    const now = (): unknown => playground.get(run?.id ?? '')
    await expect.poll(now).toMatchObject({ run: { state: 'ended', authorizationUrl: null } })
    await expect.poll(() => isListening(run?.redirectUri ?? '')).toBe(false)
    expect(admin.bugs).toEqual([])
  } finally {
    await playground.close()
    await admin.close()
  }
})

function isListening(uri: string): Promise<boolean> {
  return fetch(uri).then(
    () => true,
    () => false,
  )
}
