import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clear, eventually, expectVisible, launch, type App } from './app';

let app: App;
beforeEach(async () => {
  app = await launch();
});
afterEach(async () => {
  await app.quit();
  clear(app.home);
});

describe('the first run', () => {
  it('offers three ways to begin and tells what was found on this computer', async () => {
    const { page } = app;
    for (const choice of ['Create a machine', 'Import one', 'Look around']) {
      await expectVisible(page.getByRole('button', { name: choice }));
    }
    await expectVisible(page.getByText('Found on this computer'));
    await expectVisible(page.getByText(/hardware acceleration/i), 60_000);
    expect(app.complaints).toEqual([]);
  });

  it('shows the demo world in all states, whose machines start, pause and stop', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Look around' }).click();
    // Each state is told in words, not by colour alone.
    for (const state of ['Running', 'Paused', 'Off', 'Crashed', 'Saved', 'Unknown']) {
      await expectVisible(page.getByRole('row').filter({ hasText: state }));
    }
    const machine = page.getByRole('row').filter({ hasText: 'Windows 11' });
    await machine.getByRole('button', { name: /Start/ }).click();
    await expectVisible(machine.filter({ hasText: 'Running' }));
    await machine.dblclick();
    await page.getByRole('button', { name: 'Pause' }).click();
    await expectVisible(page.getByText('Paused', { exact: true }));
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Shut down' }).click();
    await expectVisible(page.getByText('Off', { exact: true }));
    expect(app.complaints).toEqual([]);
  });

  it('remembers the demo and the theme at the next start', async () => {
    await app.page.getByRole('button', { name: 'Look around' }).click();
    await expectVisible(app.page.getByRole('row'));
    await app.page
      .getByRole('button', { name: 'Settings' })
      .or(app.page.getByRole('link', { name: 'Settings' }))
      .first()
      .click();
    await app.page.getByRole('radio', { name: 'Dark' }).check({ force: true });
    const dark = (): Promise<string | null> =>
      app.page.evaluate(() => document.documentElement.getAttribute('data-theme'));
    await eventually(dark, (theme) => theme === 'dark');
    const { home } = app;
    await app.quit();
    app = await launch({ home });
    await expectVisible(app.page.getByRole('row'));
    await eventually(dark, (theme) => theme === 'dark');
  });
});
