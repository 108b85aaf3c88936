import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clear, expectVisible, launch, type App } from './app';

let app: App;
beforeEach(async () => {
  app = await launch();
  await app.page.getByRole('button', { name: 'Look around' }).click();
  await expectVisible(app.page.getByRole('row'));
});
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

describe('the palette', () => {
  it('opens by a key anywhere, goes to a page, and gives the focus back when it is left', async () => {
    const { page } = app;
    await page.keyboard.press('Control+f');
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: 'Do or find anything' });
    await expectVisible(field);
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('sett');
    await page.keyboard.press('Enter');
    await expectVisible(page.getByRole('heading', { name: 'Settings', level: 1 }));
  });

  it('opens a machine and does something to one, by the keyboard alone', async () => {
    const { page } = app;
    await page.keyboard.press('Control+k');
    await page.keyboard.type('pause web');
    await expectVisible(page.getByRole('option', { name: 'Pause: web-frontend' }));
    await page.keyboard.press('Enter');
    await expectVisible(
      page.getByRole('row').filter({ hasText: 'web-frontend' }).filter({ hasText: 'Paused' }),
    );
    await page.keyboard.press('Control+k');
    await page.keyboard.type('stubb');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expectVisible(page.getByRole('heading', { name: 'stubborn' }));
  });
});
