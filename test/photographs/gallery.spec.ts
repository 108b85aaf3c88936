import axe, { type AxeResults } from 'axe-core';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executable, expectVisible, ROOT_ARGUMENTS } from '../e2e/app';
import { compare, openAlbum } from './album';
import { develop } from './camera';

const renderer = resolve('renderer');
const components = readdirSync(join(renderer, 'ui'))
  .filter((file) => file.endsWith('.svelte'))
  .map((file) => file.replace('.svelte', ''))
  .sort();

let folder: string;
let server: ViteDevServer;
let electron: ElectronApplication;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pdk-gallery-'));
  server = await createServer({
    root: renderer,
    configFile: join(renderer, 'vite.config.ts'),
    cacheDir: join(folder, 'vite'),
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0, hmr: false },
  });
  await server.listen();
  // No app of ours, only a window: the gallery is no part of the app, and must not become one to be seen.
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'gallery', main: 'main.js' }));
  writeFileSync(
    join(folder, 'main.js'),
    `const { app, BrowserWindow } = require('electron');
     app.setPath('userData', __dirname + '/data');
     app.whenReady().then(() => new BrowserWindow({ width: 1000, height: 800 }).loadURL('about:blank'));`,
  );
  electron = await _electron.launch({ executablePath: executable(), args: [...ROOT_ARGUMENTS, folder] });
  page = await electron.firstWindow();
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
});
afterAll(async () => {
  await electron.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe.each(['light', 'dark'] as const)('the gallery of components, %s,', (theme) => {
  /** What is wrong with a picture of it, by the one in the album. */
  const photograph = (name: string, bytes: Buffer): string | null =>
    compare(`gallery/${theme}/${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`, develop(bytes));

  beforeAll(async () => {
    openAlbum(`gallery/${theme}`);
    await page.goto(`${server.resolvedUrls?.local[0] ?? ''}testing/gallery/?theme=${theme}`);
    await expectVisible(page.getByRole('heading', { name: 'Components' }), 60_000);
    await page.emulateMedia({ reducedMotion: 'reduce' });
  });

  it('shows every component as it did, each without an error', async () => {
    const pieces = page.locator('[data-piece]');
    const names = await pieces.evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['piece']));
    expect(names.sort()).toEqual(components);
    expect(await page.locator('[data-broken]').allTextContents()).toEqual([]);
    const wrong: (string | null)[] = [];
    for (const piece of await pieces.all()) {
      const name = (await piece.getAttribute('data-piece')) ?? '';
      wrong.push(photograph(name, await piece.screenshot()));
    }
    expect(wrong.filter((one) => one !== null)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('shows what is above the page as it did when it is opened', async () => {
    const opened = {
      dialog: page.getByRole('dialog'),
      menu: page.getByRole('menu'),
      tip: page.getByText('What this one does, in a sentence.'),
      note: page.getByRole('region', { name: 'Messages' }).getByText('“web” is running.'),
    };
    const wrong: (string | null)[] = [];
    for (const opener of await page.locator('[data-opens]').all()) {
      const what = (await opener.getAttribute('data-opens')) as keyof typeof opened;
      const name = (await opener.textContent())?.trim() ?? '';
      await opener.scrollIntoViewIfNeeded();
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      ); // a scroll hides tips
      if (what === 'tip') await opener.hover();
      else await opener.click();
      await expectVisible(opened[what]);
      wrong.push(photograph(`opened-${name}`, await page.screenshot()));
      if (what !== 'note') await page.keyboard.press('Escape');
    }
    expect(wrong.filter((one) => one !== null)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('has nothing that axe finds wrong', async () => {
    await page.evaluate(axe.source);
    // One component in all its states has regions of one name.
    const rules = { 'landmark-unique': { enabled: false } };
    const { violations } = await page.evaluate(
      (options) =>
        (globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run(options),
      { rules },
    );
    const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
    expect(found).toEqual([]);
  });
});
