import { isMainThread } from 'node:worker_threads'

// Whoever runs the rig may be killed: then the pipe to this process ends, and so does it.
if (isMainThread) {
  process.stdin.once('end', () => process.kill(process.pid, 'SIGKILL')).resume()
  process.stdin.unref()
}
