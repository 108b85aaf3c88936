import axe, { type AxeResults } from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clear, launch, type App } from './app';
import { call, creating, defineQemu, list, machine, ownPages, qemu, welcome, type Look } from './tour';

let app: App;
beforeAll(async () => {
  app = await launch();
  await app.page.emulateMedia({ reducedMotion: 'reduce' }); // colours that are on their way are no one's to judge
  await app.page.evaluate(axe.source);
});
afterAll(async () => {
  await app.quit();
  clear(app.home);
});

/** What is wrong with what the window shows, in both themes, a line for each. */
async function violations(): Promise<string[]> {
  const { page } = app;
  const found: string[] = [];
  for (const theme of ['light', 'dark'] as const) {
    await call(page, 'settings.set', { theme });
    await page.locator(`html[data-theme=${theme}]`).waitFor({ state: 'attached' });
    const results = await page.evaluate(() =>
      (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
    );
    // Where contrasts can't be seen, as in a hidden window, all would be well.
    expect(results.passes.map(({ id }) => id)).toContain('color-contrast');
    for (const { id, help, nodes } of results.violations) {
      for (const { html, failureSummary } of nodes)
        found.push(`${theme}, ${id}: ${help}\n  ${html}\n  ${failureSummary ?? ''}`);
    }
  }
  return found;
}

describe('axe finds nothing wrong, in either theme,', () => {
  const tours = { welcome, list, machine, qemu, creating, 'own pages': ownPages };
  for (const [name, tour] of Object.entries(tours)) {
    it(`on the tour: ${name}`, { timeout: 300_000 }, async () => {
      if (tour === qemu) await defineQemu(app.page, 'mail');
      const found: string[] = [];
      const look: Look = async (place) => {
        for (const one of await violations()) found.push(`${place}: ${one}`);
      };
      await tour(app.page, look);
      expect(found).toEqual([]);
    });
  }
});
