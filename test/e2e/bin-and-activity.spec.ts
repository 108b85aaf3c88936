import { spawn } from 'node:child_process';
import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { memtestIso } from '../guests/memtest';
import { tinyLinux } from '../guests/tiny-linux';
import {
  clear,
  create,
  environment,
  executable,
  expectVisible,
  launch,
  newHome,
  ROOT_ARGUMENTS,
  type App,
} from './app';

let app: App;
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

async function lookAround(): Promise<Page> {
  app = await launch();
  await app.page.getByRole('button', { name: /Look around/ }).click();
  await expectVisible(app.page.getByRole('row', { name: /web-frontend/ }));
  return app.page;
}

async function openMachine(page: Page, name: string): Promise<void> {
  await page.getByRole('row', { name: new RegExp(name) }).dblclick();
  await expectVisible(page.getByRole('heading', { name, exact: true }));
}

async function operate(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'More operations' }).click();
  await page.getByRole('menuitem', { name: new RegExp(`^${name}`) }).click();
}

const sidebar = (page: Page, name: RegExp): Locator =>
  page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name });

describe('the bin', () => {
  it('takes a deleted machine with its disk, gives both back, and deletes both for good', async () => {
    app = await launch();
    const { page, home } = app;
    const disks = (): string[] => readdirSync(join(home, 'data', 'disks'));
    await create(page, {
      name: 'web',
      memoryMib: 64,
      source: { kind: 'iso', path: memtestIso() },
      start: false,
    });
    await expectVisible(page.getByRole('heading', { name: 'web', exact: true }));
    const [disk] = disks();
    expect(disk).toBeDefined();

    await operate(page, 'Delete');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expectVisible(page.getByText('“web” is in the bin.'));
    await page.getByRole('button', { name: 'Undo' }).click();
    await expectVisible(page.getByText('“web” is back.'));
    expect(disks()).toEqual([disk]);

    await openMachine(page, 'web');
    await operate(page, 'Delete');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await sidebar(page, /^Bin/).click();
    await expectVisible(page.getByText(/Deleted .* goes in 30 days/));
    await page.getByRole('button', { name: 'Delete “web” for good…' }).click();
    await page.getByRole('button', { name: 'Delete for good', exact: true }).click();
    await expectVisible(page.getByText('The bin is empty'));
    expect(disks()).toEqual([]);
    expect(readdirSync(join(home, 'config', 'machines', 'qemu', 'bin'))).toEqual([]);
  });

  it('is there after the app was killed', async () => {
    const { kernel, initrd } = await tinyLinux();
    app = await launch();
    const source = { kind: 'kernel', kernel, initrd, commandLine: 'console=ttyS0' } as const;
    await create(app.page, { name: 'web', memoryMib: 64, source, start: false });
    await expectVisible(app.page.getByRole('heading', { name: 'web', exact: true }));
    await operate(app.page, 'Delete');
    await app.page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expectVisible(app.page.getByText('“web” is in the bin.'));
    const { home } = app;
    await app.kill();
    app = await launch({ home });
    await sidebar(app.page, /^Bin/).click();
    await app.page.getByRole('button', { name: 'Put back' }).click();
    await expectVisible(app.page.getByText('“web” is back.'));
    await app.page.getByRole('button', { name: /^All machines/ }).click();
    await expectVisible(app.page.getByRole('row', { name: /web/ }));
  });
});

describe('the activity', () => {
  it('shows why a machine is busy and what waits for it, and cancels it', async () => {
    const page = await lookAround();
    await openMachine(page, 'stubborn');
    await operate(page, 'Shut down');
    await page.keyboard.press('Control+j');
    await expectVisible(page.getByRole('heading', { name: 'Activity' }));
    await expectVisible(page.getByRole('region', { name: 'Shutting down' }));
    await page.getByRole('region', { name: 'Shutting down' }).getByRole('button', { name: 'Cancel' }).click();
    await expectVisible(page.getByText('Nothing is running: no machine and no list is busy.'));
    await expectVisible(page.getByRole('listitem').filter({ hasText: 'Shut down' }).getByLabel('Cancelled'));
  });

  it('keeps the log over a restart, with the whole error of what failed', async () => {
    const page = await lookAround();
    await page
      .getByRole('row', { name: /never-starts/ })
      .getByRole('button', { name: /Start/ })
      .click();
    await expectVisible(page.getByText('The simulated hypervisor refused to start the machine.'));
    const { home } = app;
    await app.quit();
    app = await launch({ home });
    await app.page.keyboard.press('Control+j');
    await app.page.getByRole('switch', { name: 'Only what failed' }).check({ force: true });
    const failed = app.page.getByRole('listitem').filter({ hasText: 'never-starts' });
    await failed.first().getByRole('button', { expanded: false }).first().click();
    await expectVisible(failed.getByRole('alert'));
  });
});

describe('two apps on the same machines', () => {
  it('the second is told who has them, and starts nothing', async () => {
    app = await launch();
    // Its own window folder, so that only the machines are shared: as another user's Paddock, or one of a script.
    const second = newHome();
    symlinkSync(join(app.home, 'config'), join(second, 'config'));
    const child = spawn(executable(), [...ROOT_ARGUMENTS, '.', '--screenshot=/dev/null'], {
      env: environment(second),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let words = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
    const code = await new Promise((resolve) => child.once('exit', resolve));
    clear(second);
    expect(words).toMatch(/Another Paddock uses the same machines/);
    expect(words).toMatch(/Process \d+ holds the lock/);
    expect(code).toBe(1);
  });
});
