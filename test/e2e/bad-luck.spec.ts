import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
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
  await app.quit();
  clear(app.home);
});

const missing = { kind: 'iso', path: '/nowhere/debian.iso' } as const;

describe('bad input and bad luck', () => {
  it('a name that can’t be used (name-invalid) is refused at its field, and the form keeps what was filled in', async () => {
    app = await launch();
    const { page } = app;
    for (const [name, because] of [
      ['-rf', /begins with a dash/],
      ['a/b', /slash/],
      ['x'.repeat(300), /longer than 100/],
    ] as const) {
      await create(page, { name, memoryMib: 64, source: missing, start: false });
      await expectVisible(page.getByText(because));
      expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe(name);
    }
  });

  it('a name that is taken (name-taken) is refused, with a free one to take at a click', async () => {
    app = await launch();
    const { page } = app;
    const { kernel, initrd } = await tinyLinux();
    const source = { kind: 'kernel', kernel, initrd, commandLine: 'console=ttyS0' } as const;
    await create(page, { name: 'web', memoryMib: 64, source, start: false });
    await expectVisible(page.getByRole('heading', { name: 'web' }));
    await create(page, { name: 'web', memoryMib: 64, source, start: false });
    await expectVisible(page.getByText('There is a machine “web” already.'));
    await page.getByRole('button', { name: /web 2/ }).click();
    expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('web 2');
  });

  it('an ISO that is not there is said, in plain words', async () => {
    app = await launch();
    const { page } = app;
    await create(page, { name: 'lost', memoryMib: 64, source: missing });
    await expectVisible(page.getByText(/\/nowhere\/debian\.iso/));
    await expectVisible(page.getByText(/not there|missing|can’t be found/i));
  });

  it('a definition that is cut short (definition-unreadable) and one of a newer version (definition-newer) are shown as such and left as they are', async () => {
    const home = newHome();
    const folder = join(home, 'config', 'machines', 'qemu');
    mkdirSync(folder, { recursive: true });
    const files = {
      [join(folder, '7f9c24e8-3b12-4fef-91e0-5a2f3c8d1b60.json')]: '{"format": 1, "name": "half", "conf',
      [join(folder, '0b7e1c52-9a4d-4c1e-8f37-d2a6b4e5f901.json')]:
        '{"format": 99, "name": "from the future"}',
    };
    for (const [path, text] of Object.entries(files)) writeFileSync(path, text);
    app = await launch({ home });
    await expectVisible(app.page.getByText(/definition can’t be read/));
    await expectVisible(app.page.getByText('from the future'));
    await expectVisible(app.page.getByText(/newer Paddock/));
    for (const [path, text] of Object.entries(files)) expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('without QEMU on the computer (program-missing) it says what to install', async () => {
    app = await launch({ env: { PADDOCK_QEMU: '/nowhere/qemu-system-x86_64' } });
    await expectVisible(app.page.getByText(/install/i).first(), 30_000);
    await expectVisible(app.page.getByText(/qemu-system-x86/).first());
  });

  it('a second start shows the first one’s window and ends', async () => {
    app = await launch();
    const code = await new Promise((resolve, reject) => {
      const second = spawn(executable(), [...ROOT_ARGUMENTS, '.'], {
        env: environment(app.home),
        stdio: 'ignore',
      });
      second.once('exit', resolve);
      second.once('error', reject);
    });
    expect(code).toBe(0);
    expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
    await expectVisible(app.page.getByRole('button', { name: 'Look around' }));
  });
});
