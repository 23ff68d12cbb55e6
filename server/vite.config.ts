import { defineConfig } from 'vite'

/**
 * `latchkey` as a few files for plain Node: the command, and the store's threads beside it. With its
 * packages inside, a start reads a handful of files instead of hundreds; better-sqlite3 is native
 * and stays outside.
 */
export default defineConfig({
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'dist/server',
    emptyOutDir: true,
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: {
        latchkey: 'server/latchkey.ts',
        thread: 'server/store/thread.ts',
        'fold-thread': 'server/store/fold-thread.ts',
      },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    },
  },
  ssr: { noExternal: true, external: ['better-sqlite3'] },
})
