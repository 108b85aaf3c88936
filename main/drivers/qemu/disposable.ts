import { existsSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { QemuConfig } from './config';
import type { Disk } from './devices/disks';
import { createOverlay } from './images/overlay';
import type { ImageTools } from './images/rewrite';
import type { MachinePaths } from './paths';

/**
 * A run of which nothing is kept: the machine writes into overlays of its disks and of its firmware’s variables, and into a
 * copy of its TPM’s state, which are deleted when it ends. Their folder is the mark of such a run, for the Paddock that finds it later.
 */
export async function withOverlays(
  tools: () => Promise<ImageTools>,
  config: QemuConfig,
  paths: MachinePaths,
  signal: AbortSignal,
): Promise<QemuConfig> {
  await discardOverlays(paths);
  await mkdir(paths.overlays, { recursive: true, mode: 0o700 });
  const overlay = async (name: string, base: Pick<Disk, 'path' | 'format'>): Promise<string> => {
    const path = join(paths.overlays, `${name}.qcow2`);
    await createOverlay(await tools(), path, base, signal);
    return path;
  };
  const { firmware, tpm } = config;
  const disks: Disk[] = [];
  for (const disk of config.disks) {
    disks.push({ ...disk, path: await overlay(disk.id, disk), format: 'qcow2' });
  }
  const state = join(paths.overlays, 'tpm');
  // One that has never been used has no state yet.
  if (tpm && existsSync(tpm.state)) await cp(tpm.state, state, { recursive: true });
  return {
    ...config,
    disks,
    firmware: firmware && {
      ...firmware,
      variables: await overlay('firmware', { path: firmware.variables, format: 'qcow2' }),
    },
    tpm: tpm && { state },
  };
}

export function isDisposable(paths: MachinePaths): boolean {
  return existsSync(paths.overlays);
}

export async function discardOverlays(paths: MachinePaths): Promise<void> {
  await rm(paths.overlays, { recursive: true, force: true });
}
