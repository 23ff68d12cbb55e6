import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { expect, test } from 'vitest'

import { projectRoot } from '#test/support/desktop.ts'

test.skipIf(process.platform !== 'linux')(
  'without a display, the start says so, serves the console instead, and ends when it is told to',
  async () => {
    const data = mkdtempSync(join(tmpdir(), 'latchkey-start-'))
    const start = spawn(
      process.execPath,
      ['electron/start.ts', `--data=${data}`, '--port=0', '--admin-port=0'],
      {
        cwd: projectRoot,
        // No display, and on this path no browser that could be opened.
        env: { HOME: data, PATH: dirname(process.execPath) },
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    )
    let output = ''
    const ready = new Promise<void>((resolve) => {
      start.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString()
        if (/"ready":true.*\n/.test(output)) resolve()
      })
    })
    try {
      await Promise.race([ready, once(start, 'exit')])
      expect(output).toMatch(/^There is no display here, so Latchkey runs without a window.*\.\n/)
      const line = output.split('\n').find((text) => text.startsWith('{')) ?? '{}'
      const { admin }: { admin?: string } = JSON.parse(line)
      const response = await fetch(admin ?? '', { redirect: 'manual' })
      expect(response.status).toBe(303)
    } finally {
      start.kill('SIGTERM')
    }
    const exit: unknown[] = await once(start, 'exit')
    expect(exit).toEqual([0, null])
    rmSync(data, { recursive: true })
  },
)
