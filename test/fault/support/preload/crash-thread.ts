import { BroadcastChannel, isMainThread, workerData } from 'node:worker_threads'

// A seam: on SIGUSR2 the store's thread that the environment names fails, as the environment says.
const [role, how] = (process.env['LATCHKEY_FAULT_CRASH'] ?? '').split(' ')
const channel = new BroadcastChannel('latchkey-fault')
channel.unref()

if (isMainThread) process.on('SIGUSR2', () => channel.postMessage('crash'))
else if (roleOf(workerData) === role) channel.addEventListener('message', crash)

function crash(): void {
  if (how === 'exits') process.exit()
  throw new Error('The rig has made this thread fail.')
}

function roleOf(started: unknown): unknown {
  return typeof started === 'object' && started !== null && 'role' in started && started.role
}
