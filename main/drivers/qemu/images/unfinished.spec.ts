import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileFailure } from '../../../domains/failure';
import { Unfinished } from './unfinished';

let home: string;
let unfinished: Unfinished;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pdk-u-'));
  unfinished = new Unfinished(join(home, 'unfinished'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

/** What a person is told where a file can't be begun. */
const refusal = (path: string): Promise<unknown> =>
  unfinished.begin(path, 'fresh').then(
    () => 'begun',
    (error: unknown) => fileFailure(error),
  );

describe('a file that is to be made', () => {
  it('is refused before anything is written where a file or a folder has its name', async () => {
    const there = join(home, 'there.vmdk');
    writeFileSync(there, 'precious');
    for (const path of [there, home]) {
      expect(await refusal(path)).toMatchObject({
        code: 'file-exists',
        message: `${path} exists already.`,
      });
    }
    expect(readdirSync(home)).toEqual(['there.vmdk']);
  });

  it('is refused naming its folder where that is at fault, never the name that it has until it is whole', async () => {
    const nowhere = join(home, 'nowhere');
    expect(await refusal(join(nowhere, 'disk.vmdk'))).toMatchObject({
      code: 'file-missing',
      message: `${nowhere} is not there.`,
    });
    const long = join(home, 'n'.repeat(300));
    expect(await refusal(long)).toMatchObject({
      code: 'path-too-long',
      cause: `No file can be called ${long}.`,
    });
  });
});
