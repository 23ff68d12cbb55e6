import type { FastifyReply } from 'fastify'

import { authorizationCodes, codeLifetime } from '#domain/authorization-code.ts'
import { formatScope, type ScopeValues } from '#domain/scope.ts'
import type { Session } from '#store/sessions.ts'

import type { ValidRequest } from './authorization-request.ts'
import { sendCode } from './authorization-response.ts'
import { answeredAlready, type OpenInteraction } from './interaction.ts'

/** What the user said yes to, or said yes to earlier. */
export interface Granted {
  readonly scope: ScopeValues
  /** Seconds that a refresh token may live; `null` where none is issued. */
  readonly offlineLifetime: number | null
  /** Seconds that this consent is remembered; `null` where it is not. */
  readonly rememberFor: number | null
}

/** Makes the grant and its code in one transaction, and sends the code to the client. */
export async function issueCode(
  request: ValidRequest,
  session: Session,
  granted: Granted,
  {
    interaction,
    reply,
  }: { readonly interaction: OpenInteraction | undefined; readonly reply: FastifyReply },
): Promise<FastifyReply> {
  const { context, draft, parameters, client, redirectUri } = request
  const now = context.clock.now()
  const grant = await context.store.insertAuthorization({
    interaction: interaction?.digest ?? null,
    subject: session.subject,
    clientId: client.clientId,
    scope: formatScope(granted.scope),
    resource: parameters.get('resource') ?? null,
    sessionId: session.id,
    authenticatedAt: session.authenticatedAt,
    absoluteExpiresAt: granted.offlineLifetime && now + granted.offlineLifetime,
    redirectUri,
    redirectUriSent: parameters.has('redirect_uri'),
    codeChallenge: request.codeChallenge,
    nonce: parameters.get('nonce') ?? null,
    codeExpiresAt: now + codeLifetime,
    consentExpiresAt: granted.rememberFor && now + granted.rememberFor,
    ip: draft.ip,
    userAgent: draft.userAgent,
    now,
  })
  if (!grant) throw answeredAlready(draft)
  draft.grantId = grant.grantId
  if (granted.rememberFor !== null) context.consentsChanged()
  const claim = { grantId: grant.grantId, generation: 0 }
  const code = authorizationCodes.mint(context.rotationKey, grant.salt, claim)
  return sendCode({ context, redirectUri, parameters }, reply, code)
}
