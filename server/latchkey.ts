#!/usr/bin/env node
import module from 'node:module'
import { join } from 'node:path'

import './node-guard.ts'

// What was compiled once starts at once the next time; where nobody may write here, it is compiled.
module.enableCompileCache(join(import.meta.dirname, '.compile-cache'))
await import('./main.ts')
