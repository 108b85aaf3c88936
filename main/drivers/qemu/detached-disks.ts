import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Definition } from '../../domains/definition';
import { PaddockError } from '../../domains/failure';
import type { Action, ActionValues } from '../driver';
import { QemuConfigSchema, type QemuConfig } from './config';
import type { MachinePaths } from './paths';

type Detached = QemuConfig['detached'];

/** What can be done with disks that Paddock made and that were taken out of the machine. */
export function detachedActions({ detached }: QemuConfig): readonly Action[] {
  const [first] = detached;
  if (!first) return [];
  return [
    {
      id: 'delete-disk',
      title: 'Delete a disk that was taken out',
      hint: 'It was made for this machine, and stands in it no more.',
      reason: null,
      fields: [
        {
          name: 'path',
          label: 'Disk',
          choices: detached.map(({ path }) => ({ value: path, label: basename(path) })),
          initial: first.path,
        },
      ],
      warning: 'What is on it is lost for good.',
    },
  ];
}

/**
 * The machine’s config without such a disk. `running`: what it runs with, or was saved with. Throws `file-in-use` where a snapshot, another machine, or this one as it runs or
 * was saved needs it.
 */
export function withoutDetached(
  { config, snapshots }: Definition<QemuConfig>,
  { path }: ActionValues,
  running: QemuConfig | null,
  neededBy: (path: string) => string | null,
): QemuConfig {
  const needs = (other: QemuConfig): boolean => other.disks.some((disk) => disk.path === path);
  const snapshot = snapshots.find((one) => needs(QemuConfigSchema.parse(one.config)));
  const machine = path === undefined ? null : neededBy(path);
  const isRunning = running !== null && needs(running);
  if (snapshot || machine !== null || isRunning) {
    throw new PaddockError({
      code: 'file-in-use',
      message: 'This disk is still needed.',
      cause: snapshot
        ? `The snapshot “${snapshot.name}” goes back to it.`
        : isRunning
          ? 'The machine runs with it, or was saved with it.'
          : `“${machine ?? ''}” uses it.`,
      next: 'Delete what needs it first, or keep the disk.',
      ...(path !== undefined && { detail: { path } }),
    });
  }
  return { ...config, detached: config.detached.filter((disk) => disk.path !== path) };
}

/** Deletes their files, where they lie among the machine’s own. */
export async function deleteDetached(disks: Detached, paths: MachinePaths): Promise<void> {
  for (const { path } of disks) if (paths.owns(path)) await rm(path, { force: true });
}
