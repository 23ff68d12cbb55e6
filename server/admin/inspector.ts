import type { InspectedToken } from '#contract/inspector.ts'
import type { ParsedInput } from '#contract/operations.ts'
import { digest } from '#domain/secret.ts'
import { findTokens, type TokenInText } from '#domain/token-text.ts'

import type { AdminContext } from './context.ts'
import type { Handlers, OperationsOf } from './handler.ts'
import { inspectJwt } from './inspector-claims.ts'
import { inspectGrantToken, inspectIdentifier, inspectOpaque } from './inspector-opaque.ts'

/** What an inspection finds out about one token, beside where it stood. */
export type Finding = Pick<InspectedToken, 'kind' | 'verdict' | 'jwt' | 'api' | 'record'>

type Input = ParsedInput<'inspector.inspect'>

export const inspectorHandlers: Handlers<OperationsOf<'inspector'>> = {
  'inspector.inspect': {
    guard: 'administrator',
    changes: [],
    // SECURITY: writes nothing, records nothing, and answers without the value of any token.
    async run(context, input) {
      const tokens: InspectedToken[] = []
      for (const found of findTokens(input.text)) {
        tokens.push({ ...placeOf(found), ...(await inspect(context, found, input)) })
      }
      return { now: context.now(), tokens }
    },
  },
}

function placeOf({
  value,
  start,
  label,
}: TokenInText): Pick<InspectedToken, 'start' | 'length' | 'label' | 'fingerprint'> {
  return {
    start,
    length: value.length,
    label: label ?? null,
    fingerprint: digest(value).toString('hex', 0, 4),
  }
}

function inspect(
  context: AdminContext,
  { shape, value }: TokenInText,
  { api }: Input,
): Promise<Finding> | Finding {
  switch (shape) {
    case 'jwt':
      return inspectJwt(context, value, api)
    case 'jwe':
      return encrypted
    case 'access token':
      return inspectOpaque(context, value)
    case 'refresh token':
    case 'code':
      return inspectGrantToken(context, shape, value)
    case 'jti':
      return inspectIdentifier(context, value)
  }
}

const encrypted: Finding = {
  kind: 'encrypted JWT',
  verdict: {
    tone: 'unknown',
    title: 'An encrypted JWT',
    sentences: [
      'Only whom it is meant for can read it (RFC 7516). This issuer does not encrypt its tokens, so it is not one of ours.',
    ],
  },
  jwt: null,
  api: null,
  record: null,
}
