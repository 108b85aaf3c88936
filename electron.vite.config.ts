import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';

const at = (path: string): string => resolve(__dirname, path);

// Main and preload are CommonJS for Node 16 and the renderer is for Chrome 108, so that one build
// serves every Electron from 22 to the newest.
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node16',
      rollupOptions: { input: at('main/index.ts'), output: { format: 'cjs' } },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: 'node16',
      externalizeDeps: false, // a sandboxed preload can require nothing but electron
      rollupOptions: { input: at('preload/index.ts'), output: { format: 'cjs' } },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [svelte()],
    build: {
      outDir: at('out/renderer'),
      target: 'chrome108',
      minify: true, // half the bytes to read and parse before the window is usable
      cssCodeSplit: false,
      // Few scripts, as each is a trip to main and back; the consoles' are read when one is opened.
      rolldownOptions: {
        input: at('renderer/index.html'),
        output: {
          codeSplitting: { groups: [{ name: 'shared', test: /svelte|renderer/, minShareCount: 2 }] },
        },
      },
    },
  },
});
