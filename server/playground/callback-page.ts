import { createHash } from 'node:crypto'

const style =
  ':root{color-scheme:light dark}body{margin:20vh auto;max-width:26rem;padding:0 1.5rem;' +
  'font:15px/1.5 system-ui,sans-serif;text-align:center}h1{font-size:1.25rem}' +
  'p{color:light-dark(#555,#aaa)}'

const hash = createHash('sha256').update(style).digest('base64')

/** No script, no reference to anywhere, and no referrer: the address holds a code. */
export const callbackHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  connection: 'close',
} as const

/** Both texts are ours. */
export function callbackPage(title: string, sentence: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style></head><body><main><h1>${title}</h1><p>${sentence}</p></main></body></html>`
}
