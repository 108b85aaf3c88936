import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clear, launch, type App } from './app';
import { call, creating, defineQemu, list, machine, ownPages, qemu, welcome, type Look } from './tour';

let app: App;
beforeAll(async () => {
  app = await launch();
  await prepare(app.page);
});
afterAll(async () => {
  await app.quit();
  clear(app.home);
});

async function prepare(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' }); // colours that are on their way are no one's to judge
  await page.evaluate(axe.source);
}

/** What is wrong with what a window shows, in both themes, a line for each. */
async function violations(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const theme of ['light', 'dark'] as const) {
    await call(page, 'settings.set', { theme });
    await page.locator(`html[data-theme=${theme}]`).waitFor({ state: 'attached' });
    const results = await page.evaluate(() =>
      (globalThis as unknown as { axe: typeof axe }).axe.run({
        // Off by itself, but WCAG 2.5.3: who speaks to the window says what is seen.
        rules: { 'label-content-name-mismatch': { enabled: true } },
      }),
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
        for (const one of await violations(app.page)) found.push(`${place}: ${one}`);
      };
      await tour(app.page, look);
      expect(found).toEqual([]);
    });
  }

  it('on a console in a window of its own', async () => {
    await app.page.getByRole('button', { name: /^All machines/ }).click();
    await app.page.getByRole('row').getByText('web-frontend', { exact: true }).dblclick();
    await app.page.keyboard.press('Alt+2');
    const opened = app.electron.waitForEvent('window');
    await app.page.getByRole('button', { name: 'Open in a window of its own' }).click();
    const own = await opened;
    await own.locator('[data-console][data-phase="open"]').waitFor();
    await prepare(own);
    expect(await violations(own)).toEqual([]);
  });
});
