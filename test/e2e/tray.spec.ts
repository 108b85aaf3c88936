import { once } from 'node:events';
import type { Locator, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { clear, eventually, expectVisible, launch, type App } from './app';
import { Desktop } from './desktop';

/** How long a window is hidden before it is ended. */
const HIDDEN_MS = 1_500;

let desktop: Desktop;
let app: App;

beforeEach(async () => {
  desktop = await Desktop.start();
  const env = { DBUS_SESSION_BUS_ADDRESS: desktop.address, PADDOCK_HIDDEN_MS: String(HIDDEN_MS) };
  app = await launch({ env });
});
afterEach(async () => {
  await app.quit();
  clear(app.home);
  await desktop.stop();
});

function windowShown(): Promise<boolean> {
  return app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().some((one) => one.isVisible()),
  );
}

function windowCount(): Promise<number> {
  return app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
}

/** Closes the main window as a person does. */
function closeWindow(): Promise<void> {
  return app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
}

describe('the tray', () => {
  it('has an icon and a menu, in which a machine is paused and resumed as it is in the window', async () => {
    expect(await desktop.property('Status')).toBe('Active');
    const pictures = z
      .array(z.tuple([z.number(), z.number(), z.instanceof(Buffer)]))
      .parse(await desktop.property('IconPixmap'));
    // Not one colour all over: somebody would look for it in vain.
    expect(pictures.map(([, , pixels]) => new Set(pixels).size > 1)).not.toContain(false);
    expect(pictures.length).toBeGreaterThan(0);
    expect((await desktop.item('No machine is running')).enabled).toBe(false);
    expect((await desktop.item('Pause all')).enabled).toBe(false);

    await app.page.getByRole('button', { name: 'Look around' }).click();
    const machine = await desktop.item('web-frontend');
    expect(machine.label).toMatch(/^▶/);
    const operations = machine.children.map(({ label }) => label);
    expect(operations).toEqual(['Open console', 'Pause', 'Shut down', 'Force off']);

    const [, pause] = machine.children;
    if (!pause) throw new Error('it can’t be paused');
    await desktop.click(pause);
    const row = app.page.getByRole('row').filter({ hasText: 'web-frontend' });
    await expectVisible(row.filter({ hasText: 'Paused' }));
    const paused = await eventually(
      () => desktop.item('web-frontend'),
      ({ label }) => label.startsWith('❚❚'),
    );
    const resume = paused.children.find(({ label }) => label === 'Resume');
    if (!resume) throw new Error('it can’t be resumed');
    await desktop.click(resume);
    await eventually(
      () => desktop.item('web-frontend'),
      ({ label }) => label.startsWith('▶'),
    );
  });

  it('stays when the window is closed, brings it back, and quits', async () => {
    await expectVisible(app.page.getByRole('button', { name: 'Look around' }));
    await desktop.item('Open Paddock');
    await closeWindow();
    await eventually(windowShown, (shown) => !shown);
    await desktop.click(await desktop.item('Open Paddock'));
    await eventually(windowShown, (shown) => shown);

    const ended = once(app.electron.process(), 'exit');
    await desktop.click(await desktop.item('Quit (machines run on)'));
    expect(await ended).toEqual([0, null]);
  });
});

describe('forcing a machine off from the tray', () => {
  it('is asked about first', async () => {
    const answer = (button: number): Promise<void> =>
      app.electron.evaluate(({ dialog }, response) => {
        dialog.showMessageBox = () => Promise.resolve({ response, checkboxChecked: false });
      }, button);
    const forceOff = async (): Promise<void> => {
      const { children } = await desktop.item('web-frontend');
      const entry = children.find(({ label }) => label === 'Force off');
      if (!entry) throw new Error('it can’t be forced off');
      await desktop.click(entry);
    };
    await app.page.getByRole('button', { name: 'Look around' }).click();
    const row = app.page.getByRole('row').filter({ hasText: 'web-frontend' });
    await answer(1); // Cancel
    await forceOff();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await row.filter({ hasText: 'Running' }).count()).toBe(1);
    await answer(0);
    await forceOff();
    await expectVisible(row.filter({ hasText: 'Off' }));
  });
});

