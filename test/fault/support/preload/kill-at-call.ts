import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

// Kills the process before its n-th change of the file system, as a power switch would.
const at = Number(process.env['LATCHKEY_FAULT_KILL_AT'])
const changes = [
  'copyFileSync',
  'fsyncSync',
  'mkdirSync',
  'renameSync',
  'rmdirSync',
  'rmSync',
] as const
let calls = 0

for (const name of changes) {
  const real: (...args: never[]) => unknown = fs[name]
  Object.defineProperty(fs, name, {
    value(...args: never[]): unknown {
      calls += 1
      if (calls === at) process.kill(process.pid, 'SIGKILL')
      return real(...args)
    },
  })
}
syncBuiltinESMExports()
