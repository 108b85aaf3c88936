import { open, stat } from 'node:fs/promises';
import type { InspectedFile } from '../../preload/contract';
import { PaddockError, toFailure } from '../domains/failure';
import type { IsoMarks } from './osinfo/recognise';
import type { Systems } from './osinfo/systems';

/** ISO 9660: the primary volume descriptor is sector 16, its label 32 bytes at 40. */
const ISO_DESCRIPTOR = 16 * 2048;
/** Kernels: a bzImage (Linux's boot protocol), one for arm64, and one that was linked to be loaded as it is (ELF, ET_EXEC). */
const KERNEL_MAGICS: readonly (readonly { readonly offset: number; readonly magic: Buffer }[])[] = [
  [{ offset: 0x202, magic: Buffer.from('HdrS') }],
  [{ offset: 0x38, magic: Buffer.from('ARM\x64') }],
  [
    { offset: 0, magic: Buffer.from('\x7fELF', 'latin1') },
    { offset: 16, magic: Buffer.from([2, 0]) },
  ],
];

const DISK_MAGICS: readonly { readonly format: string; readonly offset: number; readonly magic: Buffer }[] = [
  { format: 'qcow2', offset: 0, magic: Buffer.from('QFI\xfb', 'latin1') },
  { format: 'vmdk', offset: 0, magic: Buffer.from('KDMV', 'latin1') },
  // One that only names the files which hold its contents.
  { format: 'vmdk', offset: 0, magic: Buffer.from('# Disk DescriptorFile') },
  { format: 'vpc', offset: 0, magic: Buffer.from('conectix') },
  { format: 'vhdx', offset: 0, magic: Buffer.from('vhdxfile', 'latin1') },
  { format: 'vdi', offset: 0x40, magic: Buffer.from([0x7f, 0x10, 0xda, 0xbe]) },
];
/** The last two bytes of a boot sector: a raw disk with a partition table or a boot loader. */
const BOOT_SIGNATURE = { offset: 510, magic: Buffer.from([0x55, 0xaa]) };

/**
 * Says by its content what a file is that a person chose, and of an image what system is on it, by
 * `systems`. Throws `file-missing`, `file-unreadable`, or
 * `argument-invalid` for a folder.
 */
export async function inspectFile(
  path: string,
  systems: Pick<Systems, 'recognise'> | null = null,
): Promise<InspectedFile> {
  try {
    const { size: bytes } = await regularFile(path);
    const file = await open(path, 'r');
    try {
      const head = Buffer.alloc(ISO_DESCRIPTOR + 2048);
      const { bytesRead } = await file.read(head, 0, head.length, 0);
      const start = head.subarray(0, bytesRead);
      const at = (offset: number, magic: Buffer): boolean =>
        start.subarray(offset, offset + magic.length).equals(magic);

      const ofDisk = async (format: string): Promise<InspectedFile> => {
        const system = (await systems?.recognise(path, null)) ?? null;
        return { kind: 'disk', path, bytes, format, system };
      };

      // A hybrid ISO has a boot sector as well, so the ISO is asked for first.
      if (at(ISO_DESCRIPTOR + 1, Buffer.from('CD001'))) {
        const marks = isoMarks(start.subarray(ISO_DESCRIPTOR));
        const system = (await systems?.recognise(path, marks)) ?? null;
        return { kind: 'iso', path, bytes, label: marks.volume || null, system };
      }
      const disk = DISK_MAGICS.find(({ offset, magic }) => at(offset, magic));
      if (disk) return ofDisk(disk.format);
      const isKernel = KERNEL_MAGICS.some((all) => all.every(({ offset, magic }) => at(offset, magic)));
      if (isKernel) return { kind: 'kernel', path, bytes };
      if (at(BOOT_SIGNATURE.offset, BOOT_SIGNATURE.magic)) return ofDisk('raw');
      return { kind: 'other', path, bytes };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof PaddockError ? error : new PaddockError(toFailure(error), { cause: error });
  }
}

/** ECMA-119, 8.4: where a primary volume descriptor has them. */
function isoMarks(descriptor: Buffer): IsoMarks {
  const text = (from: number, length: number): string =>
    descriptor
      .toString('latin1', from, from + length)
      .replace(/[\0 ]+$/, '')
      .trim();
  return {
    system: text(8, 32),
    volume: text(40, 32),
    publisher: text(318, 128),
    application: text(574, 128),
  };
}

async function regularFile(path: string): Promise<{ readonly size: number }> {
  const found = await stat(path);
  if (found.isFile() || found.isBlockDevice()) return found;
  throw new PaddockError({
    code: 'argument-invalid',
    message: `${path} is not a file.`,
    cause: found.isDirectory() ? 'It is a folder.' : 'It is a special file.',
    next: 'Choose a file.',
  });
}
