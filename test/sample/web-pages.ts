/** What the web client shows. Only claims and the first characters of a token ever reach a page. */
export interface Shown {
  readonly error?: string | undefined
  readonly tokens?: ShownTokens | undefined
  readonly serviceAnswer?: unknown
}

export interface ShownTokens {
  readonly accessToken: string
  readonly tokenType: string
  /** Epoch milliseconds. */
  readonly expiresAt: number | undefined
  readonly refreshToken: string | undefined
  readonly accessTokenClaims: unknown
  readonly idTokenClaims: unknown
}

export function homePage({ error }: Shown): string {
  return page(
    'Code flow sample',
    html`${errorMessage(error)}
      <p>This application wants to call an API for you. It has to ask you, at the issuer.</p>
      <p><a id="start" href="/start">Start authorization handshake</a></p>`,
  )
}

export function codePage(code: string): string {
  return page(
    'The issuer sent a code',
    html`<p>It is good for one minute and for one use, and only for this application.</p>
      <dl>
        <dt>Code</dt>
        <dd id="code">${start(code)}</dd>
      </dl>
      <form method="post" action="/token"><button id="get-token">Get token</button></form>`,
  )
}

export function tokensPage({ error, tokens, serviceAnswer }: Shown): string {
  if (tokens === undefined) return homePage({ error })
  const canRenew = tokens.refreshToken !== undefined
  return page(
    'Tokens',
    html`${errorMessage(error)}
      <dl>
        <dt>Access token</dt>
        <dd id="access-token">${start(tokens.accessToken)}</dd>
        <dt>Token type</dt>
        <dd id="token-type">${tokens.tokenType}</dd>
        <dt>Expires</dt>
        <dd id="expires-at">${moment(tokens.expiresAt)}</dd>
        <dt>Refresh token</dt>
        <dd id="refresh-token">${canRenew ? start(tokens.refreshToken ?? '') : 'none'}</dd>
      </dl>
      <form method="post" action="/call"><button id="call-service">Call service</button></form>
      ${
        canRenew
          ? html`<form method="post" action="/renew">
              <button id="renew-token">Renew token</button>
            </form>`
          : ''
      }
      ${serviceAnswer === undefined ? '' : block('service-answer', 'The API says', serviceAnswer)}
      ${block('access-token-claims', 'Claims of the access token', tokens.accessTokenClaims)}
      ${block('id-token-claims', 'Claims of the id token', tokens.idTokenClaims)}
      <p><a id="start" href="/start">Start authorization handshake</a></p>`,
  )
}

export const stylesheet = `:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 40rem; margin: 3rem auto; padding: 0 1rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1.5rem }
dd { margin: 0; font-family: ui-monospace, monospace; overflow-wrap: anywhere }
pre { padding: 0.75rem; border: 1px solid; border-radius: 6px; overflow-x: auto }
form { display: inline-block; margin-right: 0.5rem }
button { font: inherit; padding: 0.25rem 0.75rem }
#error { border-left: 4px solid #c22; padding-left: 0.75rem }`

/** Markup that this file made, as against text that came from outside. */
class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** Escapes whatever is put in: an error's words come from the address bar, so from anybody. */
function html(texts: TemplateStringsArray, ...parts: readonly (string | Markup)[]): Markup {
  const written = parts.map((part) => (part instanceof Markup ? part.text : escape(part)))
  return new Markup(String.raw({ raw: texts }, ...written))
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

function page(title: string, body: Markup): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title}</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`.text
}

function errorMessage(error: string | undefined): Markup | '' {
  return error === undefined ? '' : html`<p id="error" role="alert">${error}</p>`
}

function block(id: string, title: string, value: unknown): Markup {
  const text = value === undefined ? 'none' : JSON.stringify(value, undefined, 2)
  return html`<h2>${title}</h2>
    <pre id="${id}" tabindex="0">${text}</pre>`
}

function start(secret: string): string {
  return `${secret.slice(0, 8)}…`
}

function moment(milliseconds: number | undefined): string {
  return milliseconds === undefined ? 'unknown' : new Date(milliseconds).toISOString()
}
