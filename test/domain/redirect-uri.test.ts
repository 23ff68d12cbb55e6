import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  atPortOf,
  formActionSource,
  matchesRedirectUri,
  redirectHost,
  redirectUriProblem,
} from '#domain/redirect-uri.ts'

describe('what may be registered', () => {
  test.each([
    'https://web.example/callback',
    'https://web.example/callback?tenant=1',
    'https://127.0.0.1/callback',
    'http://localhost/callback',
    'http://127.0.0.1:4000/callback',
    'http://[::1]/callback',
    'com.example.app:/callback',
    'ms-app://s-1-15-2/',
  ])('%s', (uri) => {
    expect(redirectUriProblem(uri)).toBeUndefined()
  })

  test.each([
    ['/callback', /absolute/],
    ['', /absolute/],
    ['https://web.example/#fragment', /fragment/],
    ['https://web.example/#', /fragment/],
    ['https://web.example/a b', /space/],
    ['https://web.example\\@evil.example/', /backslash/],
    ['https://user@web.example/', /user name/],
    ['https://user:secret@web.example/', /user name/],
    ['https://*.web.example/', /wildcards/],
    ['http://web.example/', /https/],
    ['http://127.0.0.1.evil.example/', /https/],
    ['http://192.168.1.1/', /https/],
    ['javascript:alert(1)', /never/],
    ['data:text/html,x', /never/],
    ['file:///etc/passwd', /never/],
    ['myapp:/callback', /reverse domain name/],
  ])('%s is refused with a sentence', (uri, sentence) => {
    expect(redirectUriProblem(uri)).toMatch(sentence)
  })
})

describe('what matches', () => {
  test('an equal URI does, and nothing else that is no loopback address', () => {
    fc.assert(
      fc.property(fc.webUrl(), fc.webUrl(), (registered, received) => {
        expect(matchesRedirectUri(registered, registered)).toBe(true)
        expect(matchesRedirectUri(registered, received)).toBe(registered === received)
      }),
    )
  })

  test('a loopback address does on any port', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('127.0.0.1', '[::1]', 'localhost'),
        fc.integer({ min: 1, max: 65_535 }),
        fc.constantFrom('', '/', '/callback', '/callback?tenant=1', '?tenant=1'),
        (host, port, rest) => {
          const received = `http://${host}:${port}${rest}`
          expect(matchesRedirectUri(`http://${host}${rest}`, received)).toBe(true)
          expect(matchesRedirectUri(`http://${host}:4000${rest}`, received)).toBe(true)
          expect(matchesRedirectUri(`http://${host}/other${rest}`, received)).toBe(false)
          expect(matchesRedirectUri(`https://${host}${rest}`, received)).toBe(false)
          expect(matchesRedirectUri(`http://web.example${rest}`, received)).toBe(false)
        },
      ),
    )
  })

  test.each([
    'http://127.0.0.1:80@evil.example/callback',
    'http://127.0.0.1.evil.example/callback',
    'http://127.0.0.1:99/callback#x',
    'http://127.0.0.1:99/callback/../x',
    'http://127.0.0.1:/callback',
    'http://127.0.0.1:123456/callback',
    'http://127.0.0.1\\@evil.example/callback',
    'http://localhost/callback',
    'HTTP://127.0.0.1/callback',
  ])('%s does not match a loopback address', (received) => {
    expect(matchesRedirectUri('http://127.0.0.1/callback', received)).toBe(false)
  })
})

test('people read the host, browsers the origin, of a private-use scheme the scheme', () => {
  expect(redirectHost('https://web.example:8443/a')).toBe('web.example:8443')
  expect(redirectHost('com.example.app:/a')).toBe('com.example.app:')
  expect(formActionSource('https://web.example/a?b')).toBe('https://web.example')
  expect(formActionSource('com.example.app:/a')).toBe('com.example.app:')
})

test.each([
  ['http://127.0.0.1:5000/cb/', 'http://127.0.0.1/cb', 'http://127.0.0.1:5000/cb'],
  ['http://127.0.0.1/cb/', 'http://127.0.0.1:80/cb', 'http://127.0.0.1/cb'],
  ['http://localhost:5000/cb', 'http://[::1]:1?a=b', 'http://[::1]:5000?a=b'],
  ['https://a.example:1/cb', 'https://a.example/cb', 'https://a.example/cb'],
  ['https://a.example:1/cb', 'http://127.0.0.1/cb', 'http://127.0.0.1/cb'],
  ['http://localhost:1/cb', 'http://localhost.example/cb', 'http://localhost.example/cb'],
])('for %s, %s counts as %s: a port is free on loopback alone', (received, registered, counts) => {
  expect(atPortOf(received, registered)).toBe(counts)
})
