import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PaddockError } from '../../domains/failure';
import { unfinished } from './memory-stream';
import type { MachinePaths } from './paths';

/** What a snapshot of Paddock's making is called in images: its identity. */
export const TAG = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a snapshot has its memory in a file. One that an older Paddock took, or of a paused machine, has it in its disk. */
export function hasMemory(paths: MachinePaths, tag: string): boolean {
  return existsSync(paths.snapshotMemory(tag));
}

/** Throws `file-missing` where a snapshot's memory is gone. */
export function checkMemory(paths: MachinePaths, tag: string): void {
  if (hasMemory(paths, tag)) return;
  const path = paths.snapshotMemory(tag);
  throw new PaddockError({
    code: 'file-missing',
    message: 'The memory of this snapshot is not there any more.',
    cause: `There is no file ${path}: another program deleted or moved it.`,
    next: 'Put it back; or copy the machine as it was at this snapshot, which needs its disks alone. Nothing was changed.',
    detail: { path },
  });
}

/** What it takes, in bytes; null where it has none of its own. */
export async function memoryBytes(paths: MachinePaths, tag: string): Promise<number | null> {
  const found = await stat(paths.snapshotMemory(tag)).catch(() => null);
  return found && found.size;
}

export async function dropMemory(paths: MachinePaths, tag: string): Promise<void> {
  await rm(paths.snapshotMemory(tag), { force: true });
}

/** The files in which snapshots of a machine have its memory, whole or not. */
export async function memoriesIn(paths: MachinePaths): Promise<readonly string[]> {
  const entries = await readdir(paths.disks).catch((): string[] => []);
  const isMemory = (path: string): boolean => {
    const tag = basename(path).split('.')[0] ?? '';
    const whole = paths.snapshotMemory(tag);
    return TAG.test(tag) && (path === whole || path === unfinished(whole));
  };
  return entries.map((name) => join(paths.disks, name)).filter(isMemory);
}

/** Deletes those that belong to no snapshot: their taking was cut short. Nothing is being taken meanwhile. */
export async function dropStrayMemories(
  paths: MachinePaths,
  known: readonly { readonly id: string }[],
): Promise<void> {
  const kept = new Set(known.map(({ id }) => paths.snapshotMemory(id)));
  for (const path of await memoriesIn(paths)) if (!kept.has(path)) await rm(path, { force: true });
}
