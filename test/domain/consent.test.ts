import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { clientDefaults } from '#contract/client-defaults.ts'
import type { ClientSettings } from '#domain/client.ts'
import {
  consentPrompt,
  issuesRefreshToken,
  needsConsent,
  type RememberedConsent,
} from '#domain/consent.ts'
import { beyond, formatScope, parseScope } from '#domain/scope.ts'

const client: ClientSettings = {
  ...clientDefaults,
  name: 'Web',
  refreshTokens: { ...clientDefaults.refreshTokens, enabled: true },
}

describe('whether a refresh token is issued', () => {
  test.each([
    [client, ['read'], true],
    [client, ['openid', 'offline_access'], true],
    [client, ['openid', 'read'], false],
    [{ ...client, flow: 'client_credentials' }, ['read'], false],
    [{ ...client, flow: null }, ['read'], false],
    [{ ...client, refreshTokens: clientDefaults.refreshTokens }, ['offline_access'], false],
  ] as const)('%#: of scope %o', (settings, scope, expected) => {
    expect(issuesRefreshToken(settings, scope)).toBe(expected)
  })

  test('is exactly when the prompt shows the offline block', () => {
    const values = ['openid', 'offline_access', 'read', 'profile']
    fc.assert(
      fc.property(fc.subarray(values, { minLength: 1 }), fc.boolean(), (scope, enabled) => {
        const settings = { ...client, refreshTokens: { ...client.refreshTokens, enabled } }
        const prompt = consentPrompt(
          {
            clientId: 'web',
            client: settings,
            redirectUri: 'https://web.example/',
            userName: 'Alice',
            scope,
            texts: [],
          },
          0,
        )
        expect(prompt.offline !== null).toBe(issuesRefreshToken(settings, scope))
        expect(prompt.scopes.map(({ value }) => value)).not.toContain('offline_access')
      }),
    )
  })
})

test('the durations offered end with the maximum of the client and never pass it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40_000_000 }), (absoluteLifetime) => {
      const { offline } = consentPrompt(
        {
          clientId: 'web',
          client: { ...client, refreshTokens: { ...client.refreshTokens, absoluteLifetime } },
          redirectUri: 'https://web.example/',
          userName: 'Alice',
          scope: ['read'],
          texts: [],
        },
        1000,
      )
      const seconds = offline?.durations.map((duration) => duration.seconds) ?? []
      expect(seconds.at(-1)).toBe(absoluteLifetime)
      expect(seconds).toEqual([...new Set(seconds)].toSorted((a, b) => a - b))
      expect(offline?.until).toBe(1000 + absoluteLifetime)
    }),
  )
})

interface Asked {
  readonly settings: ClientSettings
  readonly earlier?: RememberedConsent
  readonly forced?: boolean
}

describe('whether the user is asked', () => {
  const remembered = { scope: ['openid', 'read', 'offline_access'], offlineLifetime: 3600 }
  const remembering = { ...client, consent: 'remember' } as const
  const never = { ...client, consent: 'never' } as const
  test.each([
    ['always', { settings: client, earlier: remembered }, true],
    ['never', { settings: never }, false],
    ['never, but prompt=consent', { settings: never, forced: true }, true],
    ['nothing remembered', { settings: remembering }, true],
    ['all remembered', { settings: remembering, earlier: remembered }, false],
    ['prompt=consent', { settings: remembering, earlier: remembered, forced: true }, true],
    [
      'less remembered',
      { settings: remembering, earlier: { ...remembered, scope: ['openid'] } },
      true,
    ],
    [
      'no refresh token then',
      { settings: remembering, earlier: { ...remembered, offlineLifetime: null } },
      true,
    ],
  ] as const)('%s', (_case, row, expected) => {
    const { settings, earlier, forced = false }: Asked = row
    const scope = ['read', 'openid', 'offline_access']
    expect(needsConsent(settings, scope, earlier, forced)).toBe(expected)
  })
})

describe('scope', () => {
  const value = fc.stringMatching(/^[!#-[\]-~]{1,8}$/)

  test('parses to distinct values in their order, and formats back', () => {
    fc.assert(
      fc.property(fc.uniqueArray(value), (values) => {
        expect(parseScope(formatScope(values))).toEqual(values)
        expect(parseScope(`  ${values.join('   ')} ${values.join(' ')} `)).toEqual(values)
      }),
    )
  })

  test('goes beyond another one by exactly what that lacks', () => {
    fc.assert(
      fc.property(fc.uniqueArray(value), fc.uniqueArray(value), (asked, allowed) => {
        const extra = beyond(asked, allowed)
        expect(extra.some((each) => allowed.includes(each))).toBe(false)
        expect(asked.every((each) => extra.includes(each) || allowed.includes(each))).toBe(true)
      }),
    )
  })
})
