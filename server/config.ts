import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { isLoopback } from '#domain/redirect-uri.ts'

import { readConfigurationFile, type ConfigurationFile } from './configuration-file.ts'

/** What was typed cannot be done; the message says what to type instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export interface ServeOptions {
  /** The data folder, or `:memory:`. */
  readonly data: string
  readonly port: number
  /** `undefined` serves no console. */
  readonly adminPort: number | undefined
  readonly issuer: string | undefined
  readonly config: ConfigurationFile | undefined
  /** Whether the console is opened in the browser. */
  readonly open: boolean
  /** Whether npm has started us. */
  readonly underNpm: boolean
}

export type Command =
  | { readonly verb: 'serve'; readonly options: ServeOptions }
  | { readonly verb: 'help' }
  | { readonly verb: 'version' }

export const usage = `latchkey: an OAuth 2.0 / OpenID Connect issuer on your desk

  latchkey serve [options]   run the issuer, and its console on loopback

    --data DIR          data folder (default: LATCHKEY_DATA, or ~/.local/share/latchkey)
    --port N            issuer's port, 0 for any (default: 4600)
    --admin-port N      console's port, 0 for any (default: 4601)
    --issuer URL        public URL, where a TLS proxy stands before the issuer
    --config FILE       clients, resources and users, as YAML or JSON
    --ephemeral         keep everything in memory and nothing on disk
    --no-console        do not serve the console
    --open              open the console in the browser

  latchkey --version | --help
`

/** Reads the command line, and the environment: nobody else does. @throws UsageError */
export function readCommand(argv: readonly string[], env: NodeJS.ProcessEnv): Command {
  const { values, positionals } = parse(argv)
  if (values.version) return { verb: 'version' }
  if (values.help || positionals.length === 0) return { verb: 'help' }
  const [verb, ...rest] = positionals
  if (verb !== 'serve' || rest.length > 0)
    throw new UsageError(`There is no command "${positionals.join(' ')}". Try: latchkey --help`)
  if (values.ephemeral && values.data !== undefined)
    throw new UsageError('--ephemeral keeps nothing on disk, so it goes without --data.')
  return {
    verb,
    options: {
      data: values.ephemeral ? ':memory:' : (values.data ?? dataFolder(env)),
      port: portNumber('--port', values.port ?? '4600'),
      adminPort: values['no-console']
        ? undefined
        : portNumber('--admin-port', values['admin-port'] ?? '4601'),
      issuer: values.issuer === undefined ? undefined : issuerUrl(values.issuer),
      config: values.config === undefined ? undefined : readConfigurationFile(values.config, env),
      open: values.open === true,
      underNpm: env['npm_lifecycle_event'] !== undefined,
    },
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        'admin-port': { type: 'string' },
        issuer: { type: 'string' },
        config: { type: 'string' },
        ephemeral: { type: 'boolean' },
        'no-console': { type: 'boolean' },
        open: { type: 'boolean' },
        help: { type: 'boolean' },
        version: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new UsageError(
      `${error instanceof Error ? error.message : String(error)} Try: latchkey --help`,
    )
  }
}

export interface DesktopOptions {
  readonly data: string
  readonly port: number
}

/** The desktop's own two flags; Electron's and Chromium's are none of ours. */
export function desktopOptions(
  argv: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): DesktopOptions {
  const valueOf = (flag: string): string | undefined =>
    argv.findLast((argument) => argument.startsWith(`${flag}=`))?.slice(flag.length + 1) ??
    (argv.includes(flag) ? argv[argv.lastIndexOf(flag) + 1] : undefined)
  return {
    data: valueOf('--data') ?? dataFolder(env),
    port: portNumber('--port', valueOf('--port') ?? '4600'),
  }
}

/** The same folder with a window and without, where the system keeps such things. */
function dataFolder(env: NodeJS.ProcessEnv): string {
  const given = env['LATCHKEY_DATA']
  if (given !== undefined) return given
  switch (process.platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Latchkey', 'issuer')
    case 'win32':
      return join(env['LOCALAPPDATA'] ?? homedir(), 'Latchkey', 'issuer')
    default:
      return join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'latchkey')
  }
}

function portNumber(flag: string, text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new UsageError(`${flag} is a number from 0 to 65535, not "${text}".`)
  return port
}

/** RFC 8414 §2: no query, no fragment; https, or http on loopback. */
function issuerUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
  if (!url || !isSafe || url.href !== `${url.origin}/`)
    throw new UsageError(
      `--issuer is a URL such as https://id.example.org, without user name or path; http is for loopback alone. It is not "${text}".`,
    )
  return url.origin
}
