import { open } from 'node:fs/promises';
import { fileFailure, PaddockError } from '../../domains/failure';

/** What is looked at: as far as a CD's mark, behind its sixteenth sector of 2048 bytes. */
const LOOK_BYTES = 17 * 2048;
/** Linux's boot protocol for x86: of a kernel, whatever else the file may look like. */
const LINUX = { offset: 0x202, magic: Buffer.from('HdrS') };
interface Mark {
  readonly cause: string;
  readonly offset: number;
  readonly magic: Buffer;
}
/** Files that are surely something else, by what they hold. */
const CD: Mark = {
  cause: 'It is an installation image (ISO).',
  offset: 0x8001,
  magic: Buffer.from('CD001'),
};
const DISKS: readonly Mark[] = [
  { cause: 'It is a disk image (qcow2).', offset: 0, magic: Buffer.from('QFI\xfb', 'latin1') },
  { cause: 'It is a disk image (vmdk).', offset: 0, magic: Buffer.from('KDMV') },
  { cause: 'It is a disk image (vhdx).', offset: 0, magic: Buffer.from('vhdxfile') },
  { cause: 'It is a disk image (vpc).', offset: 0, magic: Buffer.from('conectix') },
  { cause: 'It is a disk image (vdi).', offset: 0x40, magic: Buffer.from([0x7f, 0x10, 0xda, 0xbe]) },
];

/**
 * Throws `argument-invalid` for a file that is surely no kernel. What is not known is let through: QEMU starts kernels of
 * many makes (Linux for each processor, packed or not, multiboot, PVH).
 */
export async function checkKernel(path: string, field: string): Promise<void> {
  const start = await startOf(path, field);
  if (holds(start, LINUX)) return;
  const cause = causeOf(start, [CD, ...DISKS]) ?? (isText(start) ? 'It is a text.' : undefined);
  if (cause !== undefined) {
    const next = 'Choose a Linux kernel: most are called vmlinuz or bzImage.';
    throw refused(`${path} is no kernel.`, cause, next, path, field);
  }
}

/** Throws `argument-invalid` for a file that no kernel can use; texts and CDs are what iPXE and memdisk take. */
export async function checkInitrd(path: string, field: string): Promise<void> {
  const cause = causeOf(await startOf(path, field), DISKS);
  if (cause !== undefined) {
    const next = 'Choose the one that belongs to the kernel, or none: most are called initrd or initramfs.';
    throw refused(`${path} is no initial RAM disk.`, cause, next, path, field);
  }
}

function causeOf(start: Buffer, others: readonly Mark[]): string | undefined {
  return start.length === 0 ? 'There is nothing in it.' : others.find((other) => holds(start, other))?.cause;
}

function holds(start: Buffer, { offset, magic }: Pick<Mark, 'offset' | 'magic'>): boolean {
  return start.subarray(offset, offset + magic.length).equals(magic);
}

/** No kernel is without a byte that texts never have. */
function isText(start: Buffer): boolean {
  return !start.some((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte));
}

async function startOf(path: string, field: string): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(LOOK_BYTES), 0, LOOK_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    const failure = fileFailure(error);
    throw failure ? new PaddockError({ ...failure, field }, { cause: error }) : error;
  }
}

function refused(message: string, cause: string, next: string, path: string, field: string): PaddockError {
  return new PaddockError({ code: 'argument-invalid', message, cause, next, field, detail: { path } });
}
