import { fileURLToPath } from 'node:url'

import chromium, { inflate } from '@sparticuz/chromium'

// Run in a process of its own, because it unpacks into this process's TMPDIR.
await chromium.executablePath()
await inflate(
  fileURLToPath(new URL('../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium'))),
)
