import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Served as `app://console/` and from loopback, under a policy without inline script or style. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: ['chrome130', 'firefox130', 'safari18'],
    // The preload polyfill is an inline script, and an inlined asset a data: URL.
    modulePreload: false,
    assetsInlineLimit: 0,
    // One small style sheet: its order does not depend on which page is opened first.
    cssCodeSplit: false,
  },
})
