import { describe } from 'vitest'

import { pageWire } from '#test/support/failing-requests.ts'
import { testFailures, type Send } from '#test/support/failures.ts'
import type { TestIssuer } from '#test/support/issuer.ts'
import { authorizationUrl, openConsent, pageOf } from '#test/support/relying-party.ts'
import { openUserAgent } from '#test/support/user-agent.ts'
import { alice, disableUser } from '#test/support/workspace.ts'

// Ways to fail in front of the user: one sentence for all of sign-in, and the reason in the record.

const client = { consent: 'never' } as const

const wrongCredentials = 'The user name or the password is not right, or too many were tried.'
const expected = 'the password of a user who may sign in'

/** Signs in on a page of its own each time. */
function signingIn(issuer: TestIssuer, controls: { username: string; password: string }): Send {
  return async () => {
    const agent = openUserAgent(issuer.url)
    const page = pageOf(await agent.settle(await agent.get(authorizationUrl(issuer))))
    const place = await agent.settle(await agent.submit(page, controls))
    return place instanceof URL
      ? { status: 303, error: null, description: null }
      : pageWire(place.status, place.html)
  }
}

const signIn = {
  client,
  endpoint: 'sign-in',
  wire: [401, null, wrongCredentials],
  check: 'password',
  clause: /OIDC Core §3.1.2.3/,
  expected,
} as const

describe('the pages', () => {
  testFailures([
    {
      name: 'sign-in with a wrong password',
      ...signIn,
      prepare: (issuer) => signingIn(issuer, { ...alice, password: 'a-guess' }),
      received: 'a wrong password',
    },
    {
      name: 'sign-in of nobody',
      ...signIn,
      prepare: (issuer) => signingIn(issuer, { username: 'alcie', password: 'a-guess' }),
      received: 'an unknown user name',
    },
    {
      name: 'sign-in of a disabled user',
      ...signIn,
      prepare: async (issuer) => {
        await disableUser(issuer, alice.subject)
        return signingIn(issuer, alice)
      },
      received: 'a disabled user',
      fix: { id: 'user.enable', sentence: 'Enable alice', caution: /audit trail/ },
    },
    {
      name: 'sign-in after too many wrong passwords',
      ...signIn,
      prepare: async (issuer) => {
        const guess = signingIn(issuer, { ...alice, password: 'a-guess' })
        for (let tries = 0; tries < 10; tries += 1) await guess()
        return signingIn(issuer, alice)
      },
      received: 'too many tries for this user name from this address',
      fix: {
        id: 'user.unlock',
        sentence: 'Unlock alice',
        caution: /cannot be taken back/,
        isFinal: true,
      },
    },
    {
      name: 'consent that was denied',
      endpoint: 'consent',
      prepare: async (issuer) => {
        const { agent, consent } = await openConsent(issuer)
        return async () => {
          const place = await agent.settle(await agent.submit(consent, { decision: 'deny' }))
          if (!(place instanceof URL)) return pageWire(place.status, place.html)
          const { searchParams } = place
          const description = searchParams.get('error_description')
          return { status: 303, error: searchParams.get('error'), description }
        }
      },
      wire: [303, 'access_denied', 'The user denied the request.'],
      check: 'consent',
      clause: /RFC 6749 §4.1.2.1/,
      expected: 'a yes',
      received: 'the user denied',
    },
    {
      name: 'a form that was answered already',
      endpoint: 'consent',
      prepare: async (issuer) => {
        const { agent, consent } = await openConsent(issuer)
        await agent.submit(consent, { decision: 'deny' })
        return async () => {
          const page = pageOf(await agent.settle(await agent.submit(consent, { decision: 'deny' })))
          return pageWire(page.status, page.html)
        }
      },
      wire: [
        400,
        'invalid_request',
        'This sign-in is over or was answered already. Go back to the application and start again.',
      ],
      check: 'interaction',
      clause: /RFC 9700 §4.7.1/,
      expected: 'an open interaction',
      received: 'one that is unknown, over or answered',
    },
  ])
})
