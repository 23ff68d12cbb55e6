import { createHash } from 'node:crypto'

import { html, type Html } from './html.ts'

interface Details {
  readonly detail?: string
  /** What the administrator finds the request by. */
  readonly trace?: string | null
}

/** A page that says one thing. */
export function message(title: string, text: string, { detail, trace = null }: Details = {}): Html {
  return html`<section>
    <h1 id="title">${title}</h1>
    <p id="message">${text}</p>
    ${detail === undefined ? null : html`<p class="quiet">${detail}</p>`}
    ${trace === null ? null : html`<p class="quiet" id="trace">Trace ${trace}</p>`}
  </section>`
}

export interface SignOutForm {
  readonly clientName: string | undefined
  /** Travels through the form; checked again when it comes back. */
  readonly parameters: ReadonlyMap<string, string>
}

export function signOutForm({ clientName, parameters }: SignOutForm): Html {
  const fields = [...parameters].map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )
  return html`<form id="sign-out" method="post" action="/oauth2/logout/confirm">
    <h1>Sign out?</h1>
    <p class="quiet">
      ${clientName === undefined ? null : html`${clientName} asks to sign you out. `}This ends your
      session at this issuer; clients that you allowed to act while you are away keep that
      permission.
    </p>
    ${fields}
    <div class="actions">
      <button type="submit" id="stay" name="decision" value="stay">Stay signed in</button>
      <button type="submit" id="sign-out-button" name="decision" value="out" class="primary">
        Sign out
      </button>
    </div>
  </form>`
}

const submitScript = 'document.forms[0].submit()'
export const submitScriptHash = `sha256-${createHash('sha256').update(submitScript).digest('base64')}`

/** OAuth 2.0 Form Post Response Mode §2: sends itself; without script a button does it. */
export function formPost(action: string, parameters: ReadonlyMap<string, string>): Html {
  const fields = [...parameters].map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )
  return html`<form method="post" action="${action}">
      <h1>Going on to the application</h1>
      ${fields}
      <div class="actions">
        <button type="submit" id="continue" class="primary">Continue</button>
      </div>
    </form>
    ${{ markup: `<script>${submitScript}</script>` }}`
}
