import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

import type { FastifyRequest } from 'fastify'

import { EarlyRefusal, type BrokenRule } from './early-refusal.ts'
import { bodyLimit, printable } from './parameters.ts'
import { securityHeaders } from './security-headers.ts'

// What Node and Fastify refuse before any hook runs gets the headers and the words of all others.

/** What HTTP itself forbids: broken framing, headers too long, a request that takes too long. */
export function refuseOnSocket(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  if (socket.writable) socket.write(answerText(statusOf(error.code)))
  socket.destroy(error)
}

/** A path that is no path: its percent-encoding is broken. */
export function unreadablePath(): EarlyRefusal {
  return new EarlyRefusal('invalid_request', unreadable(400), {
    check: 'path',
    clause: 'RFC 3986 §2.1',
    expected: 'a path with whole percent-encoded octets',
    received: 'a broken one',
  })
}

/** RFC 9110 §10.1.1: nothing but `100-continue` may be expected. */
export function refuseExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const body = JSON.stringify(refusal(417))
  response.writeHead(417, headersOf(body)).end(body)
}

function statusOf(code: string | undefined): number {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408
  return code === 'HPE_HEADER_OVERFLOW' ? 431 : 400
}

const sentences: Readonly<Record<number, string>> = {
  408: 'The request took too long.',
  413: 'The request is too long.',
  415: 'Only application/x-www-form-urlencoded is read here.',
  417: 'This expectation cannot be met.',
  431: 'The headers of the request are too long.',
}

/** The sentence for a request that got no further than its reading. */
function unreadable(status: number): string {
  return sentences[status] ?? 'The request cannot be read.'
}

/** Fastify's own refusals: a body too large, a media type that is not a form, a broken one. */
export function unreadableBody(error: unknown, request: FastifyRequest): EarlyRefusal | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined
  const status = Number(error.statusCode)
  if (!(status >= 400 && status < 500)) return undefined
  const rule = { ...brokenRule(status, request.headers), status }
  return new EarlyRefusal('invalid_request', unreadable(status), rule)
}

function brokenRule(status: number, headers: FastifyRequest['headers']): BrokenRule {
  if (status === 413)
    return {
      check: 'body.size',
      clause: 'RFC 9110 §15.5.14',
      expected: `${bodyLimit} bytes at most`,
      received: `${printable(headers['content-length'] ?? 'more')} bytes`,
    }
  if (status === 415)
    return {
      check: 'media_type',
      clause: 'RFC 6749 §3.2, Appendix B',
      expected: 'application/x-www-form-urlencoded',
      received: printable(headers['content-type'] ?? 'none'),
    }
  return {
    check: 'body',
    clause: 'RFC 9112 §6.3',
    expected: 'a body as long as its Content-Length says, that can be read',
    received: 'another',
  }
}

function refusal(status: number): object {
  return { error: 'invalid_request', error_description: unreadable(status) }
}

function headersOf(body: string): Record<string, string> {
  return {
    ...securityHeaders,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
  }
}

function answerText(status: number): string {
  const body = JSON.stringify(refusal(status))
  const lines = Object.entries({ ...headersOf(body), connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}
