import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { refreshTokens } from '#domain/refresh-token.ts'
import { openIssuer } from '#issuer'
import { authorizationUrl, redeemCode, tokensOf } from '#test/support/relying-party.ts'
import { openUserAgent, signInAndAllow, type UserAgent } from '#test/support/user-agent.ts'
import { alice, workspace } from '#test/support/workspace.ts'

/** A folder for one rig, with the refresh tokens of the families in its store. */
export interface SeededFolder extends Disposable {
  readonly data: string
  readonly tokens: readonly string[]
}

/** A store on disk with this many families of the client `web`, all of one user, none running. */
export async function seedFamilies(
  count: number,
  refreshTokens: object = {},
): Promise<SeededFolder> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-fault-'))
  const data = join(folder, 'data')
  const configuration = workspace({
    consent: 'never',
    refreshTokens: { enabled: true, graceSeconds: 60, ...refreshTokens },
  })
  const issuer = await openIssuer({ data, port: 0, sample: false, configuration, passwordCost: 16 })
  const tokens: string[] = []
  try {
    const agent = openUserAgent(issuer.url)
    while (tokens.length < count) tokens.push(await newFamily(issuer, agent))
  } finally {
    await issuer.close()
  }
  return { data, tokens, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}

/** A copy of a seeded store that a rig may break. */
export function copyOf({ data, tokens }: SeededFolder): SeededFolder {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-fault-'))
  const copy = join(folder, 'data')
  cpSync(data, copy, { recursive: true })
  return {
    data: copy,
    tokens,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** The code that a signed-in user agent brings back; signs it in the first time. */
export async function codeFor(issuer: { readonly url: string }, agent: UserAgent): Promise<string> {
  const callback = await signInAndAllow(agent, authorizationUrl(issuer), alice)
  const code = callback.searchParams.get('code')
  if (code === null) throw new Error(`No code: ${callback.href}`)
  return code
}

export async function newFamily(
  issuer: { readonly url: string },
  agent: UserAgent,
): Promise<string> {
  return refreshTokenOf(tokensOf(await redeemCode(issuer, await codeFor(issuer, agent))))
}

export function refreshTokenOf({
  refresh_token: token,
}: {
  readonly refresh_token?: string
}): string {
  if (token === undefined) throw new Error('No refresh token.')
  return token
}

/** Which token of its family this is. */
export function generationOf(token: string): number {
  return refreshTokens.read(token)?.generation ?? 0
}
