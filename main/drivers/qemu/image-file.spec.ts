import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkCd, checkRawDisk } from './image-file';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pdk-i-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, contents: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, contents);
  return path;
}

function tar(): Buffer {
  const block = Buffer.alloc(10_240);
  block.write('ustar', 257);
  return block;
}

describe('a file that is to be a raw disk', () => {
  it('is refused where a machine would write over what is none', async () => {
    for (const [name, contents, cause] of [
      ['notes.txt', 'hello\n', /whole sectors of 512 bytes; this file has 6 bytes/],
      ['empty.img', '', /has 0 bytes/],
      ['machine.ova', tar(), /an archive \(tar\)/],
      ['debian.raw.gz', gzipSync(Buffer.alloc(1024 * 1024)), /an archive \(gzip\)/],
    ] as const) {
      await expect(checkRawDisk(file(name, contents), 'path'), name).rejects.toMatchObject({
        failure: { code: 'argument-invalid', field: 'path', cause: expect.stringMatching(cause) as string },
      });
    }
  });

  it('is let through where it may be one, with nothing on it yet as well', async () => {
    await checkRawDisk(file('disk.raw', Buffer.alloc(1024 * 1024)), 'path');
  });
});

describe('a file that is to be a CD', () => {
  it('is refused where it is packed, or too small for any', async () => {
    await expect(checkCd(file('notes.iso', 'hello\n'), 'path')).rejects.toMatchObject({
      failure: { cause: 'It has 6 bytes; no CD is that small.' },
    });
    await expect(checkCd(file('a.iso', Buffer.concat([tar(), tar(), tar(), tar()])), 'path')).rejects.toThrow(
      /is packed/,
    );
    await checkCd(file('b.iso', Buffer.alloc(64 * 1024)), 'path');
  });
});
