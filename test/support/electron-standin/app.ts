import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { startChromium } from './chromium.ts'
import { commandLine } from './command-line.ts'
import { hostChromium } from './host.ts'
import { lockInstance } from './single-instance.ts'
import { notModelled, preventable, strict, StrictEmitter } from './strict.ts'

const events = [
  'activate',
  'before-quit',
  'quit',
  'second-instance',
  'web-contents-created',
  'will-quit',
  'window-all-closed',
]

interface ClosableWindow {
  close(): void
}

class App extends StrictEmitter {
  readonly name = commandLine.name
  readonly isPackaged = false
  readonly becomesReady = Promise.withResolvers<void>()
  isReadyNow = false
  quitting = false
  ending = false
  notifying: Promise<void> = Promise.resolve()
  /** Set by the executable: windows know the application, not the other way round. */
  windows: () => readonly ClosableWindow[] = () => []

  constructor() {
    super('app', events)
  }

  whenReady(): Promise<void> {
    return this.becomesReady.promise
  }

  isReady(): boolean {
    return this.isReadyNow
  }

  getName(): string {
    return this.name
  }

  getVersion(): string {
    return commandLine.version
  }

  getAppPath(): string {
    return commandLine.root
  }

  getPath(name: string): string {
    if (name === 'userData') return commandLine.userData
    if (name === 'temp') return tmpdir()
    if (name === 'logs') return join(commandLine.userData, 'logs')
    throw notModelled(`app.getPath('${name}')`)
  }

  requestSingleInstanceLock(): boolean {
    const lock = lockInstance(commandLine.userData, process.argv, (argv, folder) => {
      this.emit('second-instance', {}, argv, folder, null)
    })
    if (!lock.held) this.notifying = lock.notified
    return lock.held
  }

  // Chromium's own sandbox needs a kernel and a user that test machines do not always have.
  enableSandbox(): void {}

  showAboutPanel(): void {}

  /** Called when the main module has been evaluated; Electron is ready no earlier. */
  async becomeReady(): Promise<void> {
    if (this.quitting || this.ending) return
    await hostChromium(await startChromium(commandLine.userData))
    this.isReadyNow = true
    this.becomesReady.resolve()
  }

  quit(): void {
    const event = preventable({})
    this.emit('before-quit', event)
    if (event.defaultPrevented) return
    this.quitting = true
    const windows = this.windows()
    if (windows.length === 0) this.finish()
    for (const window of windows) window.close()
  }

  windowEnded(): void {
    if (this.windows().length > 0) return
    if (this.quitting) this.finish()
    else if (!this.emit('window-all-closed')) this.quit()
  }

  finish(): void {
    const event = preventable({})
    this.emit('will-quit', event)
    if (event.defaultPrevented) return
    this.emit('quit', {}, 0)
    this.notifying.then(() => this.exit(0)).catch(() => this.exit(1))
  }

  exit(code = 0): void {
    this.ending = true
    process.exit(code)
  }
}

export const electronApp = new App()
export const app = strict('app', electronApp)
