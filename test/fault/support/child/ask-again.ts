import { Agent, get } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'

// Asks for one document over and over, on a thread of its own: what the clients beside it do, it
// does not wait for. Answers with the milliseconds of each.

/** What it is started with. */
export interface AskAgain {
  readonly url: string
  readonly milliseconds: number
}

// Given by slow-disk.test.ts.
const { url, milliseconds } = workerData as AskAgain
const agent = new Agent({ keepAlive: true })

function ask(): Promise<number> {
  const start = performance.now()
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) =>
      response.resume().once('end', () => resolve(performance.now() - start)),
    ).once('error', reject)
  })
}

const times: number[] = []
for (const end = performance.now() + milliseconds; performance.now() < end;) {
  times.push(await ask())
  await new Promise((resolve) => void setTimeout(resolve, 2))
}
agent.destroy()
parentPort?.postMessage(times)
