import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PaddockBridge } from '../../preload/contract';
import { clear, eventually, expectVisible, launch, type App } from './app';

let app: App;
beforeEach(async () => {
  app = await launch();
  await app.page.getByRole('button', { name: 'Look around' }).click();
  await expectVisible(app.page.getByRole('row', { name: /web-frontend/ }));
});
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

/** Begins to make a simulated machine, which takes so long. */
async function beginMaking(page: Page, name: string, milliseconds: number): Promise<void> {
  await page.evaluate(
    ([called, pace]) => {
      const { paddock } = window as unknown as { readonly paddock: PaddockBridge };
      const request = { memory: 512 * 1024 ** 2, cpus: 1, system: 'Debian 12', pace, faults: [] };
      void paddock.call('machines.define', { driver: 'test', name: called, start: false, request });
    },
    [name, milliseconds] as const,
  );
}

describe('the operations', () => {
  it('stand together in a drawer, with their bytes, speed and time left, and can be given up there', async () => {
    const { page } = app;
    await expectVisible(page.getByRole('button', { name: 'Nothing is being done' }));
    await beginMaking(page, 'big one', 30_000);
    await beginMaking(page, 'other one', 30_000);
    const button = page.getByRole('button', { name: '2 operations' });
    await expectVisible(button);
    await page.keyboard.press('Control+n'); // whatever page one is on
    await button.click();
    const drawer = page.getByRole('complementary', { name: 'Operations' });
    const one = drawer.getByRole('listitem').filter({ hasText: 'big one' });
    await expectVisible(one.getByText(/GiB of 20 GiB · .*iB\/s · \d+ s left/));
    const bar = one.getByRole('progressbar');
    const first = Number(await bar.getAttribute('aria-valuenow'));
    await eventually(
      async () => Number(await bar.getAttribute('aria-valuenow')),
      (now) => now > first,
    );
    await one.getByRole('button', { name: 'Cancel' }).click();
    await one.waitFor({ state: 'detached' });
    await expectVisible(page.getByRole('button', { name: /Creating: “other one”, \d+ %/ }));
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    expect(await page.getByRole('heading', { name: 'Create a machine' }).count()).toBe(1);
    await page.keyboard.press('Control+Shift+J');
    await expectVisible(drawer.getByRole('listitem').filter({ hasText: 'other one' }));
    await drawer.getByRole('button', { name: 'All activity' }).click();
    await expectVisible(page.getByRole('heading', { name: 'Activity', level: 1 }));
    expect(await drawer.count()).toBe(0);
  });
});
