import { readFile, stat } from 'node:fs/promises'
import { extname, join, resolve, sep } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
}

export interface ConsoleFile {
  readonly type: string
  readonly content: Buffer
}

/**
 * A file of the built console. Where the path is no file, a navigation gets the page: the console's
 * router knows addresses such as `/clients/app.example`.
 */
export async function findConsoleFile(
  folder: string,
  path: string,
  isNavigation: boolean,
): Promise<ConsoleFile | undefined> {
  const root = resolve(folder)
  const decoded = decode(path)
  if (decoded === undefined || decoded.includes('\0')) return undefined
  const type = types[extname(decoded)]
  const file = resolve(root, `.${decoded}`)
  // SECURITY: `..` and its encodings must not lead out of the folder.
  if (!file.startsWith(root + sep) && file !== root) return undefined
  const found = type === undefined ? undefined : await read(file, type)
  if (found || (type !== undefined && !isNavigation)) return found
  return read(join(root, 'index.html'), 'text/html; charset=utf-8')
}

async function read(file: string, type: string): Promise<ConsoleFile | undefined> {
  const found = await stat(file).catch(() => undefined)
  return found?.isFile() ? { type, content: await readFile(file) } : undefined
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
