import { cp } from 'node:fs/promises';
import type { QemuConfig } from './config';
import { fileFailure, PaddockError } from '../../domains/failure';
import { rewrite, type ImageTools } from './images/rewrite';
import { SEED_DRIVE } from './plan';

/**
 * Copies what a machine has beside its disks into a copy's own files: the firmware's variables (as they were at a
 * snapshot, where it is one of that), the TPM's state and the seed of a cloud image. The machine is off. Throws what the
 * file system says; what was made goes with the copy's belongings.
 */
export async function copyBesides(
  tools: ImageTools,
  copy: QemuConfig,
  source: QemuConfig,
  signal: AbortSignal,
  tag?: string,
): Promise<void> {
  if (source.firmware && copy.firmware) {
    const image = (path: string): { readonly path: string; readonly format: 'qcow2' } => ({
      path,
      format: 'qcow2',
    });
    await rewrite(
      tools,
      {
        from: image(source.firmware.variables),
        to: image(copy.firmware.variables),
        ...(tag !== undefined && { tag }),
        compare: false,
        replace: false,
      },
      signal,
      () => undefined,
    );
  }
  if (source.tpm && copy.tpm) await copyFresh(source.tpm.state, copy.tpm.state);
  const [from, to] = [seedOf(source), seedOf(copy)];
  if (from !== null && to !== null && from !== to) await copyFresh(from, to);
}

function seedOf({ cdroms }: QemuConfig): string | null {
  return cdroms.find(({ id }) => id === SEED_DRIVE)?.path ?? null;
}

/** A TPM that has never been used has no state yet. */
async function copyFresh(from: string, to: string): Promise<void> {
  try {
    await cp(from, to, { recursive: true, errorOnExist: true, force: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    const failure = fileFailure(error);
    throw failure ? new PaddockError(failure, { cause: error }) : error;
  }
}
