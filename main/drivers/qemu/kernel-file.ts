import { BZ_IMAGE, CD, CD_DESCRIPTOR, DISK_IMAGES, holds } from '../file-marks';
import { lookInto, refused } from './chosen-file';

/** What is looked at: as far as a CD's mark. */
const LOOK_BYTES = CD_DESCRIPTOR + 2048;

/**
 * Throws `argument-invalid` for a file that is surely no kernel. What is not known is let through: QEMU starts kernels of
 * many makes (Linux for each processor, packed or not, multiboot, PVH).
 */
export async function checkKernel(path: string, field: string): Promise<void> {
  const { start } = await lookInto(path, LOOK_BYTES, field);
  if (holds(start, BZ_IMAGE)) return; // whatever else it may look like
  const isCd = holds(start, CD) ? 'It is an installation image (ISO).' : undefined;
  const cause = isCd ?? otherThan(start) ?? (isText(start) ? 'It is a text.' : undefined);
  if (cause !== undefined) {
    const next = 'Choose a Linux kernel: most are called vmlinuz or bzImage.';
    throw refused(`${path} is no kernel.`, cause, next, path, field);
  }
}

/** Throws `argument-invalid` for a file that no kernel can use; texts and CDs are what iPXE and memdisk take. */
export async function checkInitrd(path: string, field: string): Promise<void> {
  const { start } = await lookInto(path, LOOK_BYTES, field);
  const cause = otherThan(start);
  if (cause !== undefined) {
    const next = 'Choose the one that belongs to the kernel, or none: most are called initrd or initramfs.';
    throw refused(`${path} is no initial RAM disk.`, cause, next, path, field);
  }
}

/** What neither a kernel nor an initial RAM disk is. */
function otherThan(start: Buffer): string | undefined {
  if (start.length === 0) return 'There is nothing in it.';
  const disk = DISK_IMAGES.find((one) => holds(start, one));
  return disk && `It is a disk image (${disk.format}).`;
}

/** No kernel is without a byte that texts never have. */
function isText(start: Buffer): boolean {
  return !start.some((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte));
}
