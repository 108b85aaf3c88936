import { open, stat } from 'node:fs/promises';
import type { InspectedFile } from '../../preload/contract';
import { PaddockError, toFailure } from '../domains/failure';
import { BZ_IMAGE, CD, CD_DESCRIPTOR, DISK_IMAGES, holds, type Mark } from '../drivers/file-marks';
import type { IsoMarks } from './osinfo/recognise';
import type { Systems } from './osinfo/systems';

/** Kernels: a bzImage, one for arm64, and one that was linked to be loaded as it is (ELF, ET_EXEC). */
const KERNELS: readonly (readonly Mark[])[] = [
  [BZ_IMAGE],
  [{ offset: 0x38, magic: Buffer.from('ARM\x64') }],
  [
    { offset: 0, magic: Buffer.from('\x7fELF', 'latin1') },
    { offset: 16, magic: Buffer.from([2, 0]) },
  ],
];

/** The last two bytes of a boot sector: a raw disk with a partition table or a boot loader. */
const BOOT_SIGNATURE: Mark = { offset: 510, magic: Buffer.from([0x55, 0xaa]) };

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
      const head = Buffer.alloc(CD_DESCRIPTOR + 2048);
      const { bytesRead } = await file.read(head, 0, head.length, 0);
      const start = head.subarray(0, bytesRead);

      const ofDisk = async (format: string): Promise<InspectedFile> => {
        const system = (await systems?.recognise(path, null)) ?? null;
        return { kind: 'disk', path, bytes, format, system };
      };

      // A hybrid ISO has a boot sector as well, so the ISO is asked for first.
      if (holds(start, CD)) {
        const marks = isoMarks(start.subarray(CD_DESCRIPTOR));
        const system = (await systems?.recognise(path, marks)) ?? null;
        return { kind: 'iso', path, bytes, label: marks.volume || null, system };
      }
      const disk = DISK_IMAGES.find((one) => holds(start, one));
      if (disk) return ofDisk(disk.format);
      const isKernel = KERNELS.some((all) => all.every((mark) => holds(start, mark)));
      if (isKernel) return { kind: 'kernel', path, bytes };
      if (holds(start, BOOT_SIGNATURE)) return ofDisk('raw');
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
