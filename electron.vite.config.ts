import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';

const at = (path: string): string => resolve(__dirname, path);

/** Writes scripts in ASCII alone: V8 reads such a file without decoding it, and keeps it in half the memory. */
const inAscii: Plugin = {
  name: 'in-ascii',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk') continue;
      if (/(?<!\\)(\\\\)*\\[^\0-\x7f]/.test(file.code))
        throw new Error(`${file.fileName} escapes what is not ASCII`);
      file.code = file.code.replace(
        /[^\0-\x7f]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
    }
  },
};

// Main and preload are CommonJS for Node 16 and the renderer is for Chrome 108, so that one build
// serves every Electron from 22 to the newest.
export default defineConfig({
  main: {
    plugins: [inAscii],
    build: {
      outDir: 'out/main',
      target: 'node16',
      rollupOptions: {
        external: ['usocket', 'x11'], // of dbus-next, which goes without where there are none
        input: {
          entry: at('main/entry.ts'),
          index: at('main/index.ts'),
          'command-line': at('main/command-line/run.ts'),
          'command-line-thread': at('main/command-line/thread.ts'),
          'resting-thread': at('main/resting/thread.ts'),
        },
        output: {
          format: 'cjs',
          comments: { jsdoc: false, annotation: false, legal: true }, // a fifth of what is read at each start
          // What the app and a command share, so that a command does without until it has the machines itself.
          codeSplitting: {
            groups: [
              {
                // What the window stands on, before the rest is read.
                name: 'first',
                priority: 1,
                minShareCount: 2,
                test: /node_modules\/(zod|async-mutex|tslib)\/|main\/(settings|ipc\/refused|domains\/(durable-folder|failure|path))\.|preload\/contract\/(settings|default-settings)\./,
              },
              {
                name: 'machines',
                minShareCount: 2,
                test: /node_modules|main\/(drivers|domains|hypervisor|ipc)\//,
              },
            ],
          },
        },
      },
    },
  },
  preload: {
    plugins: [inAscii],
    build: {
      outDir: 'out/preload',
      target: 'node16',
      externalizeDeps: false, // a sandboxed preload can require nothing but electron
      rollupOptions: { input: at('preload/index.ts'), output: { format: 'cjs' } },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [svelte(), inAscii],
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
          // A page in another language names its script, so that it comes with the first (`main/shell/app-protocol.ts`).
          chunkFileNames: ({ name }) =>
            name.startsWith('spoken-') ? 'assets/[name].js' : 'assets/[name]-[hash].js',
        },
      },
    },
  },
});
