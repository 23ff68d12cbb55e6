import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'

import type { WebPreferences } from 'electron'

import type { Session } from './cdp.ts'
import { chromiumHost } from './host.ts'
import { codec, invoke, type Invocation } from './ipc-main.ts'
import { interceptNetwork, type PausedRequest } from './network.ts'
import { pageWorldSource, preloadWorldSource, type WorldNames } from './preload-world.ts'
import { fromWire, toWire } from './protocol.ts'
import { applyPermissions } from './session.ts'
import { preventable, strict, StrictEmitter } from './strict.ts'

interface Frame {
  readonly parent: Frame | null
  readonly url: string
  readonly origin: string
}

type OpenHandler = (details: { url: string; frameName: string; features: string }) => {
  action: string
}

const events = [
  'destroyed',
  'did-finish-load',
  'preload-error',
  'will-attach-webview',
  'will-frame-navigate',
  'will-prevent-unload',
  'will-redirect',
]

let lastId = 0

export class WebContents extends StrictEmitter {
  readonly id = (lastId += 1)
  readonly self: WebContents
  readonly preferences: WebPreferences
  readonly opened: Promise<Session>
  readonly names: WorldNames
  targetId: string | undefined
  frame: Frame | null = null
  destroyed = false
  openHandler: OpenHandler = () => ({ action: 'allow' })
  preloadContext: number | undefined
  /** Loads that the application itself began; they are no navigation of the page's. */
  readonly ownLoads = new Set<string>()

  constructor(preferences: WebPreferences, size: { width: number; height: number }) {
    super('webContents', events)
    this.preferences = preferences
    const name = (): string => `k${randomBytes(16).toString('hex')}`
    this.names = {
      world: name(),
      binding: name(),
      inbox: name(),
      pageEnd: name(),
      preloadEnd: name(),
    }
    this.self = strict('webContents', this)
    this.opened = this.open(size)
    // Whoever uses it hears of it; nobody may.
    this.opened.catch((error: unknown) => process.stderr.write(`stand-in: ${String(error)}\n`))
    // oxlint-disable-next-line no-constructor-return -- what is handed out is the strict one
    return this.self
  }

  async open(size: { width: number; height: number }): Promise<Session> {
    const { targetId, session } = await chromiumHost().openTarget(this.self, size)
    this.targetId = targetId
    this.followFrames(session)
    session.on('Runtime.bindingCalled', (call) => {
      if (call.name === this.names.binding) this.receive(session, call)
    })
    session.on('Page.javascriptDialogOpening', ({ type }) => {
      if (type === 'beforeunload') this.answerBeforeUnload(session)
    })
    session.on('Page.windowOpen', ({ url, windowName, windowFeatures }) => {
      this.askToOpen(url, windowName, windowFeatures)
    })
    // A click with the middle button, or with a key held down.
    session.on('Page.frameRequestedNavigation', ({ url, disposition }) => {
      if (disposition !== 'currentTab') this.askToOpen(url)
    })
    // All at once: a page that waits for its debugger may answer only when it runs.
    await Promise.all([
      ...this.prepareWorlds(session),
      interceptNetwork(session, (request) => this.allowDocument(request)),
      // A headless window may keep room for a frame, depending on the browser.
      session.send('Emulation.setDeviceMetricsOverride', {
        ...size,
        deviceScaleFactor: 1,
        mobile: false,
      }),
      session.send('Runtime.runIfWaitingForDebugger'),
    ])
    return session
  }

  askToOpen(url: string, frameName = '', features: readonly string[] = []): void {
    const details = { url: fromWire(url), frameName, features: features.join(',') }
    const { action } = this.openHandler(details)
    if (action !== 'deny') process.stderr.write('stand-in: an allowed popup is not modelled\n')
  }

  prepareWorlds(session: Session): Promise<unknown>[] {
    const { world: worldName, binding } = this.names
    const { preload } = this.preferences
    const prepared: Promise<unknown>[] = [
      session.send('Page.enable'),
      session.send('Runtime.enable'),
      session.send('Page.addScriptToEvaluateOnNewDocument', {
        source: pageWorldSource(this.names),
      }),
    ]
    if (preload === undefined) return prepared
    const source = preloadWorldSource(this.names, readFileSync(preload, 'utf8'))
    return [
      ...prepared,
      session.send('Runtime.addBinding', { name: binding, executionContextName: worldName }),
      session.send('Page.addScriptToEvaluateOnNewDocument', { worldName, source }),
    ]
  }

