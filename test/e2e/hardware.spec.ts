import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { memtestIso } from '../guests/memtest';
import { clear, create, eventually, expectVisible, forceOff, launch, type App } from './app';

let app: App;
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

describe('the hardware of a machine', () => {
  it('takes a disk while it runs, keeps it when it is taken out, and deletes it on request', async () => {
    app = await launch();
    const { page, home } = app;
    await create(page, { name: 'web', memoryMib: 64, source: { kind: 'iso', path: memtestIso() } });
    await expectVisible(page.locator('.pill[data-state="running"]'), 60_000);
    const disks = (): string[] => {
      const [folder = ''] = readdirSync(join(home, 'data', 'disks')).filter((name) => name.includes('-'));
      return readdirSync(join(home, 'data', 'disks', folder)).filter((name) => name.endsWith('.qcow2'));
    };
    const before = disks();
    await page.keyboard.press('Alt+4');
    await page.getByRole('button', { name: 'New disk', exact: true }).click();
    const fresh = page.getByRole('group', { name: /^Disk “/ }).last();
    await fresh.getByRole('spinbutton', { name: 'Size' }).fill('1');
    await expectVisible(fresh.getByText('Changes at once.'));
    await page.getByRole('button', { name: 'Save' }).click();
    await expectVisible(page.getByText('“web” was changed.'));
    // Its file is there, and nothing of it waits.
    await expectVisible(fresh.getByText(/disk\d\.qcow2$/));
    expect(disks()).toHaveLength(before.length + 1);
    expect(await page.getByText('Changed; the running machine').count()).toBe(0);

    await forceOff(page);
    await expectVisible(page.locator('.pill[data-state="shutoff"]'));
    await fresh.getByRole('button', { name: /^Remove/ }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await eventually(
      () => page.getByRole('group', { name: /^Disk “/ }).count(),
      (count) => count === before.length,
    );
    expect(disks()).toHaveLength(before.length + 1);
    await expectVisible(page.getByText(/^Taken out, and kept: .*qcow2$/));

    await page.getByRole('button', { name: 'More operations' }).click();
    await page.getByRole('menuitem', { name: 'Delete a disk that was taken out…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete a disk that was taken out' }).click();
    await eventually(disks, (now) => now.length === before.length);
  });
});
