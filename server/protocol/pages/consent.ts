import type { ConsentPrompt } from '#domain/consent.ts'
import { formatDay, formatDuration } from '#domain/duration.ts'

import { html, type Html } from './html.ts'

/** The name of a scope's check box; names are unique, because parameters are not repeated. */
export function scopeField(value: string): string {
  return `scope:${value}`
}

export function consentForm(
  interaction: string,
  prompt: ConsentPrompt,
  error: string | undefined,
): Html {
  // "Not you?" is a form of its own: Enter in a check box presses a form's first button, and that
  // is to be Deny.
  return html`<form id="consent" method="post" action="/oauth2/consent">
      <h1>${prompt.clientName} asks for access</h1>
      <p class="quiet">
        Signed in as ${prompt.userName}
        <button
          type="submit"
          class="link"
          id="not-you"
          name="decision"
          value="switch"
          form="switch"
        >
          Not you?
        </button>
      </p>
      ${error === undefined ? null : html`<p class="error" role="alert" id="error">${error}</p>`}
      <input type="hidden" name="interaction" value="${interaction}" />
      ${
        prompt.scopes.length > 0
          ? html`<ul aria-label="What it asks for">
              ${prompt.scopes.map(scopeItem)}
            </ul>`
          : null
      }
      ${prompt.offline ? offlineBlock(prompt.clientName, prompt.offline) : null}
      <p class="quiet">
        You will go back to <strong>${prompt.redirectHost}</strong>. Client id
        <code>${prompt.clientId}</code>.
      </p>
      <div class="actions">
        <button type="submit" id="deny" name="decision" value="deny" formnovalidate>Deny</button>
        <button type="submit" id="allow" name="decision" value="allow" class="primary">
          Allow
        </button>
      </div>
    </form>
    <form id="switch" method="post" action="/oauth2/consent" hidden>
      <input type="hidden" name="interaction" value="${interaction}" />
    </form>`
}

function scopeItem(scope: ConsentPrompt['scopes'][number], index: number): Html {
  const name = scope.emphasize
    ? html`<strong>${scope.displayName}</strong>`
    : html`<span>${scope.displayName}</span>`
  return html`<li>
    <label for="scope-${index}">
      <input
        type="checkbox"
        id="scope-${index}"
        name="${scopeField(scope.value)}"
        value="on"
        checked
        ${scope.required ? html`disabled` : null}
      />
      <span>${name}<span class="quiet">${scope.description}</span></span>
    </label>
  </li>`
}

function offlineBlock(clientName: string, offline: NonNullable<ConsentPrompt['offline']>): Html {
  return html`<div class="offline" id="offline">
    <label class="check" for="offline-access">
      <input type="checkbox" id="offline-access" name="offline" value="on" checked />
      <span>
        <strong>${clientName} can act for you while you are away,</strong>
        until ${formatDay(offline.until)} at most (${formatDuration(offline.maximumLifetime)}).
      </span>
    </label>
    <label for="offline-duration">For how long</label>
    <select id="offline-duration" name="duration">
      ${offline.durations.map(
        ({ seconds, label }) =>
          html`<option
            value="${seconds}"
            ${seconds === offline.maximumLifetime ? html`selected` : null}
          >
            ${label}
          </option>`,
      )}
    </select>
    <p class="quiet">
      The administrator of this issuer can end it at any time, in the console under Refresh tokens.
    </p>
  </div>`
}
