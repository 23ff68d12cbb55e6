import { Agent, request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'

/** What to refresh, and how often in a round. */
interface Task {
  readonly url: string
  readonly tokens: readonly string[]
  readonly requests: number
  readonly credentials: Readonly<Record<string, string>>
}

// Given by token-during-search.ts.
const { url, tokens, requests, credentials } = workerData as Task
const agent = new Agent({ keepAlive: true, maxSockets: tokens.length })
/** The refresh token that each client holds; every refresh gives it the next one. */
const held = [...tokens]

parentPort?.on('message', () => {
  void round().then((times) => parentPort?.postMessage(times))
})

/** A closed loop a client: the next refresh begins when the last one is answered. */
async function round(): Promise<readonly number[]> {
  const times: number[] = []
  const loop = async (index: number): Promise<void> => {
    for (let made = 0; made < requests / held.length; made += 1) {
      const start = performance.now()
      const body = await refresh(held[index] ?? '')
      times.push(performance.now() - start)
      // A successful token response (RFC 6749 §5.1); `refresh` throws on any other.
      held[index] = (JSON.parse(body) as { readonly refresh_token: string }).refresh_token
    }
  }
  await Promise.all(held.map((_, index) => loop(index)))
  return times
}

function refresh(token: string): Promise<string> {
  const form = { grant_type: 'refresh_token', refresh_token: token, ...credentials }
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    request(`${url}/oauth2/token`, { method: 'POST', agent, headers }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () =>
        response.statusCode === 200 ? resolve(body) : reject(new Error(body)),
      )
    })
      .on('error', reject)
      .end(new URLSearchParams(form).toString())
  })
}
