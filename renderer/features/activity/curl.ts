import type { RecordedRequest } from '#contract/activity.ts'

/** Where a value stands for a secret: the variable is filled in by the shell. */
const variable = /^\$[A-Z][A-Z0-9_]*$/

/** Parameters that carry secrets. In any other a dollar sign is what it looks like. */
const secrets: ReadonlySet<string> = new Set([
  'access_token',
  'client_assertion',
  'client_secret',
  'code',
  'code_verifier',
  'id_token_hint',
  'password',
  'refresh_token',
  'token',
])

/** The request as a command for a shell; whoever runs it sets the variables first. */
export function toCurl(issuer: string, request: RecordedRequest, clientId: string | null): string {
  const { method, authentication, parameters } = request
  const lines = [`curl${flagOf(method)} ${quoteWord(urlOf(issuer, request.path))}`]
  if (authentication === 'basic')
    lines.push(`--user ${quoteWord(`${clientId ?? ''}:`)}"$CLIENT_SECRET"`)
  if (authentication === 'bearer') lines.push('--header "Authorization: Bearer $ACCESS_TOKEN"')
  for (const { name, value } of parameters) {
    const word = secrets.has(name) && variable.test(value) ? `"${value}"` : quoteWord(value)
    lines.push(`--data-urlencode ${quoteWord(`${name}=`)}${word}`)
  }
  return lines.join(' \\\n  ')
}

function flagOf(method: string): string {
  if (method === 'GET') return ' --get'
  return method === 'POST' ? '' : ` --request ${quoteWord(method)}`
}

function urlOf(issuer: string, path: string): string {
  return new URL(path, issuer).href
}

/** One word for a POSIX shell, whatever is in it. */
function quoteWord(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
