import { spawn } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tinyLinux } from '../guests/tiny-linux';
import {
  clear,
  environment,
  eventually,
  executable,
  expectVisible,
  launch,
  newHome,
  qemusOf,
  ROOT_ARGUMENTS,
  type App,
} from './app';
import { json, paddock, Terminal } from './command';

let home: string;
let app: App | null = null;
beforeEach(() => {
  home = newHome();
});
afterEach(async () => {
  await app?.quit();
  app = null;
  clear(home);
});

/** The demo machines are there, whoever opens this home. */
function withDemo(): void {
  mkdirSync(join(home, 'config'), { recursive: true });
  writeFileSync(join(home, 'config', 'settings.json'), JSON.stringify({ demo: true }));
}

interface Listed {
  readonly machines: readonly {
    readonly id: string;
    readonly name: string;
    readonly state: string;
    readonly driver: string;
  }[];
}
const listed = async (...words: string[]): Promise<Listed['machines']> =>
  ((await json(home, 'list', ...words)) as Listed).machines;
/** Demo machines without faults, in these states. */
const [RUNNING, OFF] = ['web-frontend', 'Windows 11 (accounts)'];

describe('a command to the app that runs', () => {
  beforeEach(async () => {
    withDemo();
    app = await launch({ home });
    await eventually(() => existsSync(join(home, 'run', 'command-line.sock')), Boolean);
  });

  it('lists what the window lists, as a table and as JSON', async () => {
    const machines = await listed();
    expect(machines.length).toBeGreaterThan(5);
    const { code, out } = await paddock(home, 'list');
    expect(code).toBe(0);
    const [heads = '', ...rows] = out.trimEnd().split('\n');
    expect(heads).toMatch(/^NAME +STATE +DRIVER/);
    expect(rows).toHaveLength(machines.length);
    for (const { name } of machines) expect(rows.some((row) => row.startsWith(name))).toBe(true);
    const running = await listed('--running');
    expect(new Set(running.map(({ state }) => state))).toEqual(new Set(['running', 'paused']));
  });

  it('starts and stops a machine, waits for the end of it, and the window shows it', async () => {
    const name = OFF;
    expect(await paddock(home, 'start', name)).toEqual({ code: 0, out: `“${name}” is running.\n`, err: '' });
    const row = app?.page.getByRole('row').filter({ hasText: name }).first();
    if (row) await expectVisible(row.getByText('Running'));
    expect(await json(home, 'stop', name)).toMatchObject({
      machines: [{ name, state: 'shutoff' }],
      failed: [],
    });
    if (row) await expectVisible(row.getByText('Off', { exact: true }));
  });

  it('does to several at once what was asked, and tells which failed', async () => {
    const [off, running] = [OFF, RUNNING];
    const { code, out, err } = await paddock(home, 'start', off, running);
    expect(code).toBe(4);
    expect(out).toBe(`“${off}” is running.\n`);
    expect(err).toContain(`paddock: ${running}: “${running}” is running.`);
    expect(await json(home, 'start', running)).toMatchObject({
      machines: [],
      failed: [{ name: running, failure: { code: 'wrong-state' } }],
    });
  });

  it('tells by its exit code what went wrong', async () => {
    expect((await paddock(home, 'start', 'no such machine')).code).toBe(3);
    expect(await json(home, 'info', 'no such machine')).toMatchObject({
      failure: { code: 'machine-not-found' },
    });
    for (const wrong of [['lst'], ['start'], ['list', '--nonsense'], ['snapshot'], ['info', 'a', 'b']]) {
      const { code, out, err } = await paddock(home, ...wrong);
      expect([code, out], wrong.join(' ')).toEqual([2, '']);
      expect(err).toMatch(/^paddock: .+\n/);
    }
    const answer = await paddock(home, 'create', '--driver', 'test', '--name', 'a/b');
    expect(answer.code).toBe(1);
    expect(answer.err).toBe(
      'paddock: This name can’t be used.\n  It holds a slash.\n' +
        '  Choose 1 to 100 characters without slashes or line breaks, not beginning with a dash or a dot.\n',
    );
  });

  it('takes, lists, goes back to and deletes snapshots', async () => {
    const name = RUNNING;
    expect((await paddock(home, 'snapshot', 'create', name, 'before', '--note', 'all is well')).code).toBe(0);
    expect(await json(home, 'snapshot', 'list', name)).toMatchObject({
      snapshots: expect.arrayContaining([expect.objectContaining({ name: 'before', note: 'all is well' })]),
    });
    expect((await paddock(home, 'snapshot', 'list', name)).out).toContain('before *');
    const asked = await paddock(home, 'snapshot', 'restore', name, 'before');
    expect([asked.code, asked.err]).toEqual([2, expect.stringContaining('--yes')]);
    expect((await paddock(home, 'snapshot', 'restore', name, 'before', '--yes')).code).toBe(0);
    expect((await paddock(home, 'snapshot', 'delete', name, 'before', '--yes')).code).toBe(0);
    expect((await paddock(home, 'snapshot', 'list', name)).out).not.toContain('before');
  });

  it('deletes a machine only where that is meant, into the bin, and has it back', async () => {
    const name = OFF;
    const refused = await paddock(home, 'delete', name);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('--yes')]);
    const { code, out } = await paddock(home, 'delete', name, '--yes');
    expect(code).toBe(0);
    expect(out).toContain('paddock undelete');
    expect(await json(home, 'bin')).toMatchObject({ machines: [{ name }] });
    expect((await paddock(home, 'undelete', name)).code).toBe(0);
    expect((await listed()).some((machine) => machine.name === name)).toBe(true);
  });

  it('asks on a terminal, and a no is a no', async () => {
    const name = OFF;
    const no = new Terminal(home, 'delete', name);
    await no.shows(`Delete “${name}”? [y/N]`);
    no.type('n\r');
    expect(await no.ended).toBe(1);
    const yes = new Terminal(home, 'delete', name);
    await yes.shows('[y/N]');
    yes.type('y\r');
    expect(await yes.ended).toBe(0);
    expect((await listed()).some((machine) => machine.name === name)).toBe(false);
  });

  it('shows on a terminal what it waits for, takes that away at its end, and shows it nowhere else', async () => {
    const forceOff = async (): Promise<void> => {
      expect((await paddock(home, 'force-off', 'slow-to-wake', '--yes')).code).toBe(0);
    };
    const terminal = new Terminal(home, 'start', 'slow-to-wake');
    await terminal.shows(/\r\S*“slow-to-wake”: \S/);
    await forceOff();
    expect(await terminal.ended).not.toBe(0);
    const line = terminal.shown.lastIndexOf('“slow-to-wake”:');
    expect(terminal.shown.slice(line)).toContain('\r\x1b[Kpaddock: ');

    const elsewhere = paddock(home, 'start', 'slow-to-wake');
    await eventually(
      async () => (await paddock(home, 'list')).out,
      (list) => /slow-to-wake +off \(start\)/.test(list),
    );
    await forceOff();
    expect((await elsewhere).err).toMatch(/^paddock: /);
  });

  it('tells a shell what may come next', async () => {
    const next = await paddock(home, 'completion', 'next', '--', 'start', 'web');
    expect(next).toMatchObject({ code: 0, err: '' });
    expect(next.out.split('\n')).toContain(RUNNING);
    expect((await paddock(home, 'snapshot', 'create', RUNNING, 'to go back to')).code).toBe(0);
    const after = await paddock(home, 'completion', 'next', '--', 'snapshot', 'restore', RUNNING, 'to');
    expect(after).toMatchObject({ code: 0, err: '', out: 'to go back to\n' });
    expect((await paddock(home, 'completion', 'bash')).out).toContain('complete -F _paddock paddock');
  });

  it('copies and renames, and makes a machine by options or by a request', async () => {
    const name = OFF;
    expect((await paddock(home, 'copy', name, 'second')).code).toBe(0);
    expect((await paddock(home, 'rename', 'second', 'third')).code).toBe(0);
    expect((await paddock(home, 'info', 'third')).out).toMatch(/^Name: +third\n/);
    const made = await json(
      home,
      'create',
      '--driver',
      'test',
      '--name',
      'made',
      '--memory',
      '1.5G',
      '--cpus',
      '3',
      '--start',
    );
    expect(made).toMatchObject({ name: 'made', driver: 'test', state: 'running', startFailure: null });
    expect(await json(home, 'info', 'made')).toMatchObject({ memoryBytes: 1.5 * 1024 ** 3, cpus: 3 });
    const file = join(home, 'request.json');
    const request = { memory: 64 * 1024 ** 2, cpus: 1, system: 'Debian 12', pace: 0, faults: [] };
    writeFileSync(file, JSON.stringify({ driver: 'test', name: 'asked', request }));
    expect((await paddock(home, 'create', '--request', file)).code).toBe(0);
    writeFileSync(file, JSON.stringify({ driver: 'test', name: 'odd', request: { ...request, cpus: -1 } }));
    const odd = await paddock(home, 'create', '--request', file);
    expect([odd.code, odd.err]).toEqual([1, expect.stringContaining('cpus')]);
  });

  it('shows a console on the terminal: what was said before, what is typed, and its end', async () => {
    const name = RUNNING;
    const terminal = new Terminal(home, 'console', name);
    await terminal.shows('Ctrl+] leaves it');
    await terminal.shows(/[$#] $/);
    terminal.type('echo it is heard\r');
    await terminal.shows('\r\nit is heard\r\n');
    terminal.type('\x03'); // of the machine, not of the command
    terminal.type('\x1d');
    expect(await terminal.ended).toBe(0);
    const again = new Terminal(home, 'console', name);
    await again.shows('\r\nit is heard\r\n');
    expect((await paddock(home, 'force-off', name, '--yes')).code).toBe(0);
    expect(await again.ended).toBe(0);
    const pipe = await paddock(home, 'console', OFF);
    expect([pipe.code, pipe.err]).toEqual([2, expect.stringContaining('A console needs a terminal.')]);
  });

  it('neither opens a window nor brings the one that is open to the front', async () => {
    const before = await app?.electron.evaluate(({ BrowserWindow }) => {
      const shown = BrowserWindow.getAllWindows();
      for (const window of shown) window.hide();
      return shown.length;
    });
    expect((await paddock(home, 'list')).code).toBe(0);
    const after = await app?.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.isVisible()),
    );
    expect(after).toEqual(Array.from({ length: before ?? 0 }, () => false));
  });

  it('is listened to by the user’s own programs alone', () => {
    expect(lstatSync(join(home, 'run', 'command-line.sock')).mode & 0o777).toBe(0o600);
    expect(lstatSync(join(home, 'run')).mode & 0o077).toBe(0);
  });
});

