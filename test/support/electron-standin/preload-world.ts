import { makeBridge } from './bridge.ts'
import { makeCodec, type Codec } from './codec.ts'

/** Names that a page can neither guess nor see; new for every window. */
export interface WorldNames {
  readonly world: string
  /** Through it the preload's world reaches the main process. */
  readonly binding: string
  /** Through it the main process reaches the preload's world. */
  readonly inbox: string
  readonly pageEnd: string
  readonly preloadEnd: string
}

/** Runs in the page's own world, before any script of the page. */
export function pageWorldSource(names: WorldNames): string {
  return `if (globalThis === globalThis.top) (${String(makeBridge)})({
    mine: ${JSON.stringify(names.pageEnd)}, other: ${JSON.stringify(names.preloadEnd)}, codec: ${String(makeCodec)}
  })`
}

/** Runs in an isolated world: what a sandboxed preload sees, and the preload. */
export function preloadWorldSource(names: WorldNames, preload: string): string {
  return `if (globalThis === globalThis.top) {
    const electron = (${String(makePreloadElectron)})(
      ${JSON.stringify(names)}, (${String(makeCodec)})(),
      (${String(makeBridge)})({
        mine: ${JSON.stringify(names.preloadEnd)}, other: ${JSON.stringify(names.pageEnd)}, codec: ${String(makeCodec)}
      }))
    const require = (name) => {
      if (name === 'electron' || name === 'electron/renderer') return electron
      throw new Error('module not found: ' + name)
    }
    const module = { exports: {} }
    try {
      (function (require, module, exports) {\n${preload}\n})(require, module, module.exports)
    } catch (error) {
      globalThis[${JSON.stringify(names.binding)}](JSON.stringify({ preloadError: String(error) }))
    }
  }`
}

/** What `require('electron')` gives a preload. Its source text runs in the page. */
function makePreloadElectron(
  names: WorldNames,
  codec: Codec,
  bridge: ReturnType<typeof makeBridge>,
): object {
  const strict = <Target extends object>(name: string, target: Target): Target =>
    new Proxy(target, {
      get(object, key) {
        if (typeof key === 'string' && !(key in object)) {
          throw new Error(`${name}.${key} is not modelled by the Electron stand-in`)
        }
        return Reflect.get(object, key)
      },
    })
  const calls = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  const listeners = new Map<string, Set<(event: object, ...args: unknown[]) => void>>()
  let lastCall = 0
  // Defined by Runtime.addBinding in this world alone.
  const post = (globalThis as unknown as Record<string, (text: string) => void>)[names.binding]

  Object.defineProperty(globalThis, names.inbox, {
    value(text: string) {
      const message = JSON.parse(text)
      if (message.channel !== undefined) {
        const args = message.args.map(codec.decode)
        for (const listener of listeners.get(message.channel) ?? []) listener({}, ...args)
        return
      }
      const call = calls.get(message.call)
      calls.delete(message.call)
      if (message.error === undefined) call?.resolve(codec.decode(message.value))
      else call?.reject(new Error(message.error))
    },
  })

  return strict('electron', {
    contextBridge: strict('contextBridge', {
      exposeInMainWorld: (name: string, api: unknown) => bridge.expose(name, api),
    }),
    ipcRenderer: strict('ipcRenderer', {
      invoke(channel: string, ...args: unknown[]) {
        const encoded = args.map((value) => codec.encode(value))
        return new Promise((resolve, reject) => {
          lastCall += 1
          calls.set(lastCall, { resolve, reject })
          post?.(JSON.stringify({ call: lastCall, channel, args: encoded }))
        })
      },
      on(channel: string, listener: (event: object, ...args: unknown[]) => void) {
        const known = listeners.get(channel) ?? new Set()
        listeners.set(channel, known.add(listener))
      },
      off(channel: string, listener: (event: object, ...args: unknown[]) => void) {
        listeners.get(channel)?.delete(listener)
      },
    }),
  })
}
