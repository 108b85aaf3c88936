import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Paths } from '../paths';
import { ALIASES, COMMANDS } from './commands';
import { nextWords } from './completion';
import { knownNames, type KnownNames } from './known-names';

const ROOT = resolve(__dirname, '../..');
const names: KnownNames = {
  machines: () => Promise.resolve(['web', 'web 2', 'db']),
  binned: () => Promise.resolve(['gone', 'web']),
  snapshots: (machine) => Promise.resolve(machine === 'web 2' ? ['before the sale', 'fresh'] : []),
};
const next = async (...typed: string[]): Promise<string[]> => {
  const { words, files } = await nextWords(typed, COMMANDS, ALIASES, names);
  return files ? [...words, ':files'] : [...words];
};

describe('what may come next in a command line', () => {
  it('is a command, the second word of one, or what help can tell of', async () => {
    expect(await next('')).toEqual(expect.arrayContaining(['list', 'snapshot', 'completion', 'help']));
    expect(await next('st')).toEqual(['start', 'stop']);
    expect(await next('snapshot', '')).toEqual(['create', 'delete', 'list', 'restore']);
    expect(await next('help', 'imp')).toEqual(['import']);
    expect(await next('nonsense', '')).toEqual([]);
  });

  it('is an option of the command, and what that takes', async () => {
    expect(await next('start', '--')).toEqual(['--disposable', '--help', '--json', '--paused']);
    expect(await next('create', '--driver', '')).toEqual(['incus', 'lxc', 'openvz', 'qemu', 'test']);
    expect(await next('create', '--image', '/tm')).toEqual([':files']);
    expect(await next('create', '--name', '')).toEqual([]);
  });

  it('is a machine, a file or a shell, as the command takes them', async () => {
    expect(await next('start', 'w')).toEqual(['web', 'web 2']);
    expect(await next('start', '--paused', 'db', 'web\\ ')).toEqual(['web 2']);
    expect(await next('snapshot', 'create', 'd')).toEqual(['db']);
    expect(await next('rename', 'web', '')).toEqual([]);
    expect(await next('info', 'web', '')).toEqual([]);
    expect(await next('import', '')).toEqual([':files']);
    expect(await next('import', '--name', 'x', '')).toEqual([':files']);
    expect(await next('completion', '')).toEqual(['bash', 'fish', 'zsh']);
  });
});

describe('what may come next in a command line, after the name of a machine', () => {
  it('is a snapshot of that machine, where the command takes one that there is', async () => {
    expect(await next('snapshot', 'restore', 'web\\ 2', '')).toEqual(['before the sale', 'fresh']);
    expect(await next('snapshot', 'delete', '--yes', '"web 2"', 'before\\ ')).toEqual(['before the sale']);
    expect(await next('copy', 'web 2', '--snapshot', 'f')).toEqual(['fresh']);
    expect(await next('snapshot', 'revert', 'web 2', 'f')).toEqual(['fresh']);
    expect(await next('snapshot', 'restore', 'db', '')).toEqual([]);
    expect(await next('snapshot', 'create', 'web 2', '')).toEqual([]);
    expect(await next('snapshot', 'restore', 'web 2', 'fresh', '')).toEqual([]);
  });

  it('is one that was deleted, where the command has it back or deletes it for good', async () => {
    expect(await next('undelete', '')).toEqual(['gone', 'web']);
    expect(await next('purge', 'web', 'g')).toEqual(['gone']);
  });
});

describe('the names of machines, where nobody has them', () => {
  it('are those that are stored, whatever else lies there', async () => {
    const config = mkdtempSync(join(tmpdir(), 'pdk-n-'));
    const folder = join(config, 'machines', 'qemu');
    mkdirSync(join(folder, 'bin'), { recursive: true });
    writeFileSync(
      join(folder, 'a.json'),
      '{"id": "0123456789", "name": "web 2", "snapshots": [{"name": "fresh"}, {}, null]}',
    );
    writeFileSync(join(folder, 'b.json'), 'broken');
    writeFileSync(join(folder, 'bin', 'c.json'), '{"name": "gone"}');
    writeFileSync(join(config, 'machines', 'lock'), '');
    const stored = knownNames({ config, runtime: config } as Paths, '1');
    expect(await stored.machines()).toEqual(['web 2']);
    expect(await stored.binned()).toEqual(['gone']);
    expect(await stored.snapshots('web 2')).toEqual(['fresh']);
    expect(await stored.snapshots('01234')).toEqual(['fresh']);
    expect(await stored.snapshots('gone')).toEqual([]);
    const none = knownNames({ config: '/nowhere', runtime: config } as Paths, '1');
    expect([await none.machines(), await none.binned(), await none.snapshots('web')]).toEqual([[], [], []]);
    rmSync(config, { recursive: true });
  });
});

