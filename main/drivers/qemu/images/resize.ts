import { PaddockError } from '../../../domains/failure';
import { programFailure } from '../errors';
import type { LiveMachine } from '../live-machine';
import { connection } from '../operations';
import { runProgram } from '../../program';
import { namingHolder } from './holders';
import { lookAt } from './look';
import type { Image } from './rewrite';

const LIMIT_MS = 60_000;
const SECTOR = 512;

/**
 * Enlarges an image; of a running machine (`live`) QEMU does it, and the guest sees it at once. Both it and qemu-img would
 * make an image smaller as well, and what was at its end would be gone: that is refused. Throws `argument-invalid`.
 */
export async function enlarge(
  qemuImg: string,
  disk: Image & { readonly id: string },
  bytes: number,
  live: LiveMachine | null,
): Promise<void> {
  const now = await lookAt(qemuImg, disk);
  if (bytes < now.bytes) throw wouldShrink(now.bytes);
  if (bytes % SECTOR !== 0) throw invalid('A disk’s size is a whole number of sectors of 512 bytes.');
  if (bytes === now.bytes) return;
  if (live) {
    await connection(live).run('block_resize', { 'node-name': disk.id, size: bytes });
    return;
  }
  const command = [qemuImg, 'resize', '-q', '-f', disk.format, disk.path, String(bytes)];
  await namingHolder([disk.path], async () => {
    const result = await runProgram(command, { limitMs: LIMIT_MS });
    if (result.exitCode !== 0) throw programFailure('enlarge the disk', result);
  });
}

function wouldShrink(now: number): PaddockError {
  return new PaddockError({
    code: 'argument-invalid',
    message: 'A disk can’t be made smaller.',
    cause: `It has ${now} bytes; what lies at its end would be lost.`,
    next: 'Give a larger size. To save space on the drive, compact the disk.',
    field: 'bytes',
  });
}

function invalid(cause: string): PaddockError {
  return new PaddockError({
    code: 'argument-invalid',
    message: 'A disk can’t have this size.',
    cause,
    next: 'Give another size.',
    field: 'bytes',
  });
}
