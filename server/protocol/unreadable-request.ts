import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

import type { FastifyReply, FastifyRequest } from 'fastify'

import { securityHeaders } from './security-headers.ts'

// What Node and Fastify refuse before any hook runs gets the headers and the words of all others.

/** What HTTP itself forbids: broken framing, headers too long, a request that takes too long. */
export function refuseOnSocket(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  if (socket.writable) socket.write(answerText(statusOf(error.code)))
  socket.destroy(error)
}

/** A path that is no path: its percent-encoding is broken. */
export function refusePath(_error: Error, _request: FastifyRequest, reply: FastifyReply): void {
  void reply.headers(securityHeaders).code(400).send(refusal(400))
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
export function unreadable(status: number): string {
  return sentences[status] ?? 'The request cannot be read.'
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
