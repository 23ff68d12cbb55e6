import { request } from 'node:http'

import { afterEach, beforeEach, expect, test } from 'vitest'

import {
  findLoopbackUri,
  listenForCallback,
  type CallbackListener,
} from '#playground/callback-listener.ts'

const state = 'the-state-of-this-run'
let listener: CallbackListener
let answers: string[]

beforeEach(async () => {
  answers = []
  listener = await listenForCallback({
    registered: 'http://127.0.0.1:8080/callback?kept=1',
    state,
    onAnswer: (url) => answers.push(url.searchParams.get('code') ?? ''),
  })
})

afterEach(() => listener.close())

/** A request as no browser and no library would send it. */
function send(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<number> {
  const { hostname, port } = new URL(listener.redirectUri)
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, method, headers, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .once('error', reject)
      .end()
  })
}

const good = `/callback?kept=1&code=abc&state=${state}`

test('it listens at the registered URI on a port of its own, and takes one answer', async () => {
  expect(listener.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback\?kept=1$/)
  expect(await send(good)).toBe(200)
  expect(await send(good)).toBe(409)
  expect(answers).toEqual(['abc'])
})

test.each([
  { what: 'another path', path: `/other?code=abc&state=${state}`, status: 404 },
  { what: 'a deeper path', path: `/callback/x?code=abc&state=${state}`, status: 404 },
  { what: 'no state', path: '/callback?code=abc', status: 400 },
  { what: 'another state', path: '/callback?code=abc&state=other', status: 400 },
  { what: 'two states', path: `${good}&state=${state}`, status: 400 },
  { what: 'another method', path: good, method: 'POST', status: 405 },
  { what: 'a rebound Host', path: good, headers: { host: 'evil.example' }, status: 421 },
  { what: 'localhost as Host', path: good, headers: { host: 'localhost' }, status: 421 },
])('$what changes nothing', async ({ path, headers, method, status }) => {
  expect(await send(path, headers, method)).toBe(status)
  expect(answers).toEqual([])
  expect(await send(good)).toBe(200)
})

test('its page loads nothing, runs nothing and tells nobody where it was', async () => {
  const { origin } = new URL(listener.redirectUri)
  const response = await fetch(origin + good)
  const text = await response.text()
  expect(text).toContain('You can close this window')
  expect(text).not.toMatch(/<script|src=|href=|abc|the-state/)
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'/)
  expect(response.headers.get('referrer-policy')).toBe('no-referrer')
})

test.each([
  [['https://app.example/callback'], undefined],
  [['http://localhost:3000/callback', 'http://127.0.0.1/cb'], 'http://127.0.0.1/cb'],
  [['com.example.app:/cb', 'http://[::1]/cb'], 'http://[::1]/cb'],
  [['http://localhost:3000/callback'], 'http://localhost:3000/callback'],
  [['http://127.0.0.1.evil.example/cb'], undefined],
])('of %j it listens at %s', (uris, found) => {
  expect(findLoopbackUri(uris)).toBe(found)
})
