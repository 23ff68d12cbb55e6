import { defineConfig } from 'vite'

/** What applications import as `latchkey/client`: one module; jose and oauth4webapi stay packages. */
export default defineConfig({
  build: {
    ssr: true,
    target: 'node22',
    outDir: 'dist/client',
    emptyOutDir: true,
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: { index: 'server/client/index.ts' },
      output: { entryFileNames: '[name].js' },
    },
  },
})
