import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clear, eventually, expectVisible, forceOff, launch, type App } from './app';

let app: App;
beforeEach(async () => {
  app = await launch();
  await app.page.getByRole('button', { name: 'Look around' }).click();
});
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

describe('what machines take', () => {
  it('stands in the list beside a line, for those that run, and what they have for those that are off', async () => {
    const running = app.page.getByRole('row').filter({ hasText: 'stubborn' });
    await expectVisible(running.locator('.cpus').getByText(/^\d+(\.\d)? %$/));
    await expectVisible(running.locator('.cpus path.line'));
    await expectVisible(running.locator('.memory').getByText(/iB$/));
    await expectVisible(app.page.getByRole('row').filter({ hasText: 'Windows 11' }).getByText('4 CPUs'));
  });

  it('puts the list in its order, with what does not run at the end', async () => {
    const { page } = app;
    const choose = async (order: string): Promise<void> => {
      await page.getByRole('button', { name: 'Order and groups' }).click();
      await page.getByRole('menuitemradio', { name: order }).click();
    };
    const names = (): Promise<string[]> => page.locator('.row .name .title').allInnerTexts();
    await choose('Memory use');
    const most = ['orders-db', 'web-frontend', 'stubborn', 'Übungsrechner 東京'];
    const rest = [
      'backup-target',
      'build box',
      'kernel-playground',
      'never-starts',
      'slow-to-wake',
      'Windows 11 (accounts)',
    ];
    await eventually(names, (order) => order.join() === [...most, ...rest].join());
    await page.getByRole('row').filter({ hasText: 'stubborn' }).hover();
    await choose('Memory use'); // once more is the other way round
    await eventually(names, (order) => order.join() === [...[...most].reverse(), ...rest].join());
    await choose('CPU use');
    await eventually(names, (order) => order.slice(4).join() === rest.join());
  });

  it('is not told as if it were now, once the machine is off', async () => {
    const { page } = app;
    await page.getByRole('row').filter({ hasText: 'stubborn' }).dblclick();
    const memory = page.locator('figure').filter({ has: page.getByText('Memory', { exact: true }) });
    await expectVisible(memory.getByText(/iB$/).first());
    await forceOff(page);
    await expectVisible(memory.getByText('–', { exact: true }));
    await expectVisible(page.getByRole('img', { name: /^Memory over .* now not known$/ }));
  });

  it('is drawn on the machine’s page over three spans, with its picture, which leads to the console', async () => {
    const { page } = app;
    await page.getByRole('row').filter({ hasText: 'stubborn' }).dblclick();
    for (const what of ['CPU', 'Memory', 'Disk', 'Network']) {
      await expectVisible(page.getByRole('img', { name: `${what} over the last 5 minutes; now` }));
    }
    const seconds = (): Promise<string | null> =>
      page.getByRole('img', { name: /^CPU over/ }).getAttribute('aria-label');
    await eventually(seconds, (words) => /now \d+(\.\d)? %$/.test(words ?? ''));
    await page.getByText('24 hours', { exact: true }).click();
    await expectVisible(page.getByRole('img', { name: /^Memory over the last 24 hours/ }));
    const picture = page.getByRole('button', { name: 'Open the console' }).locator('img');
    await expectVisible(picture);
    await picture.click();
    await expectVisible(page.locator('[data-console="display0"][data-phase="open"]'));
  });
});
