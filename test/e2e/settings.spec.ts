import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memtestIso } from '../guests/memtest';
import { OpenvzWorld } from '../openvz/world';
import { clear, create, eventually, expectVisible, launch, lxcFolder, openSettings, type App } from './app';

let app: App;
beforeEach(async () => {
  app = await launch();
});
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

function saved(): Record<string, unknown> {
  const file = join(app.home, 'config', 'settings.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
}

async function fill(field: Locator, text: string): Promise<void> {
  await field.fill(text);
  await field.press('Tab');
}

async function showAll(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^All machines/ }).click();
}

/** Makes a container of LXC's and starts it. */
async function createContainer(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+n');
  await page.getByRole('radio', { name: 'Container', exact: true }).check({ force: true });
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await page.getByRole('switch', { name: 'Network' }).uncheck({ force: true });
  await page.getByRole('button', { name: 'Create and start', exact: true }).click();
  await expectVisible(page.getByRole('heading', { name, exact: true }));
  await expectVisible(page.getByText('Running').first());
}

async function restart(): Promise<Page> {
  const { home } = app;
  await app.quit();
  app = await launch({ home });
  return app.page;
}

describe('the size of everything', () => {
  const width = (): Promise<number> => app.page.evaluate(() => window.innerWidth);

  it('changes by keys and in the settings, and is remembered', async () => {
    const usual = await width();
    await app.page.keyboard.press('Control+=');
    await eventually(width, (now) => Math.abs(now - usual / 1.1) < 2);
    await app.page.keyboard.press('Control+-');
    await eventually(width, (now) => now === usual);
    const page = await openSettings(app);
    await page.getByLabel('Size of everything').selectOption('200 %');
    await eventually(width, (now) => Math.abs(now - usual / 2) < 2);
    await restart();
    await eventually(width, (now) => Math.abs(now - usual / 2) < 2);
    await app.page.keyboard.press('Control+0');
    await eventually(width, (now) => now === usual);
    await eventually(saved, ({ zoom }) => zoom === 100);
  });
});

describe('closing the window', () => {
  it('quits where a person does not want the tray', async () => {
    const page = await openSettings(app);
    await page.getByRole('switch', { name: 'Stay in the tray when the window is closed' }).uncheck();
    // Main goes by it once it is safe on the drive, which is a moment after it can be read there.
    await eventually(
      () =>
        app.electron.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
            `paddock.call('settings.get', {}).then(({ value }) => value.closeToTray)`,
          ),
        ),
      (closeToTray) => closeToTray === false,
    );
    const ended = once(app.electron.process(), 'exit');
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    expect(await ended).toEqual([0, null]);
  });
});