/** The words of a command line that stand for what Paddock answers, and say what it was asked. */
const answering = (answers: string): string => `printf '%s\\n' "$*" >&3; printf '${answers}'`;

/** Runs a shell with a script; what it prints, with what Paddock was asked first. */
function run(shell: string, script: string, ...args: string[]): string {
  return execFileSync(shell, ['-c', script, ...args], { cwd: ROOT, encoding: 'utf8' });
}
const without = (shell: string): boolean => spawnSync(shell, ['--version']).error !== undefined;

describe('the script for bash', () => {
  it('offers names as a shell takes them, and files where Paddock says so', () => {
    const complete = (answers: string, typed: string): string =>
      run(
        'bash',
        `paddock() { ${answering(answers)}; }
         . build/linux/completion/paddock.bash
         COMP_WORDS=(paddock start "$0"); COMP_CWORD=2
         { _paddock; } 3>&1
         printf '%s|' "\${COMPREPLY[@]}"`,
        typed,
      );
    expect(complete('web\\nweb 2\\n', 'w')).toBe('completion next -- start w\nweb|web\\ 2|');
    expect(complete('web 2\\n', '"w')).toContain('\nweb 2|');
    expect(complete(':files\\n', '')).not.toContain(':files');
  });
});

describe.skipIf(without('zsh'))('the script for zsh', () => {
  /** What zsh's own functions are called with, and how the script ends, which tells zsh whether to look further. */
  const complete = (answers: string, ...typed: string[]): string =>
    run(
      'zsh',
      `compdef() { : }; _files() { print 'files' }; compadd() { shift; print -n "$1|\${@:2}|" }
       paddock() { ${answering(answers)} }
       . build/linux/completion/paddock.zsh
       words=(paddock "$@"); CURRENT=$#words
       { _paddock } 3>&1
       print "ends with $?"`,
      'zsh',
      ...typed,
    );

  it('offers names, asked for as they are meant, and ends well', () => {
    expect(complete('web\\nweb 2\\n', 'start', 'w')).toBe(
      'completion next -- start w\nweb|web 2|ends with 0\n',
    );
    expect(complete('fresh\\n', 'snapshot', 'restore', 'web\\ 2', '')).toContain('restore web 2 \nfresh||');
  });

  it('offers files where Paddock says so, and says where there is nothing', () => {
    expect(complete(':files\\n', 'import', 'o')).toContain('\nfiles\nends with 0');
    expect(complete('', 'start', 'x')).toContain('\nends with 1');
  });
});

describe.skipIf(without('fish'))('the script for fish', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pdk-f-'));
    writeFileSync(join(folder, 'a file.iso'), '');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const complete = (answers: string, line: string): string[] =>
    run(
      'fish',
      `function paddock; echo $argv > ${folder}/asked; printf '${answers}'; end
       source build/linux/completion/paddock.fish
       cd ${folder}
       complete -C $argv[1]; cat asked`,
      line,
    )
      .trim()
      .split('\n');

  it('offers names, asked for as they are meant', () => {
    expect(complete('web\\nweb 2\\n', 'paddock start w')).toEqual([
      'web',
      'web 2',
      'completion next -- start w',
    ]);
    expect(complete('fresh\\n', 'paddock snapshot restore web\\ 2 ')).toEqual([
      'fresh',
      'completion next -- snapshot restore web 2',
    ]);
    expect(complete('web 2\\n', 'paddock start "w')).toContain('web 2');
    expect(complete('-n\\n', 'paddock start -')).toContain('-n');
  });

  it('offers files where Paddock says so, in quotes as well', () => {
    expect(complete(':files\\n', 'paddock import a')).toContain('a file.iso');
    expect(complete(':files\\n', 'paddock import "a f')).toContain('a file.iso');
    expect(complete('', 'paddock start a')).toEqual(['completion next -- start a']);
  });
});
