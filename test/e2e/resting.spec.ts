import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { family } from '../bench/processes';
import { memtestIso } from '../guests/memtest';
import { clear, create, eventually, expectVisible, launch, qemusOf, type App } from './app';
import { json, paddock } from './command';
import { Desktop } from './desktop';
import { LooseApp } from './loose-app';

/** How long a window is hidden before it is ended. */
const HIDDEN_MS = 1_500;

let desktop: Desktop;
/** As it was started first. */
let first: App;
/** The same, whichever process it is. */
let app: LooseApp;

async function begin(options?: { readonly hasPanel: boolean }): Promise<void> {
  desktop = await Desktop.start(options);
  const env = { DBUS_SESSION_BUS_ADDRESS: desktop.address, PADDOCK_HIDDEN_MS: String(HIDDEN_MS) };
  first = await launch({ env, args: LooseApp.switches });
  app = new LooseApp(first.home, env);
}
afterEach(async () => {
  await app.stop();
  await first.electron.close().catch(() => undefined);
  clear(app.home);
  await desktop.stop();
});

/** Waits until Paddock rests and is seen in the tray. */
async function rests(): Promise<number> {
  const pid = await app.rests();
  await eventually(
    () => desktop.registered,
    (names) => names.includes(`org.kde.StatusNotifierItem-${pid}-1`),
  );
  return pid;
}

/** Closes the window as a person does, once the tray is there. */
async function closeWindow(): Promise<void> {
  await desktop.item('Open Paddock');
  await first.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
}

/** A machine that runs. */
async function makeMachine(page: Page): Promise<void> {
  await create(page, { name: 'web', memoryMib: 64, source: { kind: 'iso', path: memtestIso() } });
  await expectVisible(page.locator('.pill[data-state="running"]'), 60_000);
}

async function stateOf(name: string): Promise<string | undefined> {
  const { machines } = (await json(app.home, 'list')) as {
    readonly machines: readonly { readonly name: string; readonly state: string }[];
  };
  return machines.find((machine) => machine.name === name)?.state;
}

describe('Paddock without a window', () => {
  beforeEach(() => begin());

  it('rests in the tray as one small process, and a click brings the window back as it was left', async () => {
    const { page } = first;
    await makeMachine(page);
    const [qemu] = qemusOf(app.home);
    const before = family(app.app ?? 0).filter((pid) => pid !== qemu);
    expect(before.length).toBeGreaterThan(3);
    await page.keyboard.press('Control+n');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('half filled');
    await closeWindow();
    const resting = await rests();
    await eventually(
      () => before.filter((pid) => existsSync(`/proc/${pid}`)), // Chromium’s helpers as well
      ({ length }) => length === 0,
    );
    expect(family(resting)).toEqual([resting]);

    // The icon, the machines and the answers to commands are those of the app.
    const machine = await desktop.item('web');
    expect(machine.label).toMatch(/^▶/);
    expect(machine.children.map(({ label }) => label)).toEqual([
      'Open console',
      'Pause',
      'Shut down',
      'Force off',
    ]);
    expect(await paddock(app.home, 'pause', 'web')).toMatchObject({ code: 0 });
    await eventually(
      () => desktop.item('web'),
      ({ label }) => label.startsWith('❚❚'),
    );
    expect(app.resting).toBe(resting);

    await desktop.activate();
    await app.isBack();
    const again = await app.page();
    await expectVisible(again.getByRole('heading', { name: 'Create a machine' }));
    expect(await again.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('half filled');
    await again.keyboard.press('Escape');
    await expectVisible(again.locator('.pill[data-state="paused"]'));
    expect(qemusOf(app.home)).toEqual([qemu]);
  });

  it('does what is chosen in the tray without a window, and rests again', async () => {
    await makeMachine(first.page);
    await closeWindow();
    const resting = await rests();
    const { children } = await desktop.item('web');
    const pause = children.find(({ label }) => label === 'Pause');
    if (!pause) throw new Error('it can’t be paused');
    await desktop.click(pause);
    await eventually(
      () => stateOf('web'),
      (state) => state === 'paused',
    );
    expect(await rests()).not.toBe(resting);
  });

  it('tells of a machine that crashes, and a click on that opens its page', async () => {
    await makeMachine(first.page);
    await closeWindow();
    await rests();
    await desktop.item('web');
    const [qemu = 0] = qemusOf(app.home);
    process.kill(qemu, 'SIGKILL');
    const [notice] = await eventually(
      () => desktop.notices,
      ({ length }) => length > 0,
    );
    expect(notice?.title).toBe('web');
    desktop.clickNotice();
    await app.isBack();
    await expectVisible((await app.page()).getByRole('heading', { name: 'web', exact: true }));
  });

  it('is brought back by a second start as well', async () => {
    await makeMachine(first.page);
    await closeWindow();
    await rests();
    app.start();
    await app.isBack();
    await expectVisible((await app.page()).locator('.pill[data-state="running"]'));
  });

  it('is ended from the tray, and the machines run on', async () => {
    await makeMachine(first.page);
    await closeWindow();
    await rests();
    await desktop.click(await desktop.item('Quit (machines run on)'));
    await app.isGone();
    expect(qemusOf(app.home)).toHaveLength(1);
    expect(await stateOf('web')).toBe('running');
  });

  it('loses nothing where the process that rests is killed', async () => {
    await makeMachine(first.page);
    await closeWindow();
    process.kill(await rests(), 'SIGKILL');
    app.start();
    await app.isBack();
    await expectVisible((await app.page()).getByRole('row').getByText('Running'));
    expect(qemusOf(app.home)).toHaveLength(1);
  });

  it('stays what it is while demo machines would end with it', async () => {
    await first.page.getByRole('button', { name: 'Look around' }).click();
    await expectVisible(first.page.getByRole('row', { name: /web-frontend/ }));
    const { app: before } = app;
    await closeWindow();
    await sleep(4 * HIDDEN_MS);
    expect(app.app).toBe(before);
    expect(app.resting).toBeNull();
  });
});

describe('a desktop without a panel', () => {
  it('never leaves Paddock where nobody sees it', async () => {
    await begin({ hasPanel: false });
    const { app: before } = app;
    await sleep(3_000); // the tray is made once the window was seen
    await first.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await sleep(4 * HIDDEN_MS);
    expect(app.app).toBe(before);
    expect(app.resting).toBeNull();
    app.start();
    await expectVisible((await app.page()).getByRole('button', { name: 'Look around' }));
  });
});
