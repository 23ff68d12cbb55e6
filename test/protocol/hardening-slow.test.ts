import { expect, test } from 'vitest'

import { openConsoleServer } from '#admin/console-server.ts'
import { openSlowSockets } from '#test/support/raw-socket-slow.ts'
import { raw } from '#test/support/raw-socket.ts'
import { startWorkspace } from '#test/support/workspace.ts'

const path = '/.well-known/openid-configuration'

function slowTexts(url: string): readonly string[] {
  const head = `POST /oauth2/token HTTP/1.1\r\nHost: ${new URL(url).host}\r\n`
  const form = `${head}Content-Type: application/x-www-form-urlencoded\r\n`
  const long = 'x'.repeat(100)
  return [
    // A head that never ends, a body of a given length, a chunked one, and nothing at all.
    `${head}X-${long}`,
    `${form}Content-Length: 1000\r\n\r\n${long}`,
    `${form}Transfer-Encoding: chunked\r\n\r\n3E8\r\n${long}`,
    '',
  ]
}

async function timesOf(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let index = 0; index < count; index += 1) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return times.toSorted((a, b) => a - b)
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
}

test('1,000 slow sockets are closed within 8 s, and honest requests stay fast (row 68)', async () => {
  await using issuer = await startWorkspace()
  const ask = async (): Promise<void> => {
    expect((await raw(issuer.url, { path })).status).toBe(200)
  }
  const idle = await timesOf(100, ask)
  using slow = await openSlowSockets(issuer.url, 1000, slowTexts(issuer.url))
  const busy: number[] = []
  while (slow.open() > 0) busy.push(...(await timesOf(20, ask)))
  const lives = (await slow.closed).toSorted((a, b) => a - b)

  expect(lives).toHaveLength(1000)
  expect(Math.max(...lives)).toBeLessThan(8000)
  // They were closed for being slow, not turned away at the door.
  expect(quantile(lives, 0.01)).toBeGreaterThan(2000)
  // Honest answers take a small part of the time that a slow socket is borne.
  const p99 = quantile(
    busy.toSorted((a, b) => a - b),
    0.99,
  )
  expect(busy.length).toBeGreaterThan(100)
  expect(p99).toBeLessThan(Math.max(20 * quantile(idle, 0.99), quantile(lives, 0.5) / 8))
  expect(issuer.bugs).toEqual([])
})

test('the console does not wait for slow sockets either (row 68)', async () => {
  await using server = await openConsole()
  using slow = await openSlowSockets(server.url, 40, slowTexts(server.url))
  const lives = await slow.closed
  expect(lives).toHaveLength(40)
  expect(Math.max(...lives)).toBeLessThan(12_000)
})

async function openConsole(): Promise<AsyncDisposable & { readonly url: string }> {
  const server = await openConsoleServer({
    port: 0,
    dispatch: () => Promise.resolve({ ok: true, value: {} }),
    subscribe: () => () => {},
    rendererFolder: '/nowhere',
  })
  return { url: server.url, [Symbol.asyncDispose]: () => server.close() }
}
