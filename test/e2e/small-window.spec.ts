import type { Locator, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clear, eventually, expectVisible, launch, type App } from './app';
import { call, defineQemu } from './tour';

/** As small as the window can be made. */
const SMALLEST = [720, 480] as const;

let app: App;
let page: Page;
beforeEach(async () => {
  app = await launch();
  ({ page } = app);
  await page.getByRole('button', { name: 'Look around' }).click();
  await expectVisible(page.getByRole('row', { name: /web-frontend/ }));
  await app.electron.evaluate(
    ({ BrowserWindow }, [width, height]) => BrowserWindow.getAllWindows()[0]?.setContentSize(width, height),
    SMALLEST,
  );
  await eventually(
    () => page.evaluate(() => innerWidth),
    (width) => width === SMALLEST[0],
  );
});
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

const speakGerman = (): Promise<unknown> => call(page, 'settings.set', { language: 'de' });

/** Whether words end where their element does: what is wider than a select is cut without a mark. */
async function isCut(locator: Locator): Promise<boolean> {
  return locator.evaluate((element) => {
    if (!(element instanceof HTMLSelectElement))
      return element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight;
    const pen = document.createElement('canvas').getContext('2d');
    if (!pen) throw new Error('no canvas');
    const { font, paddingLeft, paddingRight } = getComputedStyle(element);
    pen.font = font;
    const ARROW = 20;
    const room = element.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - ARROW;
    return [...element.options].some(({ text }) => pen.measureText(text).width > room);
  });
}

describe('in the smallest window', () => {
  it('a card says the whole reason for its state', async () => {
    await speakGerman();
    await page.getByRole('button', { name: 'Als Bilder zeigen' }).click();
    const reason = page.locator('.card').filter({ hasText: 'build box' }).locator('.reason span');
    await expectVisible(reason);
    expect(await reason.innerText()).toBe('Dem System darin ging der Arbeitsspeicher aus.');
    expect(await isCut(reason)).toBe(false);
  });

  it('notes cover nothing, and follow the language', async () => {
    await page.getByRole('row').getByText('web-frontend', { exact: true }).dblclick();
    await page.keyboard.press('Alt+2');
    await expectVisible(page.locator('[data-guest]')); // it stays there, unseen
    await page.keyboard.press('Alt+3');
    for (const name of ['fresh', 'updated']) {
      await page.getByRole('button', { name: 'Take a snapshot…' }).first().click();
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
      await page.getByRole('button', { name: 'Take it' }).click();
      await expectVisible(page.getByRole('listitem').filter({ hasText: name }));
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    const notes = page.getByRole('region', { name: /^(Messages|Meldungen)$/ });
    const taken = notes.getByText('The snapshot “updated” was taken.');
    for (const button of await page.getByRole('button', { name: /^(Go back|More for the snapshot)/ }).all()) {
      await button.click({ trial: true, timeout: 2000 });
    }
    await taken.hover();
    await speakGerman();
    await expectVisible(notes.getByText('Der Snapshot „updated“ wurde erstellt.'));
  });

  it('what a network card can be connected to is read whole', async () => {
    await defineQemu(page, 'mail');
    await page.getByRole('row').getByText('mail', { exact: true }).dblclick();
    await page.keyboard.press('Alt+4');
    const mode = page.getByRole('combobox', { name: 'Connected to' });
    await expectVisible(mode);
    for (const width of [720, 800, 900, 1000]) {
      await app.electron.evaluate(
        ({ BrowserWindow }, w) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, 600),
        width,
      );
      await eventually(
        () => page.evaluate(() => innerWidth),
        (now) => now === width,
      );
      expect(await isCut(mode)).toBe(false);
    }
  });
});
