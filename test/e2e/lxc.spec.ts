import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findHierarchy } from '../../main/drivers/control-groups';
import { clear, containersOf, expectVisible, launch, lxcFolder, type App } from './app';
import { runCommandsInside } from './inside-command';
import { terminalShows, type } from './terminal';

let app: App;
let page: Page;
beforeEach(async () => {
  app = await launch();
  ({ page } = app);
});
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

async function createContainer(name: string, button = 'Create and start'): Promise<void> {
  await page.keyboard.press('Control+n');
  await page.getByRole('radio', { name: 'Container', exact: true }).check({ force: true });
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await page.getByRole('switch', { name: 'Network' }).uncheck({ force: true });
  await page.getByRole('button', { name: button, exact: true }).click();
  await expectVisible(page.getByRole('heading', { name, exact: true }));
  await expectVisible(page.getByText(button === 'Create' ? 'Off' : 'Running').first());
}

const tab = (name: string): Promise<void> => page.getByRole('tab', { name, exact: true }).click();

/** Runs a program of LXC's, as another tool would. */
function lxc(program: string, container: string, ...args: string[]): string {
  return execFileSync(program, ['-P', lxcFolder(app.home), '-n', container, ...args], { encoding: 'utf8' });
}

describe('a container', () => {
  it('is made, has a shell, is limited while it runs, and goes on after Paddock was killed', async () => {
    await createContainer('Web server');
    expect(containersOf(app.home)).toEqual(['Web-server']);
    await tab('Console');
    await terminalShows(page, /\/ #/);
    await type(page, 'hostname', /^Web-server/m);

    await tab('Hardware');
    await page.getByRole('switch', { name: 'Limit its memory' }).check({ force: true });
    await page.getByRole('spinbutton', { name: 'Memory' }).fill('64');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expectVisible(page.getByText('“Web server” was changed.'));
    const file = findHierarchy() === 'v2' ? 'memory.max' : 'memory.limit_in_bytes';
    expect(lxc('lxc-cgroup', 'Web-server', file).trim()).toBe(String(64 * 1024 * 1024));

    await app.kill();
    app = await launch({ home: app.home });
    ({ page } = app);
    await page.getByRole('row').filter({ hasText: 'Web server' }).filter({ hasText: 'Running' }).dblclick();
    await tab('Console');
    await terminalShows(page, /\/ #/);
    await type(page, 'echo still""here', /stillhere/);
  });

  it('keeps its data in files: nothing of it speaks of disks', async () => {
    await createContainer('Web server', 'Create');
    const dialog = page.getByRole('dialog');
    const look = async (says: RegExp): Promise<void> => {
      await expectVisible(dialog.getByText(says));
      expect(await dialog.innerText()).not.toMatch(/disk(?!s and archives)/i); // what one brought may be disks
    };
    for (const [entry, says] of [
      ['Copy…', /gets files of its own/],
      ['Delete…', /archives that you brought yourself/],
    ] as const) {
      await page.getByRole('button', { name: 'More operations' }).click();
      await page.getByRole('menuitem', { name: entry, exact: true }).click();
      await look(says);
      await page.keyboard.press('Escape');
    }
    await tab('Snapshots');
    await page.getByRole('button', { name: 'Take a snapshot…' }).click();
    await look(/its files are kept/);
    await dialog.getByRole('button', { name: 'Take it' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Go back', exact: true }).click();
    await look(/files, memory and settings/);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^More for the snapshot/ }).click();
    await page.getByRole('menuitem', { name: 'New machine from this…' }).click();
    await look(/gets files of its own/);
  });

  it('runs a command: what it printed and how it ended are shown, copied, and kept with what was done', async () => {
    await createContainer('Web server');
    await runCommandsInside(app);
  });

  it('that another tool makes, starts, stops or removes is followed', async () => {
    await createContainer('first');
    await page.getByRole('button', { name: /^All machines/ }).click();
    const settings = join(app.home, 'other.conf');
    writeFileSync(settings, 'lxc.net.0.type = empty\n');
    const row = page.getByRole('row').filter({ hasText: 'others' });
    lxc('lxc-create', 'others', '-f', settings, '-t', 'busybox');
    await expectVisible(row.filter({ hasText: 'Off' }));
    lxc('lxc-start', 'others');
    await expectVisible(row.filter({ hasText: 'Running' }));
    lxc('lxc-stop', 'others', '-k');
    await expectVisible(row.filter({ hasText: 'Off' }));
    lxc('lxc-destroy', 'others');
    await row.waitFor({ state: 'detached' });
  });
});
