import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

export const consoleOrigin = 'app://console'
export const consoleUrl = `${consoleOrigin}/`

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

const contentSecurityPolicy = [
  // SECURITY: nothing is allowed that is not named below.
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  // SECURITY: nobody frames the console, moves its relative addresses or has it send forms.
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  // SECURITY: text never becomes script. A client's name is written by others.
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const headers = {
  'content-security-policy': contentSecurityPolicy,
  // SECURITY: a file is what we say it is.
  'x-content-type-options': 'nosniff',
  // SECURITY: an address of the console may hold a filter; it is nobody else's.
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** One file of the console, or its page for an address that only the console's router knows. */
export async function consoleResponse(
  request: { readonly url: string; readonly method: string },
  root: string,
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return empty(405)
  const url = new URL(request.url)
  if (url.host !== 'console') return empty(404)
  const path = filePath(url.pathname, root)
  if (path === undefined) return empty(400)
  const type = types[extname(path)]
  const page = join(root, 'index.html')
  // Only the console's own address may be answered by the page: an unknown file type has no other.
  return type === undefined
    ? fileResponse(page, types['.html'] ?? '', request.method)
    : fileResponse(path, type, request.method)
}

function filePath(pathname: string, root: string): string | undefined {
  const decoded = decode(pathname)
  // SECURITY: %2e%2e%2f and a backslash are separators only after the URL parser has let them by.
  if (decoded === undefined || /[\\\0]|(^|\/)\.\.(\/|$)/.test(decoded)) return undefined
  const path = join(root, decoded)
  return path.startsWith(root.endsWith(sep) ? root : root + sep) ? path : undefined
}

function decode(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return undefined
  }
}

async function fileResponse(path: string, type: string, method: string): Promise<Response> {
  const bytes = await readFile(path).catch(() => undefined)
  if (bytes === undefined) return empty(404)
  const body = method === 'HEAD' ? null : new Uint8Array(bytes)
  return new Response(body, { status: 200, headers: { ...headers, 'content-type': type } })
}

function empty(status: number): Response {
  return new Response(null, { status, headers })
}
