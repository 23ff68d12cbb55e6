import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import type { Locator } from 'playwright'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { launchDesktop, type Desktop } from '#test/support/desktop.ts'

let desktop: Desktop
let elsewhere: Server
let address: string
let visits: string[] = []

beforeAll(async () => {
  elsewhere = createServer((request, response) => {
    visits.push(request.url ?? '')
    response.end('elsewhere')
  })
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
  // A server on a port has an address of this kind.
  address = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`
  desktop = await launchDesktop()
})

beforeEach(async () => {
  visits = []
  await desktop.app.evaluate(({ dialog, shell }) => {
    const opened: string[] = []
    Object.assign(globalThis, { opened, asked: [] })
    shell.openExternal = async (url) => {
      opened.push(url)
    }
    dialog.showMessageBox = async (...given: unknown[]) => {
      opened.push(`asked: ${JSON.stringify(given.at(-1))}`)
      return { response: 1, checkboxChecked: false }
    }
  })
})

afterAll(async () => {
  elsewhere.close()
  await desktop.close()
})

const opened = (): Promise<string[]> =>
  desktop.app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened)

async function expectStillHere(): Promise<void> {
  const windows = await desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => window.webContents.getURL()),
  )
  expect(windows).toEqual([expect.stringMatching(/^app:\/\/console\//)])
  expect(await desktop.page.locator('#root > *').count()).toBeGreaterThan(0)
  expect(visits).toEqual([])
}

/** Ways out of the page, as an injected element or script would try them. */
const navigations: Record<string, (target: string) => void> = {
  'location.href': (target) => {
    location.href = target
  },
  'location.replace': (target) => location.replace(target),
  'a link': (target) => {
    const link = document.body.appendChild(document.createElement('a'))
    link.href = target
    link.click()
    link.remove()
  },
  'a meta refresh': (target) => {
    const meta = document.createElement('meta')
    meta.httpEquiv = 'refresh'
    meta.content = `0;url=${target}`
    document.head.append(meta)
  },
}

test.each(Object.keys(navigations))('104: %s leads nowhere', async (way) => {
  const blocked = (): number => desktop.output().split('navigation was blocked').length - 1
  const before = blocked()
  await desktop.page.evaluate(navigations[way] ?? (() => {}), `${address}/${way}`)
  await expect.poll(blocked).toBe(before + 1)
  await expectStillHere()
})

const windows: Record<string, (target: string) => void> = {
  'window.open': (target) => void window.open(target),
  'window.open without an opener': (target) => void window.open(target, '_blank', 'noopener'),
  'a link to a new window': (target) => {
    const link = document.body.appendChild(document.createElement('a'))
    link.href = target
    link.target = '_blank'
    link.click()
    link.remove()
  },
}

test.each(Object.keys(windows))('104, 105: %s goes to the browser of the system', async (way) => {
  const target = `${address}/${encodeURIComponent(way)}`
  await desktop.page.evaluate(windows[way] ?? (() => {}), target)
  await expect.poll(opened).toEqual([target])
  await expectStillHere()
})

const clicks: Record<string, Parameters<Locator['click']>[0]> = {
  'the middle button': { button: 'middle' },
  'the shift key': { modifiers: ['Shift'] },
  'the control key': { modifiers: ['ControlOrMeta'] },
}

test.each(Object.keys(clicks))('104, 105: a click with %s opens no window', async (way) => {
  const target = `${address}/${encodeURIComponent(way)}`
  await desktop.page.evaluate((to) => {
    const link = document.body.appendChild(document.createElement('a'))
    link.href = to
    link.id = 'a-link'
    link.textContent = 'a link'
    link.style.position = 'fixed'
    link.style.inset = '0 auto auto 0'
    link.style.zIndex = '9'
  }, target)
  await desktop.page.locator('#a-link').click(clicks[way])
  await desktop.page.locator('#a-link').evaluate((link) => link.remove())
  await expect.poll(opened).toEqual([target])
  await expectStillHere()
})

test('105: an address beyond this machine is asked about, and not opened on a no', async () => {
  await desktop.page.evaluate(() => void window.open('https://example.com/path'))
  await expect.poll(opened).toEqual([expect.stringContaining('Open example.com in your browser?')])
})

const refusedLinks = ['http://example.com/', 'https://user:pw@localhost/']

test.each(refusedLinks)('105: %s is opened by nobody', async (target) => {
  const refusals = (): number => desktop.output().split('a link was refused').length - 1
  const before = refusals()
  await desktop.page.evaluate((to) => void window.open(to), target)
  await expect.poll(refusals).toBe(before + 1)
  expect(await opened()).toEqual([])
  await expectStillHere()
})

test('101: script and markup made of text do not run, and both are reported', async () => {
  expect(await desktop.policyViolations()).toEqual([])
  const ran = await desktop.page.evaluate(() => {
    const results: string[] = []
    const attempt = (name: string, act: () => void): void => {
      try {
        act()
        results.push(name)
      } catch {
        // Refused by Trusted Types.
      }
    }
    attempt('innerHTML', () => {
      document.body.innerHTML = '<img src=x>'
    })
    attempt('a script', () => {
      document.createElement('script').textContent = '1'
    })
    return results
  })
  expect(ran).toEqual([])
  expect((await desktop.policyViolations()).length).toBeGreaterThanOrEqual(2)
})

test('100: the page cannot read files', async () => {
  const read = await desktop.page.evaluate(() =>
    fetch('file:///etc/passwd').then(
      () => 'read',
      () => 'refused',
    ),
  )
  expect(read).toBe('refused')
})

const deniedPermissions = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read']

test.each(deniedPermissions)('102: the page may not use %s', async (name) => {
  const state = await desktop.page.evaluate(async (asked) => {
    // The types do not know every name that the browser does.
    const { state } = await navigator.permissions.query({ name: asked as PermissionName })
    return state
  }, name)
  expect(state).toBe('denied')
})

test('102: asking for a permission is answered with a no', async () => {
  const answers = await desktop.page.evaluate(async () => ({
    notifications: await Notification.requestPermission(),
    place: await new Promise((resolve) => {
      navigator.geolocation.getCurrentPosition(
        () => resolve('given'),
        ({ code }) => resolve(code),
      )
    }),
    clipboard: await navigator.clipboard.readText().catch((error: Error) => error.name),
  }))
  expect(answers).toEqual({ notifications: 'denied', place: 1, clipboard: 'NotAllowedError' })
})

test('a copy button may write text to the clipboard', async () => {
  await desktop.page.evaluate(() => navigator.clipboard.writeText('copied'))
})
