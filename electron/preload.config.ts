import { defineConfig } from 'vite'

/** A sandboxed preload is one CommonJS file: it can require nothing but electron. */
export default defineConfig({
  build: {
    ssr: true,
    target: 'chrome148',
    outDir: 'dist/electron',
    emptyOutDir: false,
    minify: false,
    rolldownOptions: {
      input: { preload: 'electron/preload.ts' },
      output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
    },
  },
})
