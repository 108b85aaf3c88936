import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clear, eventually, expectVisible, launch, type App } from './app';

let app: App;
let page: Page;
beforeEach(async () => {
  app = await launch();
  ({ page } = app);
  await page.keyboard.press('Control+n');
  await expectVisible(page.getByRole('heading', { name: 'Create a machine' }));
});
afterEach(async () => {
  expect(app.complaints).toEqual([]);
  await app.quit();
  clear(app.home);
});

function image(name: string, format: string): string {
  const path = join(app.home, name);
  execFileSync('qemu-img', ['create', '-q', '-f', format, path, '8M']);
  return path;
}
const choose = (name: string): Promise<void> =>
  page.getByRole('radio', { name, exact: true }).check({ force: true });
const nameField = (): ReturnType<Page['getByRole']> =>
  page.getByRole('textbox', { name: 'Name', exact: true });

async function fill(field: string, text: string): Promise<void> {
  const box = page.getByRole('textbox', { name: field, exact: true });
  await box.fill(text);
  await box.press('Tab');
}

describe('a machine from a cloud image', () => {
  it('is named and set up after what is recognised, and asks for a way in', async () => {
    await choose('Cloud image');
    await fill('Cloud image file', image('debian-12-genericcloud-amd64.qcow2', 'qcow2'));
    await expectVisible(page.getByText(/^Debian 12, /));
    await eventually(
      () => nameField().inputValue(),
      (name) => name === 'Debian 12',
    );
    expect(await page.getByRole('textbox', { name: 'Host name' }).inputValue()).toBe('debian-12');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await expectVisible(page.getByText('Give a password or a key'));
    await page.getByLabel('Password').fill('secret word');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await expectVisible(page.getByRole('heading', { name: 'Debian 12' }));
    await page.getByRole('tab', { name: 'Definition' }).click();
    await expectVisible(page.getByText('seed.iso').first());
    expect(await page.getByText('secret word').count()).toBe(0);
  });
});

describe('a machine with UEFI from nothing', () => {
  it('is made, started and shows that it runs', async () => {
    await choose('Nothing yet');
    await page.getByRole('switch', { name: /New disk/ }).uncheck({ force: true });
    await page.getByRole('spinbutton', { name: 'Memory' }).fill('128');
    await page.getByText('More', { exact: true }).click();
    await choose('UEFI');
    await nameField().fill('empty');
    await page.getByRole('button', { name: 'Create and start' }).click();
    await expectVisible(page.locator('.pill[data-state="running"]'), 60_000);
    const [folder] = execFileSync('ls', [join(app.home, 'data', 'disks')], { encoding: 'utf8' }).split('\n');
    expect(existsSync(join(app.home, 'data', 'disks', folder ?? '', 'firmware-variables.qcow2'))).toBe(true);
  });
});

describe('a machine from a disk that machines don’t write', () => {
  it('gets a copy of it: that is said, and can’t be switched off', async () => {
    await choose('Existing disk');
    await fill('Disk image', image('old laptop.vmdk', 'vmdk'));
    await expectVisible(page.getByText('it is converted'));
    expect(await page.getByRole('switch', { name: /Use a copy/ }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await expectVisible(page.getByRole('heading', { name: 'Old laptop' }));
  });
});

describe('a file that is not there', () => {
  it('is told once, at its field with what to do, and no more once another is given', async () => {
    await choose('Existing disk');
    for (const [path, because] of [
      ['disk.qcow2', /It has to be a whole path/],
      ['/nowhere/disk.qcow2', /disk\.qcow2 is not there/],
    ] as const) {
      await fill('Disk image', path);
      await page.getByRole('button', { name: 'Create', exact: true }).click();
      const error = page.locator('#create-disk-error');
      await expectVisible(error.getByText(because));
      expect(await error.innerText()).not.toContain('→');
      expect(await page.locator('section.failure').count()).toBe(0);
      await page.getByRole('textbox', { name: 'Disk image' }).fill(image('there.qcow2', 'qcow2'));
      await error.waitFor({ state: 'detached' });
    }
  });
});

describe('a file that is no disk', () => {
  it('is refused at its field, before a machine could write over it', async () => {
    await choose('Existing disk');
    const notes = join(app.home, 'notes.txt');
    writeFileSync(notes, 'precious');
    await fill('Disk image', notes);
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await expectVisible(page.locator('#create-disk-error').getByText(/is no disk image/));
    // Blanks around a name are nobody's wish.
    await nameField().fill('  spaced ');
    await page.getByRole('textbox', { name: 'Disk image' }).fill(image('there.qcow2', 'qcow2'));
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await expectVisible(page.getByRole('heading', { level: 1, name: 'spaced', exact: true }));
    expect(readFileSync(notes, 'utf8')).toBe('precious');
  });
});

describe('a kernel that is none', () => {
  it('is refused at its field with what it is', async () => {
    await choose('Linux kernel');
    const notes = join(app.home, 'notes.txt');
    writeFileSync(notes, 'precious');
    await fill('Kernel', notes);
    await nameField().fill('no kernel');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    const error = page.locator('#create-kernel-error');
    await expectVisible(error.getByText(/is no kernel. It is a text. Choose a Linux kernel/));
    expect(await page.locator('section.failure').count()).toBe(0);
  });
});

describe('a form half filled in', () => {
  it('survives a look elsewhere and a reload of the window, but for the password', async () => {
    await choose('Cloud image');
    await fill('Cloud image file', image('noble-server-cloudimg-amd64.img', 'qcow2'));
    await eventually(
      () => nameField().inputValue(),
      (name) => name === 'Ubuntu 24.04',
    );
    await nameField().fill('half done');
    await page.getByRole('spinbutton', { name: 'Memory' }).fill('777');
    await page.getByLabel('Password').fill('secret word');
    await page.keyboard.press('Control+,');
    await page.keyboard.press('Control+n');
    expect(await nameField().inputValue()).toBe('half done');
    expect(await page.getByLabel('Password').inputValue()).toBe('secret word');
    await page.reload();
    await page.locator('html[data-ready=all]').waitFor({ state: 'attached' });
    await page.keyboard.press('Control+n');
    expect(await nameField().inputValue()).toBe('half done');
    expect(await page.getByRole('spinbutton', { name: 'Memory' }).inputValue()).toBe('777');
    expect(await page.getByLabel('Password').inputValue()).toBe('');
    await page.getByRole('button', { name: 'Start over' }).click();
    await eventually(
      () => nameField().inputValue(),
      (name) => name === 'New machine',
    );
  });
});
