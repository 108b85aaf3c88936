import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** LXC's conformance for a user who can't write below the project's folder. */
export default defineConfig({
  root: resolve(__dirname, '../..'),
  cacheDir: join(tmpdir(), `paddock-vite-${process.getuid?.() ?? 0}`),
  test: {
    include: ['test/conformance/lxc.spec.ts'],
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
});
