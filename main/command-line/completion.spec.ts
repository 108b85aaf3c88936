import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Paths } from '../paths';
import { COMMANDS } from './commands';
import { nextWords } from './completion';
import { knownNames, type KnownNames } from './known-names';

const ROOT = resolve(__dirname, '../..');
const names: KnownNames = {
  machines: () => Promise.resolve(['web', 'web 2', 'db']),
  binned: () => Promise.resolve(['gone', 'web']),
  snapshots: (machine) => Promise.resolve(machine === 'web 2' ? ['before the sale', 'fresh'] : []),
};
const next = async (...typed: string[]): Promise<string[]> => {
  const { words, files } = await nextWords(typed, COMMANDS, names);
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

describe('the script for bash', () => {
  it('offers names as a shell takes them, and files where Paddock says so', () => {
    const complete = (answers: string, typed: string): string =>
      execFileSync(
        'bash',
        [
          '-c',
          `paddock() { printf '%s\\n' "$*" >&3; printf '${answers}'; }
           . build/linux/completion/paddock.bash
           COMP_WORDS=(paddock start "$0"); COMP_CWORD=2
           { _paddock; } 3>&1
           printf '%s|' "\${COMPREPLY[@]}"`,
          typed,
        ],
        { cwd: ROOT, encoding: 'utf8' },
      );
    expect(complete('web\\nweb 2\\n', 'w')).toBe('completion next -- start w\nweb|web\\ 2|');
    expect(complete('web 2\\n', '"w')).toContain('\nweb 2|');
    expect(complete(':files\\n', '')).not.toContain(':files');
  });
});
