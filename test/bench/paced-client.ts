import { Agent, request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'

/** What to refresh, and how often. */
export interface PacedTask {
  readonly url: string
  readonly tokens: readonly string[]
  /** Refreshes a second. */
  readonly rate: number
  readonly credentials: Readonly<Record<string, string>>
}

export interface PacedTimes {
  /** Milliseconds from when each refresh was due to its answer. */
  readonly times: readonly number[]
  /** Answers with a status of 500 and above. */
  readonly serverErrors: number
}

// Given by paced-load.ts.
const { url, tokens, rate, credentials } = workerData as PacedTask
// Only with a timeout of its own does an agent heed the server's, and close connections before it does.
const agent = new Agent({ keepAlive: true, maxSockets: tokens.length, timeout: 30_000 })
/** Refresh tokens that nobody is just redeeming; every refresh gives back the next one. */
const free = [...tokens]
const due: number[] = []
let times: number[] = []
let serverErrors = 0
let timer: NodeJS.Timeout | undefined

parentPort?.on('message', (message: 'go' | 'stop') => {
  if (message === 'go') begin()
  else end()
})

/** An open loop: a refresh is due when its time has come, however slow the ones before it are. */
function begin(): void {
  const start = performance.now()
  let planned = 0
  times = []
  serverErrors = 0
  timer = setInterval(() => {
    for (; start + (planned * 1000) / rate <= performance.now(); planned += 1)
      due.push(start + (planned * 1000) / rate)
    work()
  }, 1)
}

function end(): void {
  clearInterval(timer)
  const wait = setInterval(() => {
    if (due.length > 0 || free.length < tokens.length) return
    clearInterval(wait)
    parentPort?.postMessage({ times, serverErrors } satisfies PacedTimes)
  }, 1)
}

function work(): void {
  while (free.length > 0 && due.length > 0) void refreshOnce(free.shift() ?? '', due.shift() ?? 0)
}

async function refreshOnce(token: string, at: number): Promise<void> {
  const next = await refresh(token)
  times.push(performance.now() - at)
  free.push(next)
  work()
}

async function refresh(token: string): Promise<string> {
  const { status, body } = await send(token)
  if (status >= 500) {
    serverErrors += 1
    return token
  }
  if (status !== 200) throw new Error(body)
  // A successful token response (RFC 6749 §5.1).
  return (JSON.parse(body) as { readonly refresh_token: string }).refresh_token
}

function send(token: string): Promise<{ readonly status: number; readonly body: string }> {
  const form = { grant_type: 'refresh_token', refresh_token: token, ...credentials }
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    request(`${url}/oauth2/token`, { method: 'POST', agent, headers }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
      .on('error', reject)
      .end(new URLSearchParams(form).toString())
  })
}
