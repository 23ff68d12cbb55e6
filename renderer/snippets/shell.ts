import { endpoints, lines, type Snippet, type SnippetFacts } from './snippet.ts'

/** The protocol itself, by hand. */
export function curlSnippet(facts: SnippetFacts): Snippet {
  const text = facts.flow === 'code' ? curlCode(facts) : curlClientCredentials(facts)
  return { id: 'curl', name: 'cURL', place: 'in a POSIX shell', text }
}

/** RFC 6749 §2.3.1 where there is a secret, the bare `client_id` where there is none. */
function curlClient({ clientId, isPublic }: SnippetFacts): string {
  return isPublic ? `  -d client_id='${clientId}' \\` : `  -u '${clientId}':"$CLIENT_SECRET" \\`
}

function curlClientCredentials(facts: SnippetFacts): string {
  return lines(
    `curl -s '${endpoints(facts).token}' \\`,
    curlClient(facts),
    '  -d grant_type=client_credentials \\',
    `  --data-urlencode scope='${facts.scope}'`,
  )
}

function curlCode(facts: SnippetFacts): string {
  const { token } = endpoints(facts)
  return lines(
    '# 1. A verifier, and its challenge (RFC 7636 §4.1, §4.2)',
    `CODE_VERIFIER=$(openssl rand -hex 32)`,
    `CODE_CHALLENGE=$(printf %s "$CODE_VERIFIER" | openssl dgst -sha256 -binary \\`,
    `  | openssl base64 | tr '+/' '-_' | tr -d '=\\n')`,
    '',
    '# 2. Open this, sign in, and take the code from the address that it ends at',
    `echo "${authorizeUrl(facts)}&code_challenge=$CODE_CHALLENGE"`,
    '',
    '# 3. CODE=… then the tokens',
    `curl -s '${token}' \\`,
    curlClient(facts),
    '  -d grant_type=authorization_code \\',
    `  --data-urlencode redirect_uri='${facts.redirectUri}' \\`,
    '  -d code="$CODE" -d code_verifier="$CODE_VERIFIER"',
    facts.refreshes && '',
    facts.refreshes && '# 4. REFRESH_TOKEN=… later on; each answer may bring a new one',
    facts.refreshes && `curl -s '${token}' \\`,
    facts.refreshes && curlClient(facts),
    facts.refreshes && '  -d grant_type=refresh_token -d refresh_token="$REFRESH_TOKEN"',
  )
}

function authorizeUrl(facts: SnippetFacts): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: facts.clientId,
    redirect_uri: facts.redirectUri,
    scope: facts.scope,
    code_challenge_method: 'S256',
  })
  // A shell reads `!` and `$` in double quotes; URLSearchParams writes neither.
  return `${endpoints(facts).authorize}?${query.toString()}`
}

/** For the HTTP clients of editors. */
export function httpSnippet(facts: SnippetFacts): Snippet {
  return {
    id: 'http',
    name: '.http file',
    place: `${facts.clientId}.http, in VS Code (REST Client) or a JetBrains IDE`,
    text: facts.flow === 'code' ? httpCode(facts) : httpClientCredentials(facts),
  }
}

function httpRequest(facts: SnippetFacts, form: Readonly<Record<string, string>>): string {
  const client = facts.isPublic
    ? [`client_id=${facts.clientId}`]
    : [`client_id=${facts.clientId}`, 'client_secret={{clientSecret}}']
  const fields = [...Object.entries(form).map(([name, value]) => `${name}=${value}`), ...client]
  return lines(
    `POST ${endpoints(facts).token}`,
    'Content-Type: application/x-www-form-urlencoded',
    '',
    fields.join('&'),
  )
}

function variables(names: readonly string[]): string {
  return names.map((name) => `@${name} = `).join('\n')
}

function httpClientCredentials(facts: SnippetFacts): string {
  return lines(
    variables(['clientSecret']),
    '',
    '### A token',
    httpRequest(facts, {
      grant_type: 'client_credentials',
      scope: encodeURIComponent(facts.scope),
    }),
  )
}

function httpCode(facts: SnippetFacts): string {
  const names = [...(facts.isPublic ? [] : ['clientSecret']), 'code', 'codeVerifier']
  return lines(
    variables([...names, ...(facts.refreshes ? ['refreshToken'] : [])]),
    '# Open this with &code_challenge= and the S256 of your verifier, and sign in:',
    `# ${authorizeUrl(facts)}`,
    '',
    '### The tokens',
    httpRequest(facts, {
      grant_type: 'authorization_code',
      code: '{{code}}',
      code_verifier: '{{codeVerifier}}',
      redirect_uri: encodeURIComponent(facts.redirectUri),
    }),
    facts.refreshes && '',
    facts.refreshes && '### New tokens',
    facts.refreshes &&
      httpRequest(facts, { grant_type: 'refresh_token', refresh_token: '{{refreshToken}}' }),
  )
}
