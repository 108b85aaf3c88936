import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clear, eventually, expectVisible, launch, type App } from './app';
import { terminalText } from './terminal';

let app: App;
beforeEach(async () => {
  app = await launch();
  await app.page.getByRole('button', { name: 'Look around' }).click();
  const machine = app.page.getByRole('row').filter({ hasText: 'Running' }).first();
  await machine.dblclick();
  await app.page.keyboard.press('Alt+2');
  await connected(app.page, 'display0');
});
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

const connected = (page: Page, console: string): Promise<void> =>
  expectVisible(page.locator(`[data-console="${console}"][data-phase="open"]`));

/** The desktop's own dialog can't be driven: it answers at once with this file. */
const answerSaveDialog = (filePath: string): Promise<void> =>
  app.electron.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: path });
  }, filePath);

describe('a machine’s screen', () => {
  it('is kept as a picture', async () => {
    const file = join(app.home, 'screen.png');
    await answerSaveDialog(file);
    await app.page.getByRole('button', { name: 'Save a picture…' }).click();
    await expectVisible(app.page.getByText(`Saved as ${file}`));
    const png = await readFile(file);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([640, 400]); // the guest's own pixels
  });

  it('is shown to fit or pixel for pixel', async () => {
    const width = (): Promise<number> =>
      app.page
        .locator('[data-console="display0"] canvas')
        .evaluate((canvas) => canvas.getBoundingClientRect().width);
    await app.page.getByRole('button', { name: 'Size of the screen' }).click();
    await app.page.getByRole('menuitemradio', { name: /Actual size/ }).click();
    await eventually(width, (now) => now === 640);
    await app.page.getByRole('button', { name: 'Size of the screen' }).click();
    await app.page.getByRole('menuitemradio', { name: /Fit the window/ }).click();
    await eventually(width, (now) => now !== 640);
  });

  it('fills the screen, and by Escape its page again, which stays', async () => {
    const { page } = app;
    const isFull = (): Promise<boolean> => page.evaluate(() => document.fullscreenElement !== null);
    await page.getByRole('button', { name: 'Full screen' }).press('Enter');
    await eventually(isFull, (is) => is);
    await page.keyboard.press('Escape');
    await eventually(isFull, (is) => !is);
    expect(await page.getByRole('tab', { name: 'Console', exact: true }).count()).toBe(1);
  });

  it('has the clipboard’s text typed into it, and tells what no key types', async () => {
    await app.electron.evaluate(({ clipboard }) => clipboard.writeText('echo Aa-~|€\n'));
    await app.page.getByRole('button', { name: 'Type the clipboard’s text' }).click();
    await expectVisible(app.page.getByText('were left out: €'));
    // The simulated guest's screen and its serial line are one terminal.
    await app.page.getByRole('tab', { name: 'Serial console' }).click();
    await connected(app.page, 'serial0');
    await eventually(
      () => terminalText(app.page),
      (text) => text.includes('echo Aa-~|'),
    );
  });

  it('shares the clipboard: what is copied inside while one works there, and what is typed into it', async () => {
    const copied = (): Promise<string> => app.electron.evaluate(({ clipboard }) => clipboard.readText());
    await app.electron.evaluate(({ clipboard }) => clipboard.writeText('of the desktop'));
    await app.page.getByRole('tab', { name: 'Serial console' }).click();
    await connected(app.page, 'serial0');
    await app.page.locator('[data-console="serial0"] .screen').click();
    await app.page.keyboard.type('copy of a guest alone\necho cop""ied\n');
    await eventually(
      () => terminalText(app.page),
      (text) => /^copied/m.test(text),
    );
    expect(await copied()).toBe('of the desktop');

    await app.page.getByRole('tab', { name: 'Screen' }).click();
    await app.page.locator('[data-console="display0"] canvas').click();
    await app.page.keyboard.type('copy from the inside\n');
    await eventually(copied, (text) => text === 'from the inside');

    await app.electron.evaluate(({ clipboard }) => clipboard.writeText('für€ '));
    await app.page.getByRole('button', { name: 'Type the clipboard’s text' }).click();
    await expectVisible(app.page.getByText('were left out: ü €'));
    await app.page.keyboard.type('\npaste\n');
    await app.page.getByRole('tab', { name: 'Serial console' }).click();
    await eventually(
      () => terminalText(app.page),
      (text) => /^für€/m.test(text),
    );
  });
});

describe('a console in a window of its own', () => {
  async function detach(): Promise<Page> {
    const opened = app.electron.waitForEvent('window');
    await app.page.getByRole('button', { name: 'Open in a window of its own' }).click();
    const page = await opened;
    await page.locator('html[data-ready]').waitFor({ state: 'attached' });
    return page;
  }

  it('shows the machine’s console there and only there, and comes back', async () => {
    await app.page.getByRole('tab', { name: 'Serial console' }).click();
    await connected(app.page, 'serial0');
    const own = await detach();
    await connected(own, 'serial0');
    await expectVisible(app.page.getByText('“Serial console” is in a window of its own'));
    expect(await app.page.locator('[data-console="serial0"]').count()).toBe(0);
    await own.locator('[data-console="serial0"] .screen').click();
    await own.keyboard.type('echo from-its-own-window\n');
    await eventually(
      () => terminalText(own),
      (text) => /^from-its-own-window/m.test(text),
    );
    await app.page.getByRole('button', { name: 'Bring it back here' }).click();
    await connected(app.page, 'serial0');
    await eventually(
      () => terminalText(app.page),
      (text) => text.includes('from-its-own-window'),
    );
    expect(own.isClosed()).toBe(true);
  });

  it('follows its machine, which can be paused and resumed from there', async () => {
    const own = await detach();
    await connected(own, 'display0');
    await own.getByRole('button', { name: 'Pause' }).click();
    await expectVisible(own.locator('.pill[data-state="paused"]'));
    await own.getByRole('button', { name: 'Resume' }).click();
    await expectVisible(own.locator('.pill[data-state="running"]'));
    expect(await own.title()).toMatch(/: Screen$/);
  });
});

describe('a text console', () => {
  it('is kept as a text file', async () => {
    await app.page.getByRole('tab', { name: 'Serial console' }).click();
    await connected(app.page, 'serial0');
    await app.page.locator('[data-console="serial0"] .screen').click();
    await app.page.keyboard.type('echo kept-for-later\n');
    await eventually(
      () => terminalText(app.page),
      (text) => /^kept-for-later/m.test(text),
    );
    const file = join(app.home, 'serial.txt');
    await answerSaveDialog(file);
    await app.page.getByRole('button', { name: 'Save the text…' }).click();
    await expectVisible(app.page.getByText(`Saved as ${file}`));
    expect(await readFile(file, 'utf8')).toMatch(/^kept-for-later$/m);
  });
});
