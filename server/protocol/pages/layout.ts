import type { FastifyReply } from 'fastify'

import { html, type Html } from './html.ts'

export interface Page {
  readonly title: string
  readonly issuerName: string
  readonly body: Html
  /** Where the page's forms may lead: sources for CSP `form-action`. */
  readonly formAction: readonly string[]
  readonly status?: number
  /** Hash of the page's one script, where it has one. */
  readonly script?: string
}

export const stylesheetPath = '/oauth2/pages.css'

/** Sends a page of the issuer's own: no script, no frame, nothing from elsewhere. */
export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    ["form-action 'self'", ...page.formAction.map(toPolicySource)].join(' '),
    "frame-ancestors 'none'",
    "base-uri 'none'",
    ...(page.script === undefined ? [] : [`script-src '${page.script}'`]),
  ]
  return reply
    .code(page.status ?? 200)
    .header('content-security-policy', policy.join('; '))
    .header('x-frame-options', 'DENY')
    .type('text/html; charset=utf-8')
    .send(layout(page).markup)
}

/** A policy cannot name an IPv6 address (CSP 3 §2.3.1): browsers drop it, and block the way. */
function toPolicySource(source: string): string {
  return source.includes('[') ? source.slice(0, source.indexOf(':') + 1) : source
}

function layout({ title, issuerName, body }: Page): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} – ${issuerName}</title>
        <link rel="stylesheet" href="${stylesheetPath}" />
      </head>
      <body>
        <main>
          <p class="issuer"><span class="mark" aria-hidden="true"></span>${issuerName}</p>
          ${body}
        </main>
      </body>
    </html> `
}
