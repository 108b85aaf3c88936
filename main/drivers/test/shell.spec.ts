import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Shell, type ShellHost } from './shell';
import { systemOf } from './systems';
import { TextGrid } from './text-grid';

const PROMPT = 'root@web-frontend:~# ';
let grid: TextGrid;
let shell: Shell;
let asked: string[];
let congested: boolean;
let clipboard: string;

function boot(system: string): void {
  grid = new TextGrid(200, 24);
  asked = [];
  congested = false;
  clipboard = '';
  const host: ShellHost = {
    name: 'Web frontend!',
    system: systemOf(system),
    memory: 2048 * 1024 * 1024,
    cpus: 2,
    addresses: ['192.0.2.7'],
    write: (text) => grid.write(text),
    now: () => Date.now(),
    bootedAt: () => Date.now() - 90_061_000,
    after: (milliseconds, then) => {
      const timer = setTimeout(then, milliseconds);
      return () => clearTimeout(timer);
    },
    isCongested: () => congested,
    clipboard: () => clipboard,
    copy: (text) => (clipboard = text),
    powerOff: () => asked.push('power off'),
    reboot: () => asked.push('reboot'),
  };
  shell = new Shell(host);
  shell.begin();
  shell.type('clear\r');
}

beforeEach(() => {
  vi.useFakeTimers();
  boot('Debian 12');
});
afterEach(() => {
  shell.end();
  vi.useRealTimers();
});

/** What a person sees: the lines that are not empty. */
function screen(): string[] {
  return Array.from({ length: grid.rows }, (_, row) => grid.line(row).trimEnd()).filter(
    (line) => line !== '',
  );
}

/** What a command answers. */
function answer(command: string): string[] {
  shell.type(`clear\r${command}\r`);
  return screen().slice(1, -1);
}

describe('the shell', () => {
  it('answers as the system it simulates would', () => {
    expect(answer('uname -a')).toEqual(['Linux web-frontend 6.1.0-25-amd64 x86_64']);
    expect(answer('uname -r')).toEqual(['6.1.0-25-amd64']);
    expect(answer('uname')).toEqual(['Linux']);
    expect(answer('whoami')).toEqual(['root']);
    expect(answer('nproc')).toEqual(['2']);
    expect(answer('uptime')[0]).toMatch(/up 1 days, 1:01:01/);
    expect(answer('ip addr').join()).toContain('192.0.2.7');
    boot('FreeBSD 14');
    expect(answer('uname -s')).toEqual(['FreeBSD']);
  });

  it('keeps quoted blanks together and takes the quotes off', () => {
    expect(answer('echo "a  b"   c d""e')).toEqual(['a  b c de']);
  });

  it('reads its files, and says which it does not have', () => {
    expect(answer('ls')).toEqual(['hello.txt  os-release  todo.md']);
    expect(answer('cat os-release nothing')).toEqual([
      'PRETTY_NAME="Debian 12"',
      'cat: nothing: No such file or directory',
    ]);
  });

  it('knows what it does not know, even by the names of an object’s own', () => {
    expect(answer('frobnicate')).toEqual(['frobnicate: command not found']);
    expect(answer('constructor')).toEqual(['constructor: command not found']);
  });

  it('lists in help only what it can do', () => {
    const [help = ''] = answer('help');
    for (const name of help.replace('Commands: ', '').split(' ')) {
      if (['exit', 'poweroff', 'reboot'].includes(name)) continue; // each seen by itself
      expect(answer(name).join(), name).not.toContain('command not found');
      shell.type('\x03');
    }
  });

  it('copies and pastes', () => {
    answer('copy two words');
    expect(clipboard).toBe('two words');
    clipboard = 'from outside';
    expect(answer('paste')).toEqual(['from outside']);
  });

  it('logs out, and in again under any name', () => {
    shell.type('exit\r');
    expect(screen().at(-1)).toBe('web-frontend login:');
    shell.type('ada\r');
    expect(`${screen().at(-1)} `).toBe(PROMPT);
    shell.type('\x04');
    expect(screen().at(-1)).toBe('web-frontend login:');
  });

  it('asks its machine to power off or restart, and then waits for it without a prompt', () => {
    shell.type('clear\rpoweroff\r');
    expect(asked).toEqual(['power off']);
    expect(screen()).toEqual([`${PROMPT}poweroff`]);
  });
});

describe('editing a line', () => {
  const line = (): string => (screen().at(-1) ?? '').slice(PROMPT.length);

  it('deletes characters, words and lines, and moves within them', () => {
    shell.type('echo one twoo\x7f');
    expect(line()).toBe('echo one two');
    shell.type('\x17');
    expect(line()).toBe('echo one');
    shell.type('\x01\x1b[C\x1b[C\x1b[3~x');
    expect(line()).toBe('ecxo one');
    shell.type('\x0b');
    expect(line()).toBe('ecx');
    shell.type('\x15');
    expect(line()).toBe('');
  });

  it('brings back earlier lines, and the empty one after the last', () => {
    shell.type('echo first\recho second\r');
    shell.type('\x1b[A\x1b[A');
    expect(line()).toBe('echo first');
    shell.type('\x1b[B');
    expect(line()).toBe('echo second');
    shell.type('\x1b[B');
    expect(line()).toBe('');
  });

  it('gives a line up at Ctrl+C', () => {
    shell.type('rm -rf /\x03');
    expect(screen().slice(-2)).toEqual([`${PROMPT}rm -rf /^C`, PROMPT.trimEnd()]);
  });

  it('edits what is not Latin as well', () => {
    shell.type('echo 東京x\x7f');
    expect(line()).toBe('echo 東京');
  });
});

describe('a command that takes its time', () => {
  it('gives the prompt back when it is done', () => {
    shell.type('clear\rsleep 2\r');
    expect(screen()).toHaveLength(1);
    vi.advanceTimersByTime(1999);
    expect(screen()).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(`${screen().at(-1)} `).toBe(PROMPT);
  });

  it('is broken off by Ctrl+C', () => {
    shell.type('sleep 1000\r\x03');
    expect(screen().slice(-2)).toEqual(['^C', PROMPT.trimEnd()]);
    vi.advanceTimersByTime(2_000_000);
    expect(screen().slice(-2)).toEqual(['^C', PROMPT.trimEnd()]);
  });

  it('shows top anew each second until q is typed', () => {
    vi.setSystemTime(0);
    shell.type('top\r');
    const first = screen();
    vi.advanceTimersByTime(1000);
    expect(screen()).not.toEqual(first);
    shell.type('q');
    expect(`${screen().at(-1)} `).toBe(PROMPT);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('writes no more while what it wrote is not read', () => {
    const before = grid.line(grid.rows - 1);
    congested = true;
    shell.type('clear\rseq 3\r');
    vi.advanceTimersByTime(1000);
    expect(screen()).toHaveLength(1);
    congested = false;
    vi.advanceTimersByTime(20);
    expect(screen().slice(1, -1)).toEqual(['1', '2', '3']);
    expect(before).toBe(''.padEnd(grid.columns));
  });
});
