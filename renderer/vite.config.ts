import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// For looking at the window in a browser, with a fake world behind it: `npx vite renderer`, then /testing/ or
// /testing/gallery/. No part of the app: electron.vite.config.ts builds that.
export default defineConfig({ plugins: [svelte()], server: { fs: { allow: ['..'] } } });
