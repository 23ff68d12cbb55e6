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

export interface BackupOptions {
  readonly data: string
  /** `undefined` takes a new name in the data folder. */
  readonly to: string | undefined
}

export interface RestoreOptions {
  readonly data: string
  readonly file: string
}

export type Command =
  | { readonly verb: 'serve'; readonly options: ServeOptions }
  | { readonly verb: 'backup'; readonly options: BackupOptions }
  | { readonly verb: 'restore'; readonly options: RestoreOptions }
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

  latchkey backup [--data DIR] [--to FILE]   copy the store, while it is served or not

    --to FILE           the backup (default: DIR/backups/latchkey-TIME.sqlite); the key
                        that opens it lies beside it in FILE.key: keep both, and keep them safe

  latchkey restore FILE [--data DIR]   put a backup in the place of the store, which is kept

  latchkey --version | --help

Exit codes
    0  done             64  the command is not one
    3  a store of a newer release or of another program, left as it was
   65  a damaged store or backup, left as it was
   66  nothing there to back up or to restore
   70  a bug            73  no backup could be made
   75  the port or the data folder is in use
   78  the configuration cannot be used
`

/** Reads the command line, and the environment: nobody else does. @throws UsageError */
export function readCommand(argv: readonly string[], env: NodeJS.ProcessEnv): Command {
  const { values, positionals } = parse(argv)
  if (values.version) return { verb: 'version' }
  if (values.help || positionals.length === 0) return { verb: 'help' }
  const [verb, ...rest] = positionals
  const [file] = rest
  const data = values.data ?? dataFolder(env)
  if (verb === 'serve' && rest.length === 0) {
    refuseFlags(verb, values, serveFlags)
    return { verb, options: serveOptions(values, env) }
  }
  if (verb === 'backup' && rest.length === 0) {
    refuseFlags(verb, values, ['data', 'to'])
    return { verb, options: { data, to: values.to } }
  }
  if (verb === 'restore' && rest.length <= 1) {
    refuseFlags(verb, values, ['data'])
    if (file === undefined) throw new UsageError('Which backup? latchkey restore FILE [--data DIR]')
    return { verb, options: { data, file } }
  }
  throw new UsageError(`There is no command "${positionals.join(' ')}". Try: latchkey --help`)
}

const flags = {
  data: { type: 'string' },
  port: { type: 'string' },
  'admin-port': { type: 'string' },
  issuer: { type: 'string' },
  config: { type: 'string' },
  ephemeral: { type: 'boolean' },
  'no-console': { type: 'boolean' },
  open: { type: 'boolean' },
  to: { type: 'string' },
  help: { type: 'boolean' },
  version: { type: 'boolean' },
} as const

const serveFlags = Object.keys(flags).filter((name) => name !== 'to')

type Values = ReturnType<typeof parse>['values']

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options: flags })
  } catch (error) {
    throw new UsageError(
      `${error instanceof Error ? error.message : String(error)} Try: latchkey --help`,
    )
  }
}

function refuseFlags(verb: string, values: Values, known: readonly string[]): void {
  const unknown = Object.keys(values).find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw new UsageError(`latchkey ${verb} has no option --${unknown}. Try: latchkey --help`)
}

function serveOptions(values: Values, env: NodeJS.ProcessEnv): ServeOptions {
  if (values.ephemeral && values.data !== undefined)
    throw new UsageError('--ephemeral keeps nothing on disk, so it goes without --data.')
  return {
    data: values.ephemeral ? ':memory:' : (values.data ?? dataFolder(env)),
    port: portNumber('--port', values.port ?? '4600'),
    adminPort: values['no-console']
      ? undefined
      : portNumber('--admin-port', values['admin-port'] ?? '4601'),
    issuer: values.issuer === undefined ? undefined : issuerUrl(values.issuer),
    config: values.config === undefined ? undefined : readConfigurationFile(values.config, env),
    open: values.open === true,
    underNpm: env['npm_lifecycle_event'] !== undefined,
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
