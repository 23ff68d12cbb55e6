export interface Codec {
  readonly encode: (value: unknown) => unknown
  readonly decode: (value: unknown) => unknown
}

interface FunctionCarrier {
  readonly encode: (value: (...args: unknown[]) => unknown) => unknown
  readonly decode: (value: unknown) => unknown
}

/**
 * What structured clone carries, as JSON. Its source text also runs in the page, so it stands on its
 * own. A value that it cannot carry throws, as it does in Electron.
 */
export function makeCodec(carryFunction?: FunctionCarrier): Codec {
  const record = (value: object, each: (inner: unknown) => unknown): Record<string, unknown> =>
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, each(inner)]))

  const isFunction = (value: unknown): value is (...args: unknown[]) => unknown =>
    typeof value === 'function'

  function encode(value: unknown, depth = 0): unknown {
    const inside = (inner: unknown): unknown => encode(inner, depth + 1)
    if (depth > 500) throw new Error('A cycle is not modelled by the Electron stand-in')
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (value === undefined) return { t: 'undefined' }
    if (typeof value === 'number') {
      return Number.isFinite(value) ? value : { t: 'number', v: String(value) }
    }
    if (typeof value === 'bigint') return { t: 'bigint', v: String(value) }
    if (isFunction(value) && carryFunction) return { t: 'function', v: carryFunction.encode(value) }
    if (typeof value !== 'object') throw new Error('An object could not be cloned.')
    if (Array.isArray(value)) return { t: 'list', v: value.map(inside) }
    if (value instanceof Date) return { t: 'date', v: value.getTime() }
    if (value instanceof Map) {
      return { t: 'map', v: [...value].map(([key, inner]) => [inside(key), inside(inner)]) }
    }
    if (value instanceof Error) return { t: 'error', v: value.message }
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
      throw new Error('An object could not be cloned.')
    }
    return { t: 'record', v: record(value, inside) }
  }

  function decode(value: unknown): unknown {
    if (value === null || typeof value !== 'object') return value
    // Only encode() makes these.
    const { t, v } = value as { t: string; v: never }
    switch (t) {
      case 'undefined':
        return undefined
      case 'number':
        return Number(v)
      case 'bigint':
        return BigInt(v)
      case 'function':
        return carryFunction?.decode(v)
      case 'list':
        return Array.from<unknown>(v).map(decode)
      case 'date':
        return new Date(v)
      case 'map':
        return new Map(
          Array.from<[unknown, unknown]>(v).map(([key, inner]) => [decode(key), decode(inner)]),
        )
      case 'error':
        return new Error(v)
      default:
        return record(v, decode)
    }
  }

  return { encode, decode }
}