  followFrames(session: Session): void {
    session.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId !== undefined) return
      const url = fromWire(frame.url)
      this.frame = strict('webFrameMain', { parent: null, url, origin: originOf(url) })
    })
    session.on('Page.loadEventFired', () => this.emit('did-finish-load'))
    session.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === this.names.world) this.preloadContext = context.id
    })
    session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (executionContextId === this.preloadContext) this.preloadContext = undefined
    })
  }

  receive(session: Session, call: { payload: string; executionContextId: number }): void {
    // Only our own world can reach the binding, and it sends nothing else.
    const invocation = JSON.parse(call.payload) as Invocation | { readonly preloadError: string }
    if ('preloadError' in invocation) {
      const error = new Error(invocation.preloadError)
      // Electron says so in the page's console, where no test would look.
      if (!this.emit('preload-error', {}, this.preferences.preload, error)) throw error
      return
    }
    const event = { type: 'frame', sender: this.self, senderFrame: this.frame }
    invoke(invocation, event)
      .then((reply) => this.deliver(session, call.executionContextId, reply))
      .catch(() => {})
  }

  async deliver(session: Session, contextId: number, message: object): Promise<void> {
    const text = JSON.stringify(JSON.stringify(message))
    await session.send('Runtime.evaluate', {
      contextId,
      expression: `${this.names.inbox}(${text})`,
    })
  }

  send(channel: string, ...args: unknown[]): void {
    const message = { channel, args: args.map((value) => codec.encode(value)) }
    this.opened
      .then((session) => {
        if (this.preloadContext === undefined) return undefined
        return this.deliver(session, this.preloadContext, message)
      })
      // A page that has gone in the meantime hears nothing, as in Electron.
      .catch(() => {})
  }

  allowDocument({ request, redirectedRequestId, frameId }: PausedRequest): boolean {
    const url = fromWire(request.url)
    if (this.ownLoads.delete(url)) return true
    const event = preventable({
      url,
      isMainFrame: frameId === this.targetId,
      isSameDocument: false,
    })
    this.emit(redirectedRequestId === undefined ? 'will-frame-navigate' : 'will-redirect', event)
    return !event.defaultPrevented
  }

  answerBeforeUnload(session: Session): void {
    const event = preventable({})
    this.emit('will-prevent-unload', event)
    // Playwright may have answered first.
    session.send('Page.handleJavaScriptDialog', { accept: event.defaultPrevented }).catch(() => {})
  }

  async loadURL(address: string): Promise<void> {
    const session = await this.opened
    await applyPermissions(chromiumHost().connection.browser, address)
    const finished = new Promise((resolve) => {
      this.once('did-finish-load', () => resolve(undefined))
    })
    this.ownLoads.add(URL.parse(address)?.href ?? address)
    const { errorText } = await session.send('Page.navigate', { url: toWire(address) })
    if (errorText !== undefined) throw new Error(`${errorText} loading '${address}'`)
    await finished
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler
  }

  getURL(): string {
    return this.frame?.url ?? ''
  }

  get mainFrame(): Frame | null {
    return this.frame
  }

  getLastWebPreferences(): WebPreferences {
    return { ...this.preferences }
  }

  /** The page is gone. */
  end(): void {
    this.destroyed = true
    this.emit('destroyed')
  }

  isDestroyed(): boolean {
    return this.destroyed
  }

  /** Ends the page, after its `beforeunload` has agreed if it is asked. */
  close(options?: { waitForBeforeUnload?: boolean }): void {
    this.ask(options?.waitForBeforeUnload === true).catch(() => {})
  }

  async ask(beforeUnload: boolean): Promise<void> {
    const session = await this.opened
    if (beforeUnload) await session.send('Page.close')
    else await chromiumHost().closeTarget(this.targetId)
  }
}

function originOf(address: string): string {
  const url = URL.parse(address)
  if (url === null || url.host === '') return 'null'
  return `${url.protocol}//${url.host}`
}
