import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DurableFile } from './durable-file';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'paddock-durable-'))));
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a file that is on the drive when it is written', () => {
  it('holds all that was sent, in its order, for its owner alone', async () => {
    const path = join(folder, 'file');
    const pieces = Array.from({ length: 700 }, (_, at) => Buffer.alloc(65_536, at % 251)); // more than is synced at once
    await pipeline(Readable.from(pieces), new DurableFile(path));
    expect((await readFile(path)).equals(Buffer.concat(pieces))).toBe(true);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('tells what the drive says: that there is no such folder, or no room', async () => {
    const into = (path: string): Promise<void> =>
      pipeline(Readable.from([Buffer.alloc(1024)]), new DurableFile(path));
    await expect(into(join(folder, 'none', 'file'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(into('/dev/full')).rejects.toMatchObject({ code: 'ENOSPC' });
  });
});
