import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { TestIssuer } from '#test/support/issuer.ts'
import { openUserAgent, signInAndAllow, type Page } from '#test/support/user-agent.ts'

import { startApi } from './api.ts'
import type { Running } from './listen.ts'
import { alice, clientSecret, startSampleIssuer } from './sample-issuer.ts'
import { startWebClient } from './web-client.ts'

let issuer: TestIssuer
let api: Running
let web: Running

beforeAll(async () => {
  issuer = await startSampleIssuer()
  api = await startApi({ issuer: issuer.url })
  web = await startWebClient({
    issuer: issuer.url,
    clientId: 'codeflowclient',
    clientSecret,
    apiUrl: api.url,
  })
})

afterAll(async () => {
  await web.close()
  await api.close()
  await issuer[Symbol.asyncDispose]()
})

describe('SM-01: the web client', () => {
  test('goes from the handshake to the token, calls the service and renews', async () => {
    const browser = openBrowser(web.url)
    const home = await browser.open('/')
    expect(home.html).toContain('Start authorization handshake')

    const code = await browser.signIn()
    expect(code.html).toContain('id="get-token"')
    const tokens = await browser.press(code, '/token')
    expect(text(tokens, 'token-type')).toBe('bearer')
    expect(claims(tokens, 'id-token-claims')).toMatchObject({ iss: issuer.url })

    const called = await browser.press(tokens, '/call')
    const identity = Object.fromEntries(list(called).map(({ type, value }) => [type, value]))
    expect(identity).toMatchObject({ client_id: 'codeflowclient', aud: 'urn:webapisecurity' })
    expect(identity).toEqual(claims(tokens, 'access-token-claims'))

    const renewed = await browser.press(called, '/renew')
    expect(renewed.html).not.toContain('id="error"')
    const { jti } = claims(tokens, 'access-token-claims')
    expect(claims(renewed, 'access-token-claims')).not.toMatchObject({ jti })
    expect(list(await browser.press(renewed, '/call'))).not.toEqual([])
    expect(issuer.bugs).toEqual([])
  })

  test('says that the renewal was refused once the token is revoked in the console', async () => {
    const browser = openBrowser(web.url)
    const tokens = await browser.press(await browser.signIn(), '/token')
    await issuer.admin('refreshTokens.revoke', {
      target: { kind: 'client', clientId: 'codeflowclient' },
      mode: 'revoke',
      reason: 'test',
    })

    const refused = await browser.press(tokens, '/renew')
    expect(text(refused, 'error')).toMatch(/^The issuer says invalid_grant: .+/)
    // A JWT needs no issuer to be verified, so it lives on until it expires.
    expect(list(await browser.press(refused, '/call'))).not.toEqual([])
  })

  test('shows a refusal of the user', async () => {
    const browser = openBrowser(web.url)
    const handshake = await browser.start()
    handshake.searchParams.set('prompt', 'none')
    const callback = await openUserAgent(issuer.url).settle(await fetchManually(handshake))
    const page = await browser.open(callback instanceof URL ? callback : '/')
    expect(text(page, 'error')).toMatch(/^The issuer says login_required: .+/)
  })

  test('redeems no code that was injected into another browser', async () => {
    const victim = openBrowser(web.url)
    await victim.start()
    const attacker = openBrowser(web.url)
    const callback = await signInAndAllow(openUserAgent(issuer.url), await attacker.start(), alice)
    const page = await victim.open(callback)
    expect(page.status).toBe(400)
    expect(text(page, 'error')).toContain('belongs to no handshake')
    expect(page.html).not.toContain('get-token')
  })

  test('says that its secret is wrong', async () => {
    const misconfigured = await startWebClient({
      issuer: issuer.url,
      clientId: 'codeflowclient',
      clientSecret: 'not-the-secret-at-all',
      apiUrl: api.url,
    })
    const browser = openBrowser(misconfigured.url)
    const page = await browser.press(await browser.signIn(), '/token')
    expect(text(page, 'error')).toContain('does not accept the id or the secret')
    await misconfigured.close()
  })

  test('presses no button for another site', async () => {
    const response = await fetch(`${web.url}/renew`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site' },
    })
    expect(response.status).toBe(403)
  })

  test('shows no token and escapes what the issuer says', async () => {
    const browser = openBrowser(web.url)
    const tokens = await browser.press(await browser.signIn(), '/token')
    expect(tokens.html).not.toMatch(/eyJ[\w-]{10}/)
    expect(text(tokens, 'refresh-token')).toHaveLength('12345678…'.length)

    const { searchParams } = await browser.start()
    const query = new URLSearchParams({
      state: searchParams.get('state') ?? '',
      error: '<script>',
    })
    expect((await browser.open(`/callback?${query}`)).html).not.toContain('<script>')
  })
})

/** A browser at the web client, and its user at the issuer. */
function openBrowser(url: string) {
  const agent = openUserAgent(url)
  const page = async (response: Response): Promise<Page> => {
    const place = await agent.settle(response)
    if (place instanceof URL) throw new Error(`Sent away to ${place.origin}.`)
    return place
  }
  const open = async (path: string | URL) => page(await agent.get(new URL(path, url)))
  const start = async () => {
    const place = await agent.settle(await agent.get(`${url}/start`))
    if (!(place instanceof URL)) throw new Error(`Not sent to the issuer: ${place.html}`)
    return place
  }
  return {
    open,
    start,
    /** Up to the page that has the code. */
    signIn: async () => open(await signInAndAllow(openUserAgent(issuer.url), await start(), alice)),
    press: async (from: Page, action: string) => {
      expect(from.html).toContain(`action="${action}"`)
      return page(await agent.submit({ ...from, action, hidden: {} }, {}))
    },
  }
}

function fetchManually(url: URL): Promise<Response> {
  return fetch(url, { redirect: 'manual' })
}

function text({ html }: Page, id: string): string {
  const [, found] = new RegExp(`id="${id}"[^>]*>([^<]*)<`).exec(html) ?? []
  if (found === undefined) throw new Error(`No element ${id} in ${html}`)
  return found.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
}

function claims(page: Page, id: string): Record<string, unknown> {
  return JSON.parse(text(page, id))
}

function list(page: Page): { type: string; value: unknown }[] {
  return JSON.parse(text(page, 'service-answer'))
}
