import { html, type Html } from './html.ts'

export interface SignInForm {
  readonly interaction: string
  readonly clientName: string
  readonly username: string
  readonly error: string | undefined
}

export function signInForm({ interaction, clientName, username, error }: SignInForm): Html {
  return html`<form id="sign-in" method="post" action="/oauth2/sign-in">
    <h1>Sign in</h1>
    <p class="quiet">to go on to ${clientName}</p>
    ${error === undefined ? null : html`<p class="error" role="alert" id="error">${error}</p>`}
    <input type="hidden" name="interaction" value="${interaction}" />
    <label for="username">User name</label>
    <input
      type="text"
      id="username"
      name="username"
      value="${username}"
      autocomplete="username"
      autocapitalize="none"
      spellcheck="false"
      required
      ${username === '' ? html`autofocus` : null}
    />
    <label for="password">Password</label>
    <input
      type="password"
      id="password"
      name="password"
      autocomplete="current-password"
      required
      ${username === '' ? null : html`autofocus`}
    />
    <div class="actions">
      <button type="submit" id="sign-in-button" class="primary">Sign in</button>
    </div>
  </form>`
}
