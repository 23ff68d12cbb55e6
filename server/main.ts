import { backup } from './backup.ts'
import { readCommand, usage } from './config.ts'
import { exitCodeOf } from './exit-code.ts'
import { logBug } from './log.ts'
import { restore } from './restore.ts'
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
      break
    case 'backup':
      process.stdout.write(backup(command.options))
      break
    case 'restore':
      process.stdout.write(restore(command.options))
  }
} catch (error) {
  process.exitCode = exitCodeOf(error)
  if (process.exitCode === 70) logBug(error)
  else process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
}
