import './node-guard.ts'
import { readCommand, usage, UsageError } from './config.ts'
import { ConfigurationError } from './configuration-file.ts'
import { DataFolderInUseError, ForeignStoreError, PortTakenError } from './issuer.ts'
import { logBug } from './log.ts'
import { serve } from './serve.ts'
import { version } from './version.ts'

// Files are for their owner alone (rows 17 and 19 of the security controls).
process.umask(0o077)

try {
  const command = readCommand(process.argv.slice(2), process.env)
  switch (command.verb) {
    case 'help':
      process.stdout.write(usage)
      break
    case 'version':
      process.stdout.write(`${version}\n`)
      break
    case 'serve':
      await serve(command.options)
  }
} catch (error) {
  process.exitCode = exitCodeOf(error)
  if (process.exitCode === 70) logBug(error)
  else process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
}

/** As in sysexits.h, so that whoever starts us can tell: 75 is "try again later". */
function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return 64
  if (error instanceof PortTakenError || error instanceof DataFolderInUseError) return 75
  if (error instanceof ForeignStoreError) return 3
  if (error instanceof ConfigurationError) return 78
  return 70
}
