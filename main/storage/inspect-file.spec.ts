import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inspectFile } from './inspect-file';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paddock-inspect-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function file(size: number, ...parts: [offset: number, bytes: Buffer][]): Promise<string> {
  const content = Buffer.alloc(size);
  for (const [offset, bytes] of parts) bytes.copy(content, offset);
  const path = join(folder, 'file');
  await writeFile(path, content);
  return path;
}
const text = (value: string): Buffer => Buffer.from(value, 'latin1');
const boot: [number, Buffer] = [510, Buffer.from([0x55, 0xaa])];

describe('a file that a person chose', () => {
  it('is an ISO with its label, also where it has a boot sector', async () => {
    const path = await file(40_000, boot, [32_769, text('CD001')], [32_808, text('DEBIAN 12'.padEnd(32))]);
    expect(await inspectFile(path)).toEqual({
      kind: 'iso',
      path,
      bytes: 40_000,
      label: 'DEBIAN 12',
      system: null,
    });
  });

  it('is told with the system on it, where that is known by its marks', async () => {
    const path = await file(
      40_000,
      [32_769, text('CD001')],
      [32_776, text('LINUX'.padEnd(32))],
      [32_808, text('DEBIAN 12'.padEnd(32))],
      [32_768 + 318, text('ACME'.padEnd(128))],
    );
    const asked: unknown[] = [];
    const known = {
      id: 'debian12',
      title: 'Debian 12',
      memory: 1,
      cpus: 1,
      disk: 1,
      firmware: 'bios',
      tpm: false,
    } as const;
    const systems = {
      recognise: async (...args: unknown[]) => {
        asked.push(...args);
        return known;
      },
    };
    expect(await inspectFile(path, systems)).toMatchObject({ label: 'DEBIAN 12', system: known });
    expect(asked).toEqual([
      path,
      { system: 'LINUX', volume: 'DEBIAN 12', publisher: 'ACME', application: '' },
    ]);
  });

  it.each([
    ['qcow2', 0, text('QFI\xfb')],
    ['vmdk', 0, text('KDMV')],
    ['vmdk', 0, text('# Disk DescriptorFile')],
    ['vpc', 0, text('conectix')],
    ['vhdx', 0, text('vhdxfile')],
    ['vdi', 0x40, Buffer.from([0x7f, 0x10, 0xda, 0xbe])],
  ])('is a %s disk', async (format, offset, magic) => {
    expect(await inspectFile(await file(1024, [offset, magic]))).toMatchObject({
      kind: 'disk',
      format,
    });
  });

  it('is a kernel for arm64, and an ELF that is loaded as it is; a program is none', async () => {
    const elf = (type: number): Promise<string> =>
      file(4096, [0, text('\x7fELF')], [16, Buffer.from([type, 0])]);
    expect(await inspectFile(await file(4096, [0x38, text('ARM\x64')]))).toMatchObject({ kind: 'kernel' });
    expect(await inspectFile(await elf(2))).toMatchObject({ kind: 'kernel' });
    expect(await inspectFile(await elf(3))).toMatchObject({ kind: 'other' });
  });

  it('is a kernel, not a disk, though a kernel has a boot signature too', async () => {
    expect(await inspectFile(await file(1024, boot, [0x202, text('HdrS')]))).toMatchObject({
      kind: 'kernel',
    });
  });

  it('is a raw disk where only a boot sector is found, and something else where not even that', async () => {
    expect(await inspectFile(await file(1024, boot))).toMatchObject({ kind: 'disk', format: 'raw' });
    expect(await inspectFile(await file(0))).toMatchObject({ kind: 'other', bytes: 0 });
  });

  it('is missing, or a folder, and that is said', async () => {
    await expect(inspectFile(join(folder, 'none'))).rejects.toMatchObject({
      failure: { code: 'file-missing' },
    });
    await expect(inspectFile(folder)).rejects.toMatchObject({
      failure: { code: 'argument-invalid' },
    });
  });
});
