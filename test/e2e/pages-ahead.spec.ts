import { afterEach, describe, expect, it } from 'vitest';
import { _electron, type ElectronApplication } from 'playwright-core';
import { clear, environment, executable, expectVisible, newHome, ROOT_ARGUMENTS } from './app';

/** Longer than the pages take to come once they are fetched, in ms. */
const LOOKED_AT_MS = 1_500;

const home = newHome();
let electron: ElectronApplication;
afterEach(async () => {
  await electron.close();
  clear(home);
});

describe('the pages beyond the first', () => {
  it('are left where they are as long as the window is only looked at, and there before a key is a command', async () => {
    electron = await _electron.launch({
      executablePath: executable(),
      args: [...ROOT_ARGUMENTS, '.'],
      env: environment(home),
    });
    const page = await electron.firstWindow();
    const ready = page.locator('html');
    await page.locator('html[data-ready]').waitFor({ state: 'attached' });
    await page.waitForTimeout(LOOKED_AT_MS);
    expect(await ready.getAttribute('data-ready')).toBe('first');

    await page.keyboard.down('Control');
    await page.locator('html[data-ready=all]').waitFor({ state: 'attached' });
    await page.keyboard.press('n');
    await expectVisible(page.getByRole('heading', { name: 'Create a machine' }));
  });
});
