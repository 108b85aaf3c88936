import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { QemuConfig } from './config';
import { createOverlay } from './images/overlay';
import type { ImageTools } from './images/rewrite';
import type { MachinePaths } from './paths';

/**
 * A run of which nothing is kept: the machine writes into overlays of its disks, which are deleted when it ends. Their
 * folder is the mark of such a run, for the Paddock that finds it later.
 */
export async function withOverlays(
  tools: () => Promise<ImageTools>,
  config: QemuConfig,
  paths: MachinePaths,
  signal: AbortSignal,
): Promise<QemuConfig> {
  await discardOverlays(paths);
  await mkdir(paths.overlays, { recursive: true, mode: 0o700 });
  const disks: QemuConfig['disks'] = [];
  for (const disk of config.disks) {
    const path = join(paths.overlays, `${disk.id}.qcow2`);
    await createOverlay(await tools(), path, disk, signal);
    disks.push({ ...disk, path, format: 'qcow2' });
  }
  return { ...config, disks };
}

export function isDisposable(paths: MachinePaths): boolean {
  return existsSync(paths.overlays);
}

export async function discardOverlays(paths: MachinePaths): Promise<void> {
  await rm(paths.overlays, { recursive: true, force: true });
}
