import { once } from 'node:events'
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

/** Where an issuer listens. */
export interface Listening {
  readonly port: number
  close(): Promise<void>
}

/** Milliseconds that answers on their way may take at the end; the whole end takes less than 5 s. */
const closingTime = 3500
/** Milliseconds between two looks at the end for connections that have got their last answer. */
const lookingTime = 20

/**
 * Listens on loopback, IPv4 and IPv6. Both feed one HTTP server, so that both are protected alike.
 * @throws PortTakenError where either is taken
 */
export async function listenOnLoopback(app: FastifyInstance, port: number): Promise<Listening> {
  await listening(app.listen({ host: '127.0.0.1', port }), port)
  const address = app.server.address()
  if (typeof address !== 'object' || address === null) throw new Error('Not listening.')
  const second = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
    app.server.emit('connection', socket),
  )
  second.maxConnections = app.server.maxConnections
  second.listen(address.port, '::1')
  await listening(once(second, 'listening'), address.port).catch(async (error: unknown) => {
    // A machine without IPv6 has only the first.
    if (!isCode(error, 'EADDRNOTAVAIL', 'EAFNOSUPPORT')) {
      await app.close()
      throw error
    }
  })
  return {
    port: address.port,
    async close() {
      second.close()
      const deadline = setTimeout(() => app.server.closeAllConnections(), closingTime).unref()
      // An answer that was on its way leaves its connection open for more, and nobody else looks.
      const looking = setInterval(() => app.server.closeIdleConnections(), lookingTime).unref()
      await app.close()
      clearTimeout(deadline)
      clearInterval(looking)
    },
  }
}

async function listening(attempt: Promise<unknown>, port: number): Promise<void> {
  try {
    await attempt
  } catch (error) {
    if (!isCode(error, 'EADDRINUSE')) throw error
    throw new PortTakenError(port, await nextFreePort(port + 1))
  }
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
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
