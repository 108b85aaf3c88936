import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createIncusDriver } from './driver';
import { IncusRemotes } from './remotes';
import type { Server } from './server';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pdk-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('A list of servers elsewhere that can’t be read', () => {
  it('is said, left as it is, and read again once it was mended', async () => {
    const file = join(folder, 'remotes.json');
    await writeFile(file, 'not JSON');
    const driver = createIncusDriver({ socket: join(folder, 'none'), folder });
    const told = { failure: { code: 'file-unreadable' } };
    await expect(driver.remotes?.list()).rejects.toMatchObject(told);
    await expect(driver.remotes?.remove('lab')).rejects.toMatchObject(told);
    expect(await readFile(file, 'utf8')).toBe('not JSON');
    expect(await driver.probe()).toMatchObject({ status: 'missing' });
    await writeFile(file, '{"format":1,"remotes":[]}');
    expect(await driver.remotes?.list()).toEqual([]);
    await driver.close();
  });

  it('because of one of them connects to none, and so to none twice', async () => {
    const remotes = ['lab', 'a b'].map((address) => ({ name: 'lab', address, fingerprint: '0'.repeat(64) }));
    await writeFile(join(folder, 'remotes.json'), JSON.stringify({ format: 1, remotes }));
    const onAdded = vi.fn();
    const list = new IncusRemotes({ local: {} as Server, folder, onAdded, onRemoved: () => undefined });
    await expect(list.load()).rejects.toMatchObject({ failure: { code: 'file-unreadable' } });
    expect(onAdded).not.toHaveBeenCalled();
    expect(list.known()).toEqual([]);
  });
});
