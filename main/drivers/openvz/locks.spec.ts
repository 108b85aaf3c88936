import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { heldIn, holderOf, lockFileOf, untilFree, withLock } from './locks';

let folder: string;
let other: ChildProcess;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pdk-'));
  other = spawn('sleep', ['1000'], { stdio: 'ignore' });
});
afterEach(() => {
  other.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const lockedBy = (pid: number | undefined): void =>
  writeFileSync(lockFileOf(folder, '101'), `${pid}\nstarting\n`);
const ended = (): Promise<void> =>
  new Promise((resolve) => {
    other.once('exit', () => resolve());
    other.kill('SIGKILL');
  });

describe('The lock of a container', () => {
  it('is held by the process that its file names, for as long as that lives', async () => {
    expect(await holderOf(folder, '101')).toBeNull();
    lockedBy(other.pid);
    expect(await holderOf(folder, '101')).toEqual({ pid: other.pid, command: 'sleep 1000' });
    await ended();
    expect(await holderOf(folder, '101')).toBeNull();
  });

  it('is held by nobody where its file is nonsense', async () => {
    writeFileSync(lockFileOf(folder, '101'), 'nobody\n');
    expect(await holderOf(folder, '101')).toBeNull();
  });

  it('is found among those of all containers, without those whose process is gone', async () => {
    expect(await heldIn(join(folder, 'none'))).toEqual(new Set());
    for (const ctid of ['101', '102']) writeFileSync(lockFileOf(folder, ctid), `${other.pid}\n`);
    writeFileSync(lockFileOf(folder, '103'), 'nobody\n');
    writeFileSync(join(folder, 'fstab.lock'), `${other.pid}\n`);
    expect(await heldIn(folder)).toEqual(new Set(['101', '102']));
    await ended();
    expect(await heldIn(folder)).toEqual(new Set());
  });

  it('is waited for, and who holds it is told once', async () => {
    lockedBy(other.pid);
    const told: string[] = [];
    const waiting = untilFree(folder, '101', {
      limitMs: 10_000,
      onHolder: ({ command }) => told.push(command),
    });
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(told).toEqual(['sleep 1000']);
    await ended();
    await waiting;
  });

  it('is given up on after a while, with who holds it', async () => {
    lockedBy(other.pid);
    await expect(untilFree(folder, '101', { limitMs: 50 })).rejects.toMatchObject({
      failure: { code: 'busy', cause: expect.stringContaining(`“sleep 1000” (process ${other.pid})`) },
    });
  });

  it('is waited for no longer than a person wants', async () => {
    lockedBy(other.pid);
    const control = new AbortController();
    const waiting = untilFree(folder, '101', { limitMs: 10_000, signal: control.signal });
    control.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });

  it('is taken as vzctl takes it, from a process that is gone as well, and given back', async () => {
    lockedBy(2 ** 22 + 1);
    await withLock(folder, '101', { limitMs: 1000 }, async () => {
      expect(readFileSync(lockFileOf(folder, '101'), 'utf8')).toBe(`${process.pid}\n\n`);
    });
    expect(existsSync(lockFileOf(folder, '101'))).toBe(false);
    await expect(
      withLock(folder, '101', { limitMs: 1000 }, () => Promise.reject(new Error('failed'))),
    ).rejects.toThrow('failed');
    expect(existsSync(lockFileOf(folder, '101'))).toBe(false);
  });

  it('is held by one at a time', async () => {
    const order: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      order.push(`${name} ends`);
    };
    await Promise.all(['one', 'other'].map((name) => withLock(folder, '101', { limitMs: 5000 }, work(name))));
    expect(order.map((word) => word.split(' ')[1])).toEqual(['begins', 'ends', 'begins', 'ends']);
  });
});
