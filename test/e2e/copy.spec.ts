import { afterEach, describe, expect, it } from 'vitest';
import { clear, expectVisible, launch, type App } from './app';

let app: App;
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

describe('copying a machine', () => {
  it('suggests a free name, refuses a taken one with a way out, and shows how far it is', async () => {
    app = await launch();
    const { page } = app;
    await page.getByRole('button', { name: /Look around/ }).click();
    await page.getByRole('row', { name: /Windows 11/ }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: /^Copy…/ }).click();
    const name = page.getByRole('textbox', { name: 'Name of the copy' });
    await expectVisible(name);
    expect(await name.inputValue()).toBe('Windows 11 (accounts) 2');
    await name.fill('build box');
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await expectVisible(page.getByText('There is a machine “build box” already.'));
    await page.getByRole('button', { name: 'Use “build box 2”' }).click();
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await expectVisible(page.getByRole('row', { name: /build box 2/ }).filter({ hasText: 'Creating' }));
    await expectVisible(page.getByText('“build box 2” is ready.'));
    const copy = page.getByRole('row', { name: /build box 2/ });
    await expectVisible(copy.filter({ hasText: 'Off' }));
    await copy.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Start', exact: true }).click();
    await expectVisible(copy.filter({ hasText: 'Running' }));
  });
});
