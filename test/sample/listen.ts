import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** A part of the sample that runs. */
export interface Running {
  /** Without a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** Serves on 127.0.0.1, where nobody but this machine comes in. Port 0 takes any free one. */
export async function listen(port: number, answer: Answer): Promise<Running> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // The reason goes to the developer's terminal, not to whoever asked. No token is in it.
      console.error(error instanceof Error ? error.message : error)
      response.writeHead(500).end('Something went wrong here.')
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('Not listening on a port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
