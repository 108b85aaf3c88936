import { access, mkdir, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Belonging } from '../driver';
import type { QemuConfig } from './config';
import { checkUnused } from './disks';
import type { MachinePaths } from './paths';
import { discardSaved } from './saved-state';
import { memoriesIn } from './snapshot-memory';

/** A file is deleted only where Paddock made it and it lies where Paddock puts them. */
function ownedDisks(config: QemuConfig, paths: MachinePaths): readonly string[] {
  const made = [...config.disks.filter(({ owned }) => owned), ...config.detached].map(({ path }) => path);
  if (config.firmware) made.push(config.firmware.variables);
  return made.filter((path) => paths.owns(path));
}

/** What deleting a machine would delete, with what it takes on the drive. Logs are not worth a mention. */
export async function belongingsOf(config: QemuConfig, paths: MachinePaths): Promise<readonly Belonging[]> {
  const found: Belonging[] = [];
  const entries = await readdir(paths.tpmState).catch((): string[] => []);
  const state = entries.map((name) => join(paths.tpmState, name));
  const memories = [paths.savedMemory, ...(await memoriesIn(paths))];
  for (const path of [...ownedDisks(config, paths), paths.seed, ...state, ...memories]) {
    const bytes = await takenBytes(path);
    if (bytes !== undefined) found.push({ path, bytes });
  }
  return found;
}

/** Blocks count 512 bytes whatever the drive (stat(2)). */
async function takenBytes(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found && found.blocks * 512;
}

/** Deletes a machine's disks, logs and sockets. Throws `file-in-use` before anything is deleted. */
export async function deleteBelongings(
  config: QemuConfig,
  paths: MachinePaths,
  qemuImg: string | null,
): Promise<void> {
  const disks = ownedDisks(config, paths);
  if (qemuImg !== null) for (const path of disks) await checkUnused(qemuImg, path);
  for (const path of disks) await rm(path, { force: true });
  await rm(paths.seed, { force: true });
  await rm(paths.tpmState, { recursive: true, force: true });
  await discardSaved(paths);
  for (const path of await memoriesIn(paths)) await rm(path, { force: true });
  for (const folder of new Set([paths.disks, paths.newDisks, ...disks.map(dirname)]))
    await removeIfEmpty(folder);
  await rm(paths.logs, { recursive: true, force: true });
  await rm(paths.runtime, { recursive: true, force: true });
}

/** What a person has put beside a disk stays. */
async function removeIfEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder).catch(() => undefined);
  if (entries?.length === 0) await rmdir(folder);
}

/** The path of a new disk. */
export function diskPath(paths: MachinePaths, id: string): string {
  return join(paths.newDisks, `${id}.qcow2`);
}

/** Makes the folders for a machine’s disks and what stands beside them. A drive that is not connected is not made up for. */
export async function makeDiskFolders(paths: MachinePaths): Promise<void> {
  await mkdir(paths.disks, { recursive: true, mode: 0o700 });
  if (paths.newDisks === paths.disks) return;
  await access(dirname(paths.newDisks));
  await mkdir(paths.newDisks, { recursive: true, mode: 0o700 });
}
