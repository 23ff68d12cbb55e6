import { readFileSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'

/** `electron [switches] folder [arguments]`, as Electron reads it. */
function parse(argv: readonly string[]): {
  root: string
  main: string
  name: string
  version: string
  userData: string
  inspect: boolean
} {
  const folder = argv.find((argument) => !argument.startsWith('-'))
  if (folder === undefined) throw new Error('The stand-in is given no application.')
  const root = resolve(folder)
  const description = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const userData = valueOf(argv, '--user-data-dir')
  // Electron would take the user's own folder. Nothing that runs here may.
  if (userData === undefined || !isAbsolute(userData)) {
    throw new Error('The stand-in needs --user-data-dir=<absolute folder>.')
  }
  return {
    root,
    main: join(root, description.main),
    name: description.productName ?? description.name,
    version: description.version,
    userData,
    inspect: argv.some((argument) => argument.startsWith('--inspect')),
  }
}

function valueOf(argv: readonly string[], name: string): string | undefined {
  return argv.find((argument) => argument.startsWith(`${name}=`))?.slice(name.length + 1)
}

export const commandLine = parse(process.argv.slice(2))
