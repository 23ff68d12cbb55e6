import { createServer } from 'node:net'

import type { FastifyInstance } from 'fastify'

/** Another program listens on the port that the issuer was to have. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError'
  readonly port: number
  /** The next port that is free. */
  readonly nextFree: number

  constructor(port: number, nextFree: number) {
    super(`Port ${port} is taken by another program. Port ${nextFree} is free: --port ${nextFree}`)
    this.port = port
    this.nextFree = nextFree
  }
}

/**
 * Listens on loopback, IPv4 and IPv6, and returns the port.
 * @throws PortTakenError
 */
export async function listenOnLoopback(app: FastifyInstance, port: number): Promise<number> {
  try {
    await app.listen({ host: 'localhost', port })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      throw new PortTakenError(port, await nextFreePort(port + 1))
    throw error
  }
  const address = app.server.address()
  if (typeof address !== 'object' || address === null) throw new Error('Not listening.')
  return address.port
}

export async function nextFreePort(port: number): Promise<number> {
  return (await isFree(port)) ? port : nextFreePort(port + 1)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .once('listening', () => server.close(() => resolve(true)))
      .listen(port, '127.0.0.1')
  })
}
