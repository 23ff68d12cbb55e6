import type { ExchangeView } from '#contract/playground.ts'

import { contact, endpointUrl, userAgent, type Answer, type IssuerRequest } from './contact.ts'
import { addExchange, changeExchange, type Run } from './run.ts'
import { basicCredentials } from './temporary-secret.ts'

/** What an exchange says once its answer is there. */
export type Reading = Pick<ExchangeView, 'outcome' | 'answer' | 'note' | 'rules' | 'tokens'>

export interface Call {
  readonly title: string
  readonly request: Omit<IssuerRequest, 'headers'>
  /** `client`: as the client, by its secret or its id alone; else a Bearer token. */
  readonly as: 'client' | { readonly bearer: string }
  readonly read: (answer: Answer) => Promise<Reading> | Reading
}

/** Sends a request to the issuer, and keeps it with its answer: names in the place of values. */
export async function exchange(run: Run, call: Call): Promise<Reading> {
  const credentials = call.as === 'client' ? await clientCredentials(run) : undefined
  const headers: Record<string, string> = {
    accept: 'application/json',
    'user-agent': userAgent,
    ...(credentials?.authorization === undefined
      ? {}
      : { authorization: credentials.authorization }),
    ...(call.as === 'client' ? {} : { authorization: `Bearer ${call.as.bearer}` }),
  }
  const { endpoint, method } = call.request
  const form = call.request.form
  if (credentials?.isPublic === true) form?.set('client_id', run.client.clientId)
  const id = addExchange(run, {
    title: call.title,
    from: 'client',
    to: 'issuer',
    request: {
      method,
      url: endpointUrl(run.options, endpoint),
      headers: shownHeaders(run, headers, credentials),
      form: form === undefined ? null : shownForm(run, form),
    },
    response: null,
    duration: null,
    answeredAfter: null,
    outcome: 'sent',
    answer: '',
    note: '',
    rules: [],
    tokens: [],
  })
  return finish(run, id, {
    send: () => contact(run.options, { ...call.request, headers }),
    read: call.read,
  })
}

/** Waits for an answer and puts it into its exchange. */
export async function finish<Received extends Answer>(
  run: Run,
  id: number,
  {
    send,
    read,
  }: {
    readonly send: () => Promise<Received>
    readonly read: (answer: Received) => Promise<Reading> | Reading
  },
): Promise<Reading> {
  const startedAt = performance.now()
  try {
    const answer = await send()
    const duration = performance.now() - startedAt
    // Before anything is shown, its tokens get their names.
    const reading = await read(answer)
    const answeredAfter = run.exchanges.length
    const response = shownResponse(run, answer)
    changeExchange(run, id, { response, duration, answeredAfter, ...reading })
    return reading
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const reading: Reading = {
      outcome: 'failed',
      answer: 'No answer',
      note: run.variables.redact(`There was no answer that could be read: ${why}`),
      rules: [],
      tokens: [],
    }
    changeExchange(run, id, { answeredAfter: run.exchanges.length, ...reading })
    return reading
  }
}

interface Credentials {
  readonly isPublic: boolean
  readonly authorization?: string
}

async function clientCredentials(run: Run): Promise<Credentials> {
  if (run.client.type === 'public') return { isPublic: true }
  const secret = await run.secret.value()
  // The issuer answers what it answers to a client without a secret.
  if (secret.kind === 'refused') return { isPublic: true }
  run.variables.name('CLIENT_SECRET', secret.value)
  return { isPublic: false, authorization: basicCredentials(run.client.clientId, secret.value) }
}

function shownHeaders(
  run: Run,
  headers: Readonly<Record<string, string>>,
  credentials: Credentials | undefined,
): { name: string; value: string }[] {
  return Object.entries(headers).map(([name, value]) => ({
    name,
    // SECURITY: Basic credentials are an encoding of the secret, which no redaction would see.
    value:
      name === 'authorization' && credentials?.authorization !== undefined
        ? `Basic base64(${run.client.clientId}:$CLIENT_SECRET)`
        : run.variables.redact(value),
  }))
}

function shownForm(run: Run, form: URLSearchParams): { name: string; value: string }[] {
  return [...form].map(([name, value]) => ({ name, value: run.variables.redact(value) }))
}

/** Headers that say something about an answer; the rest is the same for all. */
const telling = new Set([
  'content-type',
  'cache-control',
  'www-authenticate',
  'location',
  'retry-after',
  'access-control-allow-origin',
])

export function shownResponse(run: Run, answer: Answer): NonNullable<ExchangeView['response']> {
  return {
    status: answer.status,
    headers: [...answer.headers]
      .filter(([name]) => telling.has(name))
      .map(([name, value]) => ({ name, value: run.variables.redact(value) })),
    body: run.variables.redact(pretty(answer.body)),
  }
}

function pretty(body: string): string {
  const json = jsonOf(body)
  return json === undefined ? body : JSON.stringify(json, null, 2)
}

/** The object that a body is, if it is one. */
export function jsonOf(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value !== 'object' || value === null) return undefined
    // An object's members are known by their names alone.
    return value as Readonly<Record<string, unknown>>
  } catch {
    return undefined
  }
}
