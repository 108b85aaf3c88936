import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Paths } from '../paths';
import { COMMANDS } from './commands';
import { nextWords } from './completion';
import { machineNames } from './machine-names';

const ROOT = resolve(__dirname, '../..');
const machines = (): Promise<string[]> => Promise.resolve(['web', 'web 2', 'db']);
const next = async (...typed: string[]): Promise<string[]> => {
  const { words, files } = await nextWords(typed, COMMANDS, machines);
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
    expect(await next('purge', '')).toEqual([]);
    expect(await next('import', '')).toEqual([':files']);
    expect(await next('import', '--name', 'x', '')).toEqual([':files']);
    expect(await next('completion', '')).toEqual(['bash', 'fish', 'zsh']);
  });
});

describe('the names of machines, where nobody has them', () => {
  it('are those that are stored, whatever else lies there', async () => {
    const config = mkdtempSync(join(tmpdir(), 'pdk-n-'));
    const folder = join(config, 'machines', 'qemu');
    mkdirSync(join(folder, 'bin'), { recursive: true });
    writeFileSync(join(folder, 'a.json'), '{"name": "web 2"}');
    writeFileSync(join(folder, 'b.json'), 'broken');
    writeFileSync(join(folder, 'bin', 'c.json'), '{"name": "gone"}');
    writeFileSync(join(config, 'machines', 'lock'), '');
    expect(await machineNames({ config, runtime: config } as Paths, '1')).toEqual(['web 2']);
    expect(await machineNames({ config: '/nowhere', runtime: config } as Paths, '1')).toEqual([]);
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
