import type { BrowserWindowConstructorOptions, Rectangle, WebPreferences } from 'electron'

import { electronApp } from './app.ts'
import { notModelled, onlyKnown, preventable, strict, StrictEmitter } from './strict.ts'
import { WebContents } from './web-contents.ts'

const events = ['close', 'closed', 'ready-to-show']

const knownOptions = [
  'backgroundColor',
  'height',
  'minHeight',
  'minWidth',
  'show',
  'title',
  'webPreferences',
  'width',
  'x',
  'y',
]

/** What is safe for each of them; anything else is refused, because it would change nothing here. */
const safePreferences: Record<string, boolean> = {
  allowRunningInsecureContent: false,
  contextIsolation: true,
  experimentalFeatures: false,
  navigateOnDragDrop: false,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  nodeIntegrationInWorker: false,
  sandbox: true,
  spellcheck: false,
  webSecurity: true,
  webviewTag: false,
}

export class BrowserWindow extends StrictEmitter {
  static readonly open: BrowserWindow[] = []
  readonly self: BrowserWindow
  readonly webContents: WebContents
  bounds: Rectangle
  state: 'normal' | 'minimized' | 'maximized' = 'normal'
  visible: boolean
  focused = false

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super('BrowserWindow', events)
    onlyKnown('new BrowserWindow', options, knownOptions)
    const preferences = options.webPreferences ?? {}
    refuseUnsafe(preferences)
    const { x = 0, y = 0, width = 800, height = 600 } = options
    this.bounds = { x, y, width, height }
    this.visible = options.show ?? true
    this.self = strict('BrowserWindow', this)
    this.webContents = new WebContents(preferences, { width, height })
    BrowserWindow.open.push(this.self)
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'))
    this.webContents.once('destroyed', () => this.ended())
    electronApp.emit('web-contents-created', {}, this.webContents)
    // oxlint-disable-next-line no-constructor-return -- what is handed out is the strict one
    return this.self
  }

  ended(): void {
    BrowserWindow.open.splice(BrowserWindow.open.indexOf(this.self), 1)
    this.emit('closed')
    electronApp.windowEnded()
  }

  loadURL(address: string): Promise<void> {
    return this.webContents.loadURL(address)
  }

  close(): void {
    const event = preventable({})
    this.emit('close', event)
    if (!event.defaultPrevented) this.webContents.close({ waitForBeforeUnload: true })
  }

  destroy(): void {
    this.webContents.close()
  }

  isDestroyed(): boolean {
    return this.webContents.isDestroyed()
  }

  show(): void {
    this.visible = true
    this.focus()
  }

  focus(): void {
    this.focused = true
  }

  isVisible(): boolean {
    return this.visible && this.state !== 'minimized'
  }

  isFocused(): boolean {
    return this.focused
  }

  minimize(): void {
    this.state = 'minimized'
    this.focused = false
  }

  maximize(): void {
    this.state = 'maximized'
    this.show()
  }

  restore(): void {
    this.state = 'normal'
  }

  isMinimized(): boolean {
    return this.state === 'minimized'
  }

  isMaximized(): boolean {
    return this.state === 'maximized'
  }

  getNormalBounds(): Rectangle {
    return { ...this.bounds }
  }

  setBounds(bounds: Rectangle): void {
    this.bounds = { ...bounds }
  }

  static getAllWindows(): BrowserWindow[] {
    return [...BrowserWindow.open]
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return BrowserWindow.open.find((window) => window.webContents === contents) ?? null
  }
}

function refuseUnsafe(preferences: WebPreferences): void {
  const known = ['preload', 'devTools', ...Object.keys(safePreferences)]
  onlyKnown('webPreferences', preferences, known)
  for (const [key, value] of Object.entries(preferences)) {
    const safe = safePreferences[key]
    if (safe !== undefined && value !== safe)
      throw notModelled(`webPreferences { ${key}: ${value} }`)
  }
}
