import { afterEach, describe, expect, it } from 'vitest';
import { memtestIso } from '../guests/memtest';
import { clear, create, eventually, expectVisible, forceOff, launch, qemusOf, type App } from './app';

let app: App;
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

const source = { kind: 'iso', path: memtestIso() } as const;

describe('a machine', () => {
  it('is started so that nothing is kept, and says so all the time, also after the app was killed', async () => {
    app = await launch();
    const { home } = app;
    await create(app.page, { name: 'web', memoryMib: 64, source, start: false });
    await expectVisible(app.page.getByRole('heading', { name: 'web', exact: true }));
    await app.page.getByRole('button', { name: 'More operations' }).click();
    await app.page.getByRole('menuitem', { name: 'Start, and keep nothing' }).click();
    await expectVisible(app.page.locator('.pill[data-state="running"]'), 60_000);
    await expectVisible(app.page.getByText('Nothing is kept', { exact: true }));
    await app.kill();

    app = await launch({ home });
    const { page } = app;
    await expectVisible(page.getByRole('row').getByText('Nothing is kept'));
    await page.getByRole('row').getByText('web', { exact: true }).click();
    await expectVisible(page.getByText('Nothing is kept', { exact: true }));
    await forceOff(page);
    await expectVisible(page.locator('.pill[data-state="shutoff"]'));
    expect(await page.getByText('Nothing is kept', { exact: true }).count()).toBe(0);
  });

  it('that ran when its computer ended runs again with Paddock, where that was chosen', async () => {
    app = await launch();
    const { home, page } = app;
    await create(page, { name: 'web', memoryMib: 64, source });
    await expectVisible(page.locator('.pill[data-state="running"]'), 60_000);
    await page.keyboard.press('Alt+5');
    await page
      .getByRole('combobox', { name: 'Start with Paddock' })
      .selectOption({ label: 'If it ran when the computer or Paddock ended' });
    await page.getByRole('button', { name: 'Save' }).click();
    await expectVisible(page.getByText('“web” was changed.'));
    const [before = 0] = qemusOf(home);
    await app.kill();
    process.kill(before, 'SIGKILL');

    app = await launch({ home });
    const [after] = await eventually(
      () => qemusOf(home),
      (all) => all.length === 1,
    );
    expect(after).not.toBe(before);
    await expectVisible(app.page.getByRole('row').getByText('Running'));
  });
});
