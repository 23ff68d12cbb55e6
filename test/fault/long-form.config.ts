import { defineConfig } from 'vitest/config'

/** The rigs with the numbers that SECURITY.md states, one after the other. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/fault/**/*.test.ts'],
    env: { LATCHKEY_FAULT: 'long' },
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
    pool: 'forks',
  },
})
