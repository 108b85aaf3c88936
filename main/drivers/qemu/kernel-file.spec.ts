import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkInitrd, checkKernel } from './kernel-file';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pdk-k-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A file of these bytes, with these texts in it. */
function file(bytes: number, ...texts: readonly (readonly [offset: number, text: string])[]): string {
  const contents = Buffer.alloc(bytes);
  for (const [offset, text] of texts) contents.write(text, offset, 'latin1');
  return put(contents);
}
function put(contents: Buffer | string): string {
  const path = join(folder, 'file');
  writeFileSync(path, contents);
  return path;
}
const refused = (cause: RegExp): object => ({
  failure: { code: 'argument-invalid', field: 'kernel', cause: expect.stringMatching(cause) as string },
});

describe('a file that is to be a kernel', () => {
  it.each([
    ['an empty file', () => put(''), /nothing/],
    ['a text', () => put('hello\n'), /text/],
    ['a script', () => put(`#!/bin/sh\n${'echo Käse\n'.repeat(9000)}`), /text/],
    ['an ISO', () => file(40_000, [0x8001, 'CD001']), /ISO/],
    ['an ISO that also starts from a stick', () => file(40_000, [510, 'U\xaa'], [0x8001, 'CD001']), /ISO/],
    ['a qcow2', () => file(4096, [0, 'QFI\xfb']), /qcow2/],
    ['a VDI', () => file(4096, [0x40, '\x7f\x10\xda\xbe']), /vdi/],
  ])('is refused where it is %s', async (_what, path, cause) => {
    await expect(checkKernel(path(), 'kernel')).rejects.toMatchObject(refused(cause));
  });

  it.each([
    ['a bzImage', () => file(4096, [0x202, 'HdrS'])],
    ['a bzImage with whatever behind it', () => file(40_000, [0x202, 'HdrS'], [0x8001, 'CD001'])],
    ['an ELF (vmlinux, multiboot, PVH)', () => file(4096, [0, '\x7fELF'])],
    ['an arm64 Image', () => file(4096, [0, 'MZ'], [0x38, 'ARM\x64'])],
    ['one packed with gzip', () => put(gzipSync(Buffer.alloc(4096)))],
    ['one packed with zstd', () => file(4096, [0, '\x28\xb5\x2f\xfd'])],
    ['one from before there was a mark', () => file(4096, [510, 'U\xaa'])],
    ['a small program', () => file(64, [0, '\xeb\xfe'])],
  ])('is let through where it is %s', async (_what, path) => {
    await checkKernel(path(), 'kernel');
  });
});

describe('a file that is to be an initial RAM disk', () => {
  it('is refused where it is empty or a disk image, and let through where something can use it', async () => {
    await expect(checkInitrd(put(''), 'kernel')).rejects.toMatchObject(refused(/nothing/));
    await expect(checkInitrd(file(4096, [0, 'QFI\xfb']), 'kernel')).rejects.toMatchObject(refused(/qcow2/));
    for (const path of [put('#!ipxe\n'), file(40_000, [0x8001, 'CD001']), put(gzipSync('x'))]) {
      await checkInitrd(path, 'kernel');
    }
  });
});
