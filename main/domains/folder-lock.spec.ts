import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from './folder-lock';

let folder: string;
beforeEach(async () => void (folder = join(await mkdtemp(join(tmpdir(), 'paddock-lock-')), 'machines')));
afterEach(() => rm(join(folder, '..'), { recursive: true }));

describe('the lock of the data folder', () => {
  it('is held by one app at a time; the other is told who has it', async () => {
    const mine = await lockFolder(folder);
    expect(mine.missing).toBeNull();
    await expect(lockFolder(folder, 0)).rejects.toMatchObject({
      failure: { code: 'data-folder-in-use', cause: expect.stringContaining(`Process ${process.pid}`) },
    });
    await mine.release();
    await (await lockFolder(folder, 0)).release();
  });

  it('is waited for a moment, for an app that is just quitting', async () => {
    const mine = await lockFolder(folder);
    const waiting = lockFolder(folder, 5_000);
    await mine.release();
    await (await waiting).release();
  });

  it('is not inherited by the machines that are started, which outlive the app', async () => {
    const mine = await lockFolder(folder);
    const machine = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    await mine.release();
    await (await lockFolder(folder, 0)).release();
    machine.kill();
  });

  it('ends with its app, however that ends', async () => {
    await (await lockFolder(folder)).release();
    const app = spawn('flock', [join(folder, 'lock'), 'sh', '-c', 'echo held; exec cat'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    await once(app.stdout, 'data');
    await expect(lockFolder(folder, 0)).rejects.toMatchObject({ failure: { code: 'data-folder-in-use' } });
    execFileSync('pkill', ['-KILL', '-P', String(app.pid)]);
    await (await lockFolder(folder, 2_000)).release();
  });

  it('says that a folder which can’t be made is none', async () => {
    await expect(lockFolder('/dev/null/here')).rejects.toMatchObject({
      failure: { code: 'file-missing' },
    });
  });
});
