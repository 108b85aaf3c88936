import { afterEach, describe, expect, it } from 'vitest';
import { memtestIso } from '../guests/memtest';
import { clear, create, expectVisible, forceOff, launch, qemusOf, type App } from './app';

let app: App;
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

describe('saving a machine', () => {
  it('writes its memory to the disk, and a start goes on from there', async () => {
    app = await launch();
    const { page } = app;
    await create(page, { name: 'web', memoryMib: 64, source: { kind: 'iso', path: memtestIso() } });
    await expectVisible(page.locator('.pill[data-state="running"]'), 60_000);
    await page.getByRole('button', { name: 'More operations' }).click();
    await page.getByRole('menuitem', { name: /^Save/ }).click();
    await expectVisible(page.locator('.pill[data-state="saved"]'), 60_000);
    expect(qemusOf(app.home)).toEqual([]);
    await page.locator('header').getByRole('button', { name: 'Start', exact: true }).click();
    await expectVisible(page.locator('.pill[data-state="running"]'), 60_000);
    expect(qemusOf(app.home)).toHaveLength(1);
  });
});

describe('the snapshots of a machine', () => {
  it('are taken while it runs and while it is off, gone back to, and deleted', async () => {
    app = await launch();
    const { page } = app;
    await create(page, { name: 'web', memoryMib: 64, source: { kind: 'iso', path: memtestIso() } });
    await expectVisible(page.locator('.pill[data-state="running"]'), 60_000);
    await page.keyboard.press('Alt+3');
    await expectVisible(page.getByRole('heading', { name: 'No snapshots yet' }));
    await page.getByRole('button', { name: 'Take a snapshot…' }).click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('fresh');
    await page.getByRole('textbox', { name: 'Note' }).fill('Just booted.');
    await page.getByRole('button', { name: 'Take it' }).click();
    const fresh = page.getByRole('listitem').filter({ hasText: 'fresh' });
    await expectVisible(fresh.filter({ hasText: 'With memory' }).filter({ hasText: 'You are here' }));
    await expectVisible(fresh.getByText('Just booted.'));

    await forceOff(page);
    await expectVisible(page.locator('.pill[data-state="shutoff"]'));
    await page.getByRole('button', { name: 'Take a snapshot…' }).click();
    expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('Snapshot 2');
    await page.keyboard.press('Enter');
    const second = page.getByRole('listitem').filter({ hasText: 'Snapshot 2' });
    await expectVisible(second.filter({ hasText: 'You are here' }));
    expect(qemusOf(app.home)).toEqual([]);

    await fresh.getByRole('button', { name: 'Go back' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Go back' }).click();
    await expectVisible(page.locator('.pill[data-state="running"]'), 60_000);
    await expectVisible(fresh.filter({ hasText: 'You are here' }));
    await second.getByRole('button', { name: 'More for the snapshot “Snapshot 2”' }).click();
    await page.getByRole('menuitem', { name: 'Delete…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expectVisible(page.getByText('The snapshot “Snapshot 2” is gone.'));
    // The note about it comes before the machine has been read again.
    const more = page.getByRole('button', { name: 'More for the snapshot “Snapshot 2”' });
    await more.waitFor({ state: 'detached' });
  });
});