describe('asking first', () => {
  it('comes before a machine is forced off, until a person does not want to be asked', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Look around' }).click();
    await page.getByRole('row', { name: /web-frontend/ }).dblclick();
    const force = page.getByRole('button', { name: 'Force off', exact: true });
    const state = (name: string): Promise<void> => expectVisible(page.locator(`.pill[data-state="${name}"]`));
    await force.click();
    const dialog = page.getByRole('dialog', { name: 'Force “web-frontend” off?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await state('running');

    await force.click();
    await dialog.getByLabel('Don’t ask again').check();
    await dialog.getByRole('button', { name: 'Force off' }).click();
    await state('shutoff');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await state('running');
    await force.click();
    await state('shutoff');
    await openSettings(app);
    expect(await page.getByRole('switch', { name: 'Forcing a machine off' }).isChecked()).toBe(false);
  });

  it('comes before a machine is reset, unless that is switched off', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Look around' }).click();
    await page.getByRole('row', { name: /web-frontend/ }).dblclick();
    const reset = async (): Promise<void> => {
      await page.getByRole('button', { name: 'More operations' }).click();
      await page.getByRole('menuitem', { name: 'Reset', exact: true }).click();
    };
    await reset();
    const dialog = page.getByRole('dialog', { name: 'Reset “web-frontend”?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await openSettings(app);
    await page.getByRole('switch', { name: 'Resetting a machine' }).uncheck();
    await eventually(saved, ({ confirmReset }) => confirmReset === false);
    await page.keyboard.press('Escape');
    await reset();
    await page.keyboard.press('Alt+6');
    await expectVisible(page.getByRole('tabpanel').getByText('Reset', { exact: true }));
    expect(await dialog.count()).toBe(0);
  });

  it('comes before a machine is deleted, unless that is switched off', async () => {
    const { page } = app;
    await page.getByRole('button', { name: 'Look around' }).click();
    await openSettings(app);
    await page.getByRole('switch', { name: 'Deleting a machine' }).uncheck();
    await eventually(saved, ({ confirmUndefine }) => confirmUndefine === false);
    await page.keyboard.press('Escape');
    const row = page.getByRole('row', { name: /off/i }).first();
    await row.click({ button: 'right' });
    await page.getByRole('menuitem', { name: /^Delete…/ }).click();
    await expectVisible(page.getByText(/is in the bin/));
    expect(await page.getByRole('dialog').count()).toBe(0);
  });
});

describe('new machines', () => {
  it('begin with what the settings say, and a bad number is refused beside its field', async () => {
    const page = await openSettings(app);
    const memory = page.getByLabel('Memory', { exact: true });
    await fill(memory, '3');
    await expectVisible(page.getByText('Enter 16 to'));
    expect(saved()).not.toHaveProperty('newMemoryMiB', 3);
    await fill(memory, '1536');
    await eventually(saved, ({ newMemoryMiB }) => newMemoryMiB === 1536);
    await fill(page.getByLabel('Size of a new disk'), '7');
    await fill(page.getByLabel('CPUs', { exact: true }), '1');
    await eventually(saved, ({ newCpus, newDiskGiB }) => newCpus === 1 && newDiskGiB === 7);

    await page.keyboard.press('Control+n');
    const amount = (name: string): Promise<string> => page.getByRole('spinbutton', { name }).inputValue();
    expect(await amount('Memory')).toBe('1536');
    expect(await amount('CPUs')).toBe('1');
    expect(await amount('Size of the new disk')).toBe('7');
  });

  it('get their disks in the folder that was chosen, which must be there', async () => {
    const folder = join(app.home, 'elsewhere');
    const page = await openSettings(app);
    const field = page.getByRole('textbox', { name: 'Folder for new disks' });
    await fill(field, folder);
    await expectVisible(page.getByText(`${folder} is not there.`));
    mkdirSync(folder);
    await fill(field, `${folder}/`);
    await eventually(saved, ({ diskFolder }) => diskFolder === `${folder}/`);
    await create(page, {
      name: 'web',
      memoryMib: 64,
      source: { kind: 'iso', path: memtestIso() },
      start: false,
    });
    await expectVisible(page.getByRole('heading', { name: 'web', exact: true }));
    // A drive that is not connected is not made up for.
    renameSync(folder, `${folder}.away`);
    await create(page, {
      name: 'mail',
      memoryMib: 64,
      source: { kind: 'iso', path: memtestIso() },
      start: false,
    });
    await expectVisible(page.getByText(/elsewhere.* is not there/));
    expect(existsSync(folder)).toBe(false);
    await page.getByRole('button', { name: 'Start over' }).click();
    renameSync(`${folder}.away`, folder);
    await page.keyboard.press('Escape');
    const [own] = readdirSync(folder);
    expect(readdirSync(join(folder, own ?? ''))).toEqual(['disk0.qcow2']);

    // It belongs to the machine wherever new disks are made later, and goes with it.
    await openSettings(app);
    await fill(field, '');
    await eventually(saved, ({ diskFolder }) => diskFolder === null);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Delete');
    const dialog = page.getByRole('dialog');
    await expectVisible(dialog.getByText(join(folder, own ?? '', 'disk0.qcow2')));
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await expectVisible(page.getByText('“web” is in the bin.'));
    await page.getByRole('button', { name: 'Bin' }).click();
    await page.getByRole('button', { name: 'Delete “web” for good…' }).click();
    await page.getByRole('button', { name: 'Delete for good', exact: true }).click();
    await eventually(
      () => readdirSync(folder),
      (left) => left.length === 0,
    );
  });
});

describe('the programs', () => {
  it('are looked at when they are chosen, and used at once', async () => {
    const page = await openSettings(app);
    const programs = page.getByRole('textbox', { name: 'QEMU (qemu-system-x86_64)' });
    await expectVisible(page.getByText(/^Version .*qemu-system-x86_64$/));
    await fill(programs, '/bin/true');
    await expectVisible(page.getByText('/bin/true is not QEMU’s system program.'));
    expect(saved()['qemuSystem'] ?? null).toBeNull();

    const wrapper = join(app.home, 'my-qemu');
    writeFileSync(
      wrapper,
      `#!/bin/sh\n[ "$1" = --version ] && echo 'QEMU emulator version 77.1.0' && exit\nexec qemu-system-x86_64 "$@"\n`,
    );
    chmodSync(wrapper, 0o755);
    await fill(programs, wrapper);
    await expectVisible(page.getByText(`Version 77.1.0, ${wrapper}`));
    await expectVisible(
      page
        .getByRole('listitem')
        .filter({ hasText: 'QEMU' })
        .getByText(/77\.1\.0/),
    );
    const img = page.getByRole('textbox', { name: 'qemu-img' });
    await fill(img, wrapper);
    await expectVisible(page.getByText(`${wrapper} is not qemu-img.`));
    const ownImg = join(app.home, 'my-img');
    writeFileSync(ownImg, `#!/bin/sh\ntouch '${join(app.home, 'img-was-run')}'\nexec qemu-img "$@"\n`);
    chmodSync(ownImg, 0o755);
    await fill(img, ownImg);
    await expectVisible(page.getByText(new RegExp(`^Version .*${ownImg}$`)));
    rmSync(join(app.home, 'img-was-run')); // by looking at it
    await page.keyboard.press('Control+n');
    await create(page, {
      name: 'web',
      memoryMib: 64,
      source: { kind: 'iso', path: memtestIso() },
      start: false,
    });
    await expectVisible(page.getByRole('heading', { name: 'web', exact: true }));
    expect(existsSync(join(app.home, 'img-was-run'))).toBe(true);
    await openSettings(app);
    await page.getByRole('button', { name: 'Put back to the usual: QEMU (qemu-system-x86_64)' }).click();
    await eventually(
      () => page.getByText(/77\.1\.0/).count(),
      (count) => count === 0,
    );
  });
});

describe('LXC’s programs and its folder', () => {
  it('are looked at when they are chosen, and used at once, with what was there before left in the list', async () => {
    const page = await openSettings(app);
    const group = page.getByRole('group', { name: 'LXC', exact: true });
    const folder = group.getByRole('textbox', { name: /^Folder of LXC’s containers/ });
    await fill(folder, '/etc/hostname');
    await expectVisible(group.getByText(/^\/etc\/hostname is a file, not a folder/));
    const programs = group.getByRole('textbox', { name: /^Folder of LXC’s programs/ });
    await fill(programs, app.home);
    await expectVisible(group.getByText(new RegExp(`^${app.home} does not hold LXC’s programs`)));
    expect(saved()['lxcFolder'] ?? saved()['lxcPrograms'] ?? null).toBeNull();

    await createContainer(page, 'before');
    const other = join(app.home, 'other');
    mkdirSync(other);
    const conf = join(app.home, 'bare.conf');
    writeFileSync(conf, 'lxc.net.0.type = empty\n');
    execFileSync('lxc-create', ['-P', other, '-n', 'there', '-f', conf, '-t', 'busybox']);
    await openSettings(app);
    await fill(folder, other);
    await expectVisible(group.getByText(other, { exact: true }));
    await showAll(page);
    const rowOf = (name: string) => page.getByRole('row').filter({ hasText: name });
    await expectVisible(rowOf('there').filter({ hasText: 'Off' }));
    await expectVisible(rowOf('before').filter({ hasText: 'Running' }));
    await createContainer(page, 'after');
    expect(readdirSync(other).sort()).toEqual(['after', 'there']);
    await showAll(page);
    const container = ['-P', lxcFolder(app.home), '-n', 'before'];
    execFileSync('lxc-stop', [...container, '-k']);
    await expectVisible(rowOf('before').filter({ hasText: 'Off' })); // its folder is followed on

    await openSettings(app);
    const own = join(app.home, 'own-programs');
    mkdirSync(own);
    const found = execFileSync('sh', ['-c', 'command -v lxc-start'], { encoding: 'utf8' }).trim();
    for (const name of readdirSync(dirname(found)).filter((one) => one.startsWith('lxc-'))) {
      writeFileSync(
        join(own, name),
        `#!/bin/sh\necho ${name} >>'${join(app.home, 'were-run')}'\nexec ${join(dirname(found), name)} "$@"\n`,
      );
      chmodSync(join(own, name), 0o755);
    }
    await fill(programs, own);
    await expectVisible(group.getByText(new RegExp(`^Version .*${own}$`)));
    await showAll(page);
    await rowOf('before').getByRole('button', { name: 'Start' }).click();
    await expectVisible(rowOf('before').filter({ hasText: 'Running' }));
    expect(readFileSync(join(app.home, 'were-run'), 'utf8')).toContain('lxc-start\n');
  });
});

describe.skipIf(process.getuid?.() !== 0)('OpenVZ’s programs and its folder', () => {
  it('are looked at when they are chosen, and used at once', async () => {
    mkdirSync(join(app.home, 'world'));
    const world = new OpenvzWorld(join(app.home, 'world'));
    world.vzctl('create', '105', '--ostemplate', 'tiny', '--layout', 'simfs', '--name', 'others');
    const page = await openSettings(app);
    const group = page.getByRole('group', { name: 'OpenVZ', exact: true });
    const field = (name: string) => group.getByRole('textbox', { name, exact: true });
    const folder = field('Folder of OpenVZ’s configurations');
    await fill(folder, app.home);
    await expectVisible(
      group.getByText(new RegExp(`^${app.home} is not the folder of OpenVZ’s configurations`)),
    );
    for (const name of ['vzctl', 'vzlist', 'prlctl']) {
      await fill(field(name), '/bin/true');
      await expectVisible(group.getByText(`/bin/true is not OpenVZ’s ${name}.`));
      await fill(field(name), '');
    }
    expect(saved()['vzctl'] ?? saved()['openvzFolder'] ?? null).toBeNull();

    await fill(folder, join(app.home, 'world/etc/vz/conf'));
    await fill(field('vzlist'), world.program('vzlist'));
    await fill(field('vzctl'), world.program('vzctl'));
    await expectVisible(group.getByText(`Version 4.11.1, ${world.program('vzctl')}`));
    await showAll(page);
    const row = page.getByRole('row').filter({ hasText: 'others' });
    await expectVisible(row.filter({ hasText: 'Off' }));

    mkdirSync(join(app.home, 'second'));
    new OpenvzWorld(join(app.home, 'second'));
    await openSettings(app);
    await fill(folder, join(app.home, 'second/etc/vz/conf'));
    await showAll(page);
    await expectVisible(row.filter({ hasText: 'Unknown' })); // it is where nobody looks now, and not lost
    await openSettings(app);
    await fill(folder, join(app.home, 'world/etc/vz/conf'));
    await showAll(page);
    await expectVisible(row.filter({ hasText: 'Off' }));
    world.clear();
  });
});

describe('motion', () => {
  it('is reduced where the desktop wants that', async () => {
    const { page } = app;
    const button = page.getByRole('button', { name: 'Look around' });
    const motion = (): Promise<string> =>
      button.evaluate((element) => getComputedStyle(element).transitionDuration);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await motion()).toContain('0.12s');
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await motion()).toBe('0s');
  });
});

describe('the parts of the settings', () => {
  it('are reached from their list', async () => {
    const page = await openSettings(app);
    const parts = page.getByRole('navigation', { name: 'Parts of the settings' });
    await parts.getByRole('button', { name: 'About' }).click();
    const head = page.getByRole('heading', { name: 'About' });
    await expectVisible(head);
    expect(await head.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await parts.getByRole('button', { name: 'About' }).getAttribute('aria-current')).toBe('true');
    // Near the end of the page several lie as high: the one that was gone to is marked, also once the page has scrolled.
    for (const part of await parts.getByRole('button').all()) {
      await part.click();
      await page.waitForTimeout(100);
      expect([await part.textContent(), await part.getAttribute('aria-current')]).toEqual([
        await part.textContent(),
        'true',
      ]);
    }
    // What is hidden from the eye must not make the whole window scroll.
    expect(await page.evaluate(() => document.scrollingElement?.scrollTop)).toBe(0);
  });
});
