import { Server } from 'node:http'

// Mutation: each request leaves as many bytes behind as the environment says.
const bytes = Number(process.env['LATCHKEY_FAULT_LEAK'])
const left: Buffer[] = []
// oxlint-disable-next-line typescript/unbound-method -- called on its server below
const { emit } = Server.prototype

Object.defineProperty(Server.prototype, 'emit', {
  value(this: Server, event: string, ...values: unknown[]) {
    if (event === 'request') left.push(Buffer.alloc(bytes, 1))
    return Reflect.apply(emit, this, [event, ...values])
  },
})
