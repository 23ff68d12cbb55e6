import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Listens on a free port of loopback; says where, and ends with whoever has started it. */
export async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on a port has an address and a port.
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}`
}

/** The line that `startTarget` waits for. */
export function announce(issuer: string): void {
  process.stdin.on('end', () => process.exit(0)).resume()
  process.stdout.write(`${JSON.stringify({ ready: true, issuer })}\n`)
}
