import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIncusDriver } from './driver';

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
});
