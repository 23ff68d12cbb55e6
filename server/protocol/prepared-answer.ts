import { createHash } from 'node:crypto'

import type { FastifyReply, FastifyRequest } from 'fastify'

/** What an answer is made of: as long as `revision` stays the same, so do its bytes. */
export interface AnswerSource {
  readonly revision: () => unknown
  readonly build: () => object | Promise<object>
}

interface Prepared {
  readonly revision: unknown
  readonly bytes: Buffer
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Answers a GET with JSON that is serialized once for each revision of its source, or with 304 to
 * whoever has it already (RFC 9110 §8.8.3, §13.1.2).
 */
export function preparedAnswer(
  source: AnswerSource,
): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  let prepared: Prepared | undefined
  return async (request, reply) => {
    // Read before it is built: a change in between makes the next request build again.
    const revision = source.revision()
    if (prepared?.revision !== revision) prepared = undefined
    const answer = prepared ?? prepare(revision, await source.build())
    prepared = answer
    reply.headers(answer.headers)
    return isKnown(request.headers['if-none-match'], answer.headers['etag'])
      ? reply.code(304).send()
      : reply.type('application/json; charset=utf-8').send(answer.bytes)
  }
}

function prepare(revision: unknown, body: object): Prepared {
  const bytes = Buffer.from(JSON.stringify(body))
  const digest = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
  return {
    revision,
    bytes,
    headers: { etag: `"${digest}"`, 'cache-control': 'public, max-age=60' },
  }
}

/** RFC 9110 §13.1.2: `*`, or a list whose members are compared weakly. */
function isKnown(condition: string | undefined, etag: string | undefined): boolean {
  if (condition === undefined || etag === undefined) return false
  return (
    condition.trim() === '*' ||
    condition.split(',').some((member) => member.trim().replace(/^W\//, '') === etag)
  )
}
