import { execFileSync } from 'node:child_process';
import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyLinux } from '../guests/tiny-linux';
import { clear, create, eventually, expectVisible, launch, qemusOf, type App } from '../e2e/app';

let app: App;
beforeAll(async () => {
  app = await launch();
  await expectVisible(app.page.getByRole('button', { name: 'Look around' }));
});
afterAll(async () => {
  await app.quit();
  clear(app.home);
});

describe('the window', () => {
  it('has no Node, no require and only the frozen bridge', async () => {
    const found = await app.page.evaluate(() => ({
      require: typeof (globalThis as Record<string, unknown>).require,
      process: typeof (globalThis as Record<string, unknown>).process,
      bridge: Object.keys((globalThis as unknown as { paddock: object }).paddock).sort(),
      frozen: Object.isFrozen((globalThis as unknown as { paddock: object }).paddock),
    }));
    expect(found).toEqual({
      require: 'undefined',
      process: 'undefined',
      bridge: ['call', 'on', 'pathOf'],
      frozen: true,
    });
  });

  it('runs sandboxed, isolated and without Node integration', async () => {
    const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      // Not in the typings, but the only way to see what the window was really made with.
      const contents = window?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
      return contents.getLastWebPreferences();
    });
    expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false });
  });

  it('has a content policy that lets no inline script, no eval and no foreign host through', async () => {
    const { page } = app;
    const outcome = await page.evaluate(async () => {
      const inline = document.createElement('script');
      inline.textContent = 'window.inlineRan = true';
      document.body.append(inline);
      // Not within this call: a debugger's own calls are free of the policy.
      const evaluated = await new Promise<boolean>((resolve) =>
        setTimeout(() => {
          try {
            (0, eval)('1');
            resolve(true);
          } catch {
            resolve(false);
          }
        }),
      );
      const reached = await fetch('http://127.0.0.1:9/').then(
        () => 'reached',
        (error: Error) => error.message,
      );
      return { inline: 'inlineRan' in window, evaluated, reached };
    });
    expect(outcome).toMatchObject({ inline: false, evaluated: false });
    expect(outcome.reached).not.toBe('reached');
  });

  it('can’t be led away, opens no windows and is granted no permission', async () => {
    const { page } = app;
    const before = page.url();
    await page.evaluate(() => {
      location.href = 'https://example.org/';
    });
    await page.waitForTimeout(300);
    expect(page.url()).toBe(before);
    expect(await page.evaluate(() => window.open('https://example.org/') === null)).toBe(true);
    const permission = await page.evaluate(() =>
      navigator.permissions.query({ name: 'geolocation' }).then(({ state }) => state),
    );
    expect(permission).toBe('denied');
  });

  it('can read no file through the app’s protocol', async () => {
    const { page } = app;
    for (const path of [
      '../../package.json',
      '..%2f..%2fpackage.json',
      '/etc/passwd',
      '%2e%2e/%2e%2e/package.json',
    ]) {
      const status = await page.evaluate(
        (address) =>
          fetch(address).then(
            async (answer) => ({ ok: answer.ok, text: await answer.text() }),
            () => ({ ok: false, text: '' }),
          ),
        new URL(path, page.url()).href,
      );
      expect(status.text).not.toMatch(/"productName"|root:/);
    }
  });

  it('is answered only when its arguments fit', async () => {
    const answers = await app.page.evaluate(async () => {
      const { call } = (
        globalThis as unknown as { paddock: { call(name: unknown, args: unknown): Promise<{ ok: boolean }> } }
      ).paddock;
      return Promise.all(
        [
          call('machine.start', { id: '../../etc/passwd' }),
          call('machine.start', { id: { toString: 'x' } }),
          call('no.such.call', {}),
          call('__proto__', {}),
          call('file.reveal', { path: '/etc/passwd' }),
          call('settings.set', { theme: 'plaid' }),
        ].map((answer) => answer.then(({ ok }) => ok)),
      );
    });
    expect(answers).toEqual([false, false, false, false, false, false]);
  });
});

describe('a running machine', () => {
  it('listens on no TCP port, and its sockets and folders are the user’s alone', async () => {
    await app.quit(); // the window above was led astray, which Playwright still waits for
    app = await launch({ home: app.home });
    const { kernel, initrd } = await tinyLinux();
    await create(app.page, {
      name: 'private, -daemonize',
      memoryMib: 64,
      source: { kind: 'kernel', kernel, initrd, commandLine: 'console=ttyS0' },
    });
    await expectVisible(app.page.getByText('Running'));
    const [pid] = await eventually(
      () => qemusOf(app.home),
      (pids) => pids.length === 1,
    );
    const listening = execFileSync('ss', ['-ltnp'], { encoding: 'utf8' });
    expect(listening).not.toContain(`pid=${pid},`);
    await eventually(
      () => execFileSync('find', [app.home, '-type', 's'], { encoding: 'utf8' }).trim().split('\n'),
      (sockets) => sockets.length >= 3,
    );
    const strays = execFileSync('find', [join(app.home, 'run'), '-type', 'd', '-perm', '/077'], {
      encoding: 'utf8',
    });
    expect(strays).toBe('');
    expect(statSync(join(app.home, 'config', 'machines', 'qemu')).mode & 0o077).toBe(0);
    const status = execFileSync('cat', [`/proc/${pid}/status`], { encoding: 'utf8' });
    expect(status).toMatch(/^Seccomp:\s+2$/m);
    // What Chromium has open stays with it: held by a QEMU, its zygotes would live as long as the machine.
    const open = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
    expect(open.filter((path) => path.startsWith('/') && !path.startsWith('/dev/'))).toEqual(
      open.filter((path) => path.startsWith(app.home) && !path.includes('/window/')),
    );
  });
});