describe('a window that is hidden in the tray', () => {
  it('is ended after a while, and comes back as it was left', async () => {
    const { page, electron } = app;
    await page.getByRole('button', { name: 'Look around' }).click();
    await page.getByRole('searchbox').fill('e');
    await page.keyboard.press('Control+n');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('half filled');
    await page.getByRole('spinbutton', { name: 'Memory' }).fill('1234');
    await page.keyboard.press('Control+,');
    const parts = page.getByRole('navigation', { name: 'Parts of the settings' });
    await parts.getByRole('button', { name: 'Programs' }).click();
    const scroll = (): Promise<number> =>
      app.electron
        .windows()[0]
        ?.locator('main .page')
        .evaluate((part) => part.scrollTop) ?? Promise.resolve(0);
    const bounds = (): Promise<unknown> =>
      electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
    await electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 30, width: 1000, height: 600 }),
    );
    await page.waitForTimeout(500);
    const before = { scroll: await scroll(), bounds: await bounds() };
    expect(before.scroll).toBeGreaterThan(0);

    await desktop.item('Open Paddock');
    await closeWindow();
    expect(await windowCount()).toBe(1); // hidden: it would come back at once
    await eventually(windowCount, (count) => count === 0);
    const coming = electron.waitForEvent('window');
    await desktop.click(await desktop.item('Open Paddock'));
    const again = await coming;
    again.setDefaultTimeout(20_000);
    await expectVisible(again.getByRole('heading', { name: 'Settings', level: 1 }));
    await eventually(scroll, (top) => Math.abs(top - before.scroll) < 3);
    expect(await bounds()).toEqual(before.bounds);
    await again.keyboard.press('Escape');
    await expectVisible(again.getByRole('heading', { name: 'Create a machine' }));
    expect(await again.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('half filled');
    expect(await again.getByRole('spinbutton', { name: 'Memory' }).inputValue()).toBe('1234');
    await again.keyboard.press('Escape');
    await again.keyboard.press('Escape');
    expect(await again.getByRole('searchbox').inputValue()).toBe('e');
  });

  it('comes back with what was changed in a machine’s forms and not saved', async () => {
    const { page, electron } = app;
    await page.getByRole('button', { name: 'Look around' }).click();
    await page.getByRole('row', { name: /Windows 11/ }).dblclick();
    await page.keyboard.press('Alt+5');
    await page.getByRole('textbox', { name: 'Description' }).fill('for the accounts');
    await page.keyboard.press('Alt+4');
    await page.getByRole('spinbutton', { name: 'Memory' }).fill('2222');
    await desktop.item('Open Paddock');
    await closeWindow();
    await eventually(windowCount, (count) => count === 0);
    const coming = electron.waitForEvent('window');
    await desktop.click(await desktop.item('Open Paddock'));
    const again = await coming;
    again.setDefaultTimeout(20_000);
    await expectVisible(again.getByRole('button', { name: 'Revert' }));
    expect(await again.getByRole('spinbutton', { name: 'Memory' }).inputValue()).toBe('2222');
    await again.keyboard.press('Alt+5');
    expect(await again.getByRole('textbox', { name: 'Description' }).inputValue()).toBe('for the accounts');
  });

  it('stays while a console has a window of its own', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Look around' }).click();
    await page.getByRole('row', { name: /web-frontend/ }).dblclick();
    await page.keyboard.press('Alt+2');
    await page.getByRole('button', { name: 'Open in a window of its own' }).click();
    await eventually(windowCount, (count) => count === 2);
    await desktop.item('Open Paddock');
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.fromId(1)?.close()); // the first of all
    await new Promise((resolve) => setTimeout(resolve, 3 * HIDDEN_MS));
    expect(await windowCount()).toBe(2);
  });

  it('goes on with what is being done, and shows it when it is back', async () => {
    const { page, electron } = app;
    await page.getByRole('button', { name: 'Look around' }).click();
    await page.getByRole('row', { name: /stubborn/ }).dblclick();
    await page.getByRole('button', { name: 'Shut down' }).click();
    await page.keyboard.press('Control+Shift+J');
    const drawerOf = (where: Page): Locator => where.getByRole('complementary', { name: 'Operations' });
    await expectVisible(drawerOf(page).getByText('Shutting down'));
    await desktop.item('Open Paddock');
    await closeWindow();
    await eventually(windowCount, (count) => count === 0);
    const coming = electron.waitForEvent('window');
    await desktop.click(await desktop.item('Open Paddock'));
    const again = await coming;
    await expectVisible(drawerOf(again).getByText('Shutting down'));
    await drawerOf(again).getByRole('button', { name: 'Cancel' }).click();
    await expectVisible(again.getByRole('button', { name: 'Nothing is being done' }));
  });
});
