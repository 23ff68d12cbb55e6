import { makeCodec } from './codec.ts'
import { strict } from './strict.ts'

type Handler = (event: object, ...args: unknown[]) => unknown

const handlers = new Map<string, Handler>()
export const codec = makeCodec()

export const ipcMain = strict('ipcMain', {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`)
    }
    handlers.set(channel, handler)
  },
  removeHandler(channel: string): void {
    handlers.delete(channel)
  },
})

export interface Invocation {
  readonly call: number
  readonly channel: string
  readonly args: readonly unknown[]
}

/** Runs a handler; what comes back is what the preload's world is told. */
export async function invoke(invocation: Invocation, event: object): Promise<object> {
  const { call, channel } = invocation
  const failed = `Error invoking remote method '${channel}': `
  const handler = handlers.get(channel)
  if (handler === undefined) {
    return { call, error: `${failed}Error: No handler registered for '${channel}'` }
  }
  try {
    const value = await handler(event, ...invocation.args.map(codec.decode))
    return { call, value: codec.encode(value) }
  } catch (error) {
    return { call, error: failed + String(error) }
  }
}
