import { Agent, request } from 'node:http'

import { web } from '#test/support/workspace.ts'

/** How far an answer came: whole, cut off in the middle, or not one byte. */
export interface Outcome {
  readonly came: 'whole' | 'half' | 'none'
  /** 0 where no status line came. */
  readonly status: number
  readonly retryAfter: string | undefined
  readonly body: string
}

/** Connections that are kept and used again, one request at a time each. */
export function openConnections(): Agent {
  return new Agent({ keepAlive: true })
}

export function refreshWhole(agent: Agent, issuer: string, token: string): Promise<Outcome> {
  const form = { grant_type: 'refresh_token', refresh_token: token, ...web }
  return postWhole(agent, new URL('/oauth2/token', issuer), form)
}

/** Posts a form, and never throws: the connection may go at any moment. */
export function postWhole(
  agent: Agent,
  url: URL,
  form: Readonly<Record<string, string>>,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const outgoing = request(url, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    let readBefore = 0
    outgoing.on('socket', (socket) => (readBefore = socket.bytesRead))
    outgoing.on('error', () => {
      const isHalf = (outgoing.socket?.bytesRead ?? 0) > readBefore
      resolve({ came: isHalf ? 'half' : 'none', status: 0, retryAfter: undefined, body: '' })
    })
    outgoing.on('response', (response) => {
      let body = ''
      response.on('error', () => undefined)
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('close', () =>
        resolve({
          came: response.complete ? 'whole' : 'half',
          status: response.statusCode ?? 0,
          retryAfter: response.headers['retry-after'],
          body,
        }),
      )
    })
    outgoing.end(new URLSearchParams(form).toString())
  })
}

/** The refresh token of a token response. */
export function successorIn({ status, body }: Outcome): string | undefined {
  // RFC 6749 §5.1.
  return status === 200
    ? (JSON.parse(body) as { readonly refresh_token: string }).refresh_token
    : undefined
}
