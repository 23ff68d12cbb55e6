import { EventEmitter } from 'node:events'

/** What JavaScript itself, or whoever prints a value, asks any object for. */
const askedOfAnything = new Set(['then', 'toJSON', 'asymmetricMatch', 'nodeType', '$$typeof'])

export function notModelled(what: string): Error {
  return new Error(`${what} is not modelled by the Electron stand-in`)
}

/** An object that throws when it is asked for something it does not have. */
export function strict<Target extends object>(name: string, target: Target): Target {
  return new Proxy(target, {
    get(object, key) {
      if (typeof key === 'string' && !(key in object) && !askedOfAnything.has(key)) {
        throw notModelled(`${name}.${key}`)
      }
      return Reflect.get(object, key)
    },
    set(object, key, value) {
      if (typeof key === 'string' && !(key in object)) throw notModelled(`${name}.${key}`)
      return Reflect.set(object, key, value)
    },
  })
}

/** Refuses options that Electron would act upon and the stand-in would not. */
export function onlyKnown(what: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) throw notModelled(`${what} { ${key} }`)
  }
}

/** Emits Electron's events; listening to one that never comes is refused. */
export class StrictEmitter extends EventEmitter {
  readonly emitterName: string
  readonly emitted: readonly string[]

  constructor(emitterName: string, emitted: readonly string[]) {
    super()
    this.emitterName = emitterName
    this.emitted = emitted
  }

  // `once` comes through here as well.
  override on(event: string, listener: (...args: never[]) => void): this {
    if (!this.emitted.includes(event)) throw notModelled(`${this.emitterName}.on('${event}')`)
    // A listener knows what its event carries; the emitter below does not.
    return super.on(event, listener as (...args: unknown[]) => void)
  }

  override addListener(event: string, listener: (...args: never[]) => void): this {
    return this.on(event, listener)
  }
}

export interface PreventableEvent {
  defaultPrevented: boolean
  preventDefault(): void
}

export function preventable<More extends object>(more: More): PreventableEvent & More {
  const event = {
    ...more,
    defaultPrevented: false,
    preventDefault(): void {
      event.defaultPrevented = true
    },
  }
  return event
}
