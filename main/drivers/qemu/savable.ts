import { PaddockError } from '../../domains/failure';
import type { QemuConfig } from './config';

/**
 * Throws `unsupported` where the memory of a machine with these devices can’t be saved: QEMU can’t write down what is in
 * them, and says so only once the machine stands still.
 */
export function checkSavable({ disks, shares }: QemuConfig): void {
  const disk = disks.find(({ bus }) => bus === 'nvme');
  const share = shares.find(({ kind }) => kind === 'virtiofs');
  const cause = disk
    ? `Its disk “${disk.id}” is an NVMe one, whose state can’t be written down.`
    : share
      ? `Its folder “${share.tag}” is shared by virtiofs, whose state can’t be written down.`
      : null;
  if (cause === null) return;
  throw new PaddockError({
    code: 'unsupported',
    message: 'The memory of this machine can’t be saved.',
    cause,
    next: disk
      ? 'Shut the machine down instead, or put the disk on another bus.'
      : 'Shut the machine down instead, or share the folder by 9p.',
  });
}
