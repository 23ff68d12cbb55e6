import { defineConfig } from 'vite'

/**
 * Main and the store's threads, for Electron's Node. As a build for a server it leaves every package
 * outside: Electron finds them in node_modules, and better-sqlite3 cannot be bundled at all.
 */
export default defineConfig({
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'dist/electron',
    emptyOutDir: true,
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: {
        main: 'electron/main.ts',
        thread: 'server/store/thread.ts',
        'fold-thread': 'server/store/fold-thread.ts',
      },
      output: {
        entryFileNames: '[name].js',
        // One flat folder: the thread is found beside whichever file starts it.
        chunkFileNames: '[name].js',
      },
    },
  },
})
