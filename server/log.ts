/** Writes one JSON line to stderr: stdout is for what the caller asked for. */
export function log(level: 'info' | 'error', message: string, detail: object = {}): void {
  const line = { time: new Date().toISOString(), level, message, ...detail }
  process.stderr.write(`${JSON.stringify(line)}\n`)
}

/** A bug, whole: its message and where it came from. */
export function logBug(error: unknown): void {
  const stack = error instanceof Error ? error.stack : undefined
  log('error', String(error), { stack })
}
