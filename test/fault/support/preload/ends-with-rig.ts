import { flushCompileCache } from 'node:module'
import { isMainThread } from 'node:worker_threads'

// Whoever runs the rig may be killed: then the pipe to this process ends, and so does it.
if (isMainThread) {
  process.stdin.once('end', () => process.kill(process.pid, 'SIGKILL')).resume()
  process.stdin.unref()
}

// A process that is killed does not write what it has compiled, and the next one starts as slowly.
setTimeout(flushCompileCache, 2000).unref()
