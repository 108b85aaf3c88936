import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/** Specs that run in this process's stead alone: each may be slow, and two at once would disturb each other. */
function alone(name: string, include: string[], seconds: number): TestProjectInlineConfiguration {
  const limit = seconds * 1000;
  return {
    test: { name, include, fileParallelism: false, testTimeout: limit, hookTimeout: limit },
  };
}

// A suite of `npm test` is a project of the same name; `npx vitest --project unit` runs one alone.
export default defineConfig({
  plugins: [svelte({ configFile: false })], // the window's logic is in .svelte.ts modules as well
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            '{main,preload,renderer,text}/**/*.spec.ts',
            'tools/**/*.spec.mjs',
            'test/lint/**/*.spec.ts',
          ],
        },
      },
      {
        test: {
          name: 'model',
          include: ['test/{model,crash}/**/*.spec.ts'],
          testTimeout: 900_000,
          hookTimeout: 60_000,
        },
      },
      alone('conformance', ['test/conformance/**/*.spec.ts'], 300),
      alone('containers', ['test/{lxc,incus}/**/*.spec.ts'], 180),
      alone('qemu', ['test/qemu/**/*.spec.ts'], 180),
      alone('e2e', ['test/e2e/**/*.spec.ts'], 180),
      alone('photographs', ['test/photographs/**/*.spec.ts'], 180),
      alone('security', ['test/security/**/*.spec.ts'], 180),
      alone('dist', ['test/dist/**/*.spec.ts'], 900),
      alone('bench', ['test/bench/run.bench.ts'], 1800),
    ],
  },
});
