import { generationOf, codeFor, refreshTokenOf } from '#test/fault/support/families.ts'
import { post, redeemCode, refresh, tokensOf, type Answer } from '#test/support/relying-party.ts'
import { openUserAgent } from '#test/support/user-agent.ts'
import { web } from '#test/support/workspace.ts'

// Clients that write down what they were told, so that it can be asked for after a crash. Each is
// used until its issuer answers no more, then `verify`d against the issuer that comes back.

type Place = { readonly url: string }

export interface ClientUnderFire {
  /** Asks again and again until an answer stays out. */
  run(issuer: Place): Promise<void>
  /** What of it was acknowledged and is not there any more: one sentence each. */
  verify(issuer: Place): Promise<readonly string[]>
}

/** How many answers clients have got, and how many stayed out. */
export interface Tally {
  acknowledged: number
  unanswered: number
}

/** `undefined` where the issuer went away before the whole answer was here. */
async function answered(attempt: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await attempt
  } catch {
    return undefined
  }
}

/** Rotates one family. */
export function refreshingClient(first: string, tally: Tally): ClientUnderFire {
  let held = first
  let previous: string | undefined
  let inDoubt = false

  const verifyInDoubt = async (issuer: Place): Promise<readonly string[]> => {
    const [retry, again] = [await refresh(issuer, held), await refresh(issuer, held)]
    if (retry.status !== 200) return [`retry of generation ${generationOf(held)}: ${retry.status}`]
    const [successor, same] = [refreshTokenOf(tokensOf(retry)), refreshTokenOf(tokensOf(again))]
    const problems = [
      ...(successor === same ? [] : ['two retries got two successors']),
      ...(generationOf(successor) === generationOf(held) + 1 ? [] : ['a generation was skipped']),
    ]
    previous = held
    held = successor
    return problems
  }
  const verifyHeld = async (issuer: Place): Promise<readonly string[]> => {
    // As if the last answer had stayed out: the predecessor brings the very same token.
    const again = previous === undefined ? undefined : await refresh(issuer, previous)
    const isSame = !again || again.body['refresh_token'] === held
    const next = await refresh(issuer, held)
    if (next.status !== 200) return [`acknowledged generation ${generationOf(held)} is lost`]
    previous = held
    held = refreshTokenOf(tokensOf(next))
    return isSame ? [] : ['the retry got another token than the answer had']
  }
  return {
    async run(issuer) {
      for (;;) {
        const answer = await answered(refresh(issuer, held))
        inDoubt = answer?.status !== 200
        if (!answer || inDoubt) break
        previous = held
        held = refreshTokenOf(tokensOf(answer))
        tally.acknowledged += 1
      }
      tally.unanswered += 1
    },
    verify: (issuer) => (inDoubt ? verifyInDoubt(issuer) : verifyHeld(issuer)),
  }
}

/** Exchanges codes; the refresh tokens that it was given must work, and no code twice. */
export function exchangingClient(tally: Tally): ClientUnderFire {
  let given: string[] = []
  let codeInDoubt: string | undefined
  return {
    async run(issuer) {
      given = []
      codeInDoubt = undefined
      const agent = openUserAgent(issuer.url)
      for (;;) {
        const code = await codeFor(issuer, agent).catch(() => undefined)
        const answer = code === undefined ? undefined : await answered(redeemCode(issuer, code))
        if (answer?.status !== 200) {
          codeInDoubt = code
          tally.unanswered += 1
          return
        }
        given.push(refreshTokenOf(tokensOf(answer)))
        tally.acknowledged += 1
      }
    },
    async verify(issuer) {
      const problems: string[] = []
      for (const token of given)
        if ((await refresh(issuer, token)).status !== 200)
          problems.push('an exchanged code’s refresh token is lost')
      if (codeInDoubt === undefined) return problems
      const retry = await redeemCode(issuer, codeInDoubt)
      // Either it was never spent, or it was, and then it stays so.
      const isWhole =
        retry.status === 200
          ? (await refresh(issuer, refreshTokenOf(tokensOf(retry)))).status === 200
          : retry.body['error'] === 'invalid_grant'
      return isWhole ? problems : [...problems, `a code in doubt: ${retry.status}`]
    },
  }
}

/** Makes families and revokes them; what was revoked stays revoked. */
export function revokingClient(tally: Tally): ClientUnderFire {
  let revoked: string[] = []
  let inDoubt: string | undefined
  const revoke = (issuer: Place, token: string): Promise<boolean> =>
    fetch(new URL('/oauth2/revoke', issuer.url), {
      method: 'POST',
      body: new URLSearchParams({ token, ...web }),
    }).then(
      ({ status }) => status === 200,
      () => false,
    )
  return {
    async run(issuer) {
      revoked = []
      inDoubt = undefined
      const agent = openUserAgent(issuer.url)
      for (;;) {
        const code = await codeFor(issuer, agent).catch(() => undefined)
        const answer = code === undefined ? undefined : await answered(redeemCode(issuer, code))
        if (answer?.status !== 200) return
        const token = refreshTokenOf(tokensOf(answer))
        if (!(await revoke(issuer, token))) {
          inDoubt = token
          tally.unanswered += 1
          return
        }
        revoked.push(token)
        tally.acknowledged += 1
      }
    },
    async verify(issuer) {
      // The client that got no answer asks again (RFC 7009 §2.1).
      if (inDoubt !== undefined && (await revoke(issuer, inDoubt))) revoked.push(inDoubt)
      const problems: string[] = []
      for (const token of revoked) {
        const answer = await post(issuer, '/oauth2/token', {
          grant_type: 'refresh_token',
          refresh_token: token,
          ...web,
        })
        if (answer.body['error'] !== 'invalid_grant') problems.push('a revoked token lives again')
      }
      return problems
    },
  }
}