describe('a command where no app runs', () => {
  it('lists the machines and lets go of them', async () => {
    withDemo();
    expect((await listed()).length).toBeGreaterThan(5);
    expect(existsSync(join(home, 'run', 'command-line.sock'))).toBe(false);
    app = await launch({ home });
    await expectVisible(app.page.getByRole('row').filter({ hasText: 'Running' }));
  });

  it('changes no simulated machine, which would be gone with the command', async () => {
    withDemo();
    for (const words of [
      ['start', OFF],
      ['create', '--driver', 'test', '--name', 'a'],
    ]) {
      const { code, err } = await paddock(home, ...words);
      expect([code, err]).toEqual([4, expect.stringContaining('Open Paddock, then give the command again.')]);
    }
  });

  it('makes and starts a real machine, which runs on, has its console, and is found by the window', async () => {
    const { kernel, initrd } = await tinyLinux();
    const create = ['create', '--name', 'tiny', '--memory', '128M', '--image', kernel, '--initrd', initrd];
    const made = await paddock(home, ...create, '--append', 'console=ttyS0 quiet', '--start');
    expect(made).toEqual({ code: 0, out: '“tiny” is made, and runs.\n', err: '' });
    expect(await listed()).toMatchObject([{ name: 'tiny', state: 'running', driver: 'qemu' }]);
    const [pid] = qemusOf(home);
    // As the app notes it, for where the computer goes down before the app has run.
    const { running } = JSON.parse(readFileSync(join(home, 'state', 'running.json'), 'utf8')) as {
      running: string[];
    };
    expect(running).toEqual([(await listed())[0]?.id]);

    const terminal = new Terminal(home, 'console', 'tiny');
    await terminal.shows('leaves it');
    terminal.type('\r');
    await terminal.shows('/ # ', 60_000);
    terminal.type('echo so-$((20+3))\r');
    await terminal.shows(/^so-23\r$/m);

    // The app comes while the console is open: it gets the machines, and the console goes on by it.
    app = await launch({ home });
    await expectVisible(app.page.getByRole('row').filter({ hasText: 'tiny' }).getByText('Running'));
    expect(qemusOf(home)).toEqual([pid]);
    await eventually(() => existsSync(join(home, 'run', 'command-line.sock')), Boolean);
    await eventually(
      () => {
        terminal.type('echo so-$((40+4))\r');
        return new Promise<string>((resolve) => setTimeout(() => resolve(terminal.shown), 500));
      },
      (text) => /^so-44\r$/m.test(text),
    );
    terminal.type('\x1d');
    expect(await terminal.ended).toBe(0);
    expect((await paddock(home, 'force-off', 'tiny', '--yes')).code).toBe(0);
    await eventually(
      () => qemusOf(home).length,
      (count) => count === 0,
    );
  });

  it('shows a shell in a container, as large as the terminal', async () => {
    expect(
      (await paddock(home, 'create', '--driver', 'lxc', '--name', 'box', '--no-network', '--start')).code,
    ).toBe(0);
    const terminal = new Terminal(home, 'console', 'box', 'shell');
    await terminal.shows('/ # ');
    terminal.type('stty size\r');
    await terminal.shows(/^30 100\r+\n/m); // LXC adds a carriage return of its own
    terminal.resize(77, 22);
    await eventually(
      () => {
        terminal.type('stty size\r');
        return new Promise<string>((resolve) => setTimeout(() => resolve(terminal.shown), 500));
      },
      (text) => /^22 77\r+\n/m.test(text),
    );
    terminal.type('\x1d');
    expect(await terminal.ended).toBe(0);
    expect(terminal.shown).toMatch(/is left\.\r\n$/);
    expect((await paddock(home, 'force-off', 'box', '--yes')).code).toBe(0);
  });

  it('answers commands that are given at the same time, each of them', async () => {
    const request = (name: string): string[] => ['create', '--name', name, '--memory', '64M', '--disk', '1M'];
    const names = ['one', 'two', 'three'];
    const ended = await Promise.all(names.map((name) => paddock(home, ...request(name))));
    expect(ended.map(({ code, err }) => [code, err])).toEqual(names.map(() => [0, '']));
    expect((await listed()).map(({ name }) => name)).toEqual(['one', 'three', 'two']);
  });

  it('refuses a name that two machines have, and tells their ids', async () => {
    const create = ['create', '--name', OFF, '--memory', '64M', '--disk', '1M'];
    expect((await paddock(home, ...create)).code).toBe(0);
    withDemo();
    const { code, err } = await paddock(home, 'info', OFF);
    expect(code).toBe(2);
    const both = (await listed()).filter(({ name }) => name === OFF);
    expect(both.map(({ driver }) => driver).sort()).toEqual(['qemu', 'test']);
    for (const { id } of both) expect(err).toContain(id);
    const one = await json(home, 'info', both[0]?.id.slice(0, 8) ?? '');
    expect(one).toMatchObject({ id: both[0]?.id });
  });
});

describe('from a working copy', () => {
  it('the same commands go by Node', async () => {
    const child = spawn(process.execPath, ['tools/paddock.mjs', 'list', '--json'], {
      env: environment(home),
    });
    let out = '';
    child.stdout.on('data', (text) => (out += String(text)));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, JSON.parse(out)]).toEqual([0, { machines: [], broken: [], binned: 0 }]);
  });
});

describe('what is no command', () => {
  it('opens the window, which a second start shows', async () => {
    app = await launch({ home });
    const second = spawn(executable(), [...ROOT_ARGUMENTS, '.', 'paddock://machine/x'], {
      env: environment(home),
    });
    expect(await new Promise((resolve) => second.on('close', resolve))).toBe(0);
  });
});
