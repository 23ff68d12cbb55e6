import type { OperationName } from '#contract/operations.ts'
import type { Canary, Place } from '#test/support/canary.ts'
import { textPlace } from '#test/support/canary.ts'
import type { Answer } from '#test/support/relying-party.ts'
import type { UserAgent } from '#test/support/user-agent.ts'

/** Operations whose reply shows a secret, once. */
const showsSecret: ReadonlySet<string> = new Set<OperationName>([
  'clients.create',
  'clients.addSecret',
  'clients.duplicate',
  'workspace.takeGeneratedSecrets',
])

/** Gathers what an issuer gives out, and what consoles get to see. */
export interface CanaryCage {
  readonly canaries: readonly Canary[]
  add(name: string, value: string | undefined | null): void
  /** Keeps the tokens of a token endpoint's answer. */
  addTokens(answer: Answer): Answer
  /** A user agent whose cookies, interactions and codes are kept. */
  watch(agent: UserAgent): UserAgent
  /** Keeps what an operation replied, or the secrets in it where it shows them this once. */
  addReply(operation: string, reply: unknown): void
  addEvent(event: unknown): void
  /** All replies and events so far, as places to search. */
  places(): Place[]
}

export function openCanaryCage(): CanaryCage {
  const canaries: Canary[] = []
  const replies: string[] = []
  const events: string[] = []

  const add = (name: string, value: string | undefined | null): void => {
    if (value === undefined || value === null || value === '') return
    canaries.push({ name, value })
    const [head, payload, signature] = value.split('.')
    if (head?.startsWith('ey') && payload !== undefined && signature !== undefined)
      canaries.push({ name: `signature of ${name}`, value: signature })
  }
  const note = (response: Response): Response => {
    for (const line of response.headers.getSetCookie())
      add('session cookie', /^[^=]+=([^;]*)/.exec(line)?.[1])
    const location = response.headers.get('location')
    if (location !== null) {
      const { searchParams } = new URL(location, response.url)
      add('interaction', searchParams.get('interaction'))
      add('code', searchParams.get('code'))
    }
    return response
  }
  return {
    canaries,
    add,
    addTokens(answer) {
      for (const name of ['access_token', 'refresh_token', 'id_token']) {
        const value = answer.body[name]
        if (typeof value === 'string') add(name.replace('_', ' '), value)
      }
      return answer
    },
    watch: (agent) => ({
      get: async (url) => note(await agent.get(url)),
      submit: async (page, controls) => note(await agent.submit(page, controls)),
      settle: (response) => agent.settle(response),
      cookie: () => agent.cookie(),
    }),
    addReply(operation, reply) {
      const text = JSON.stringify(reply)
      if (!showsSecret.has(operation)) replies.push(`${operation}: ${text}`)
      else for (const [, value] of text.matchAll(/"value":"([^"]+)"/g)) add('shown secret', value)
    },
    addEvent: (event) => void events.push(JSON.stringify(event)),
    places: () => [
      textPlace('replies', replies.join('\n')),
      textPlace('events', events.join('\n')),
    ],
  }
}
