import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { syncFolder } from '../../domains/durable-folder';
import { PaddockError, toFailure } from '../../domains/failure';
import type { Job } from '../../domains/job';
import { QemuConfigSchema, type QemuConfig } from './config';
import type { LiveMachine } from './live-machine';
import { goOn, readMemory, unfinished, writeMemory } from './memory-stream';
import { connection } from './operations';
import type { MachinePaths } from './paths';
import { StatusSchema } from './run-state';

/** What is noted beside a saved memory. An older Paddock noted the config alone, and let every machine run on. */
const SavedSchema = z.union([
  z.object({ config: QemuConfigSchema, paused: z.boolean() }),
  QemuConfigSchema.transform((config) => ({ config, paused: false })),
]);

export interface Saved {
  /** The one that it ran with. */
  readonly config: QemuConfig;
  /** Whether it was paused, and is to be paused again. */
  readonly paused: boolean;
}

/**
 * Writes the memory of a machine into a file, with the machine stopped, and returns when it is on the drive. When it fails,
 * or `job` is cancelled, nothing is left of the file and the machine goes on as before. Throws `disk-full` and the like.
 */
export async function saveMemory(
  live: LiveMachine,
  config: QemuConfig,
  paths: MachinePaths,
  job: Job,
): Promise<void> {
  const qmp = connection(live);
  const wasRunning = live.doing.state === 'running';
  await typed(async () => {
    await mkdir(paths.disks, { recursive: true, mode: 0o700 });
    const noted = writeSynced(
      paths.savedConfig,
      JSON.stringify({ config, paused: !wasRunning } satisfies Saved),
    );
    noted.catch(() => undefined); // awaited later
    try {
      if (wasRunning) await writeFile(paths.saving, '', { mode: 0o600 });
      await writeMemory(live, paths, paths.savedMemory, job, {
        what: 'Writing its memory to the disk',
        first: () => qmp.run('stop'),
        still: null,
        sent: () => noted,
      });
    } catch (error) {
      await Promise.allSettled([noted]);
      await discardSaved(paths); // it goes on, or has ended: nobody may start from there
      if (wasRunning && live.ending === null) await goOn(qmp);
      throw error;
    } finally {
      await rm(paths.saving, { force: true });
    }
  });
}

/** What is saved of a machine that is off, or null. */
export async function savedState(paths: MachinePaths): Promise<Saved | null> {
  if (!existsSync(paths.savedMemory)) return null;
  return SavedSchema.parse(JSON.parse(await readFile(paths.savedConfig, 'utf8')));
}

/** Deletes what is saved: the memory is lost. */
export async function discardSaved(paths: MachinePaths): Promise<void> {
  for (const path of [paths.savedMemory, paths.restoring, unfinished(paths.savedMemory), paths.savedConfig]) {
    // Nearly always there is none: to look at once costs less than to wait for a thread that says so.
    if (existsSync(path)) await rm(path, { force: true });
  }
}

/**
 * Feeds the saved memory to a QEMU that was started with `-incoming defer`, and lets it run unless it was paused. From the
 * moment it runs the saved memory no longer fits the disks: its file is renamed, or deleted, before that, so that
 * nobody ever starts from it again. Until then a failure leaves it as it was.
 */
export async function restoreMemory(
  live: LiveMachine,
  paths: MachinePaths,
  paused: boolean,
  job: Job,
): Promise<void> {
  const qmp = connection(live);
  await readMemory(live, paths, paths.savedMemory, job);
  const folder = dirname(paths.savedMemory);
  if (paused) {
    await discardSaved(paths);
    return syncFolder(folder);
  }
  await rename(paths.savedMemory, paths.restoring);
  await syncFolder(folder);
  await qmp.run('cont');
  await live.until(() => live.doing.state === 'running', RUN_LIMIT_MS);
  await discardSaved(paths);
}

/**
 * Lets a machine run on that stands still because a Paddock was killed over it: it was stopped to be saved, or had its
 * memory back and was about to run.
 */
export async function endSaving(live: LiveMachine, paths: MachinePaths): Promise<void> {
  const { qmp } = live;
  const wasSaving = existsSync(paths.saving);
  // What takes its memory may outlive a Paddock, where no setpriv(1) is, and still be at it.
  if (qmp && (wasSaving || existsSync(unfinished(paths.savedMemory)))) await qmp.run('migrate_cancel');
  const wasRestored = existsSync(paths.restoring) && live.doing.state === 'paused';
  if (!qmp || !(wasSaving || wasRestored)) return;
  await goOn(qmp);
  await live.until(() => live.doing.state === 'running', RUN_LIMIT_MS);
  await rm(paths.saving, { force: true });
}

/** Whether it stands still and what is saved is as good as it: it was started from there, or saved, and has not run since. */
export async function isStillSaved(live: LiveMachine, paths: MachinePaths): Promise<boolean> {
  if (!live.qmp || live.doing.state !== 'paused') return false; // what can't be asked is left alone
  const { status } = await live.qmp.execute('query-status', StatusSchema);
  if (status === 'inmigrate') return true;
  const isPaused = status === 'paused' || status === 'postmigrate';
  return isPaused && existsSync(paths.savedMemory) && !existsSync(paths.saving);
}

const RUN_LIMIT_MS = 10_000;

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function typed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof PaddockError ? error : new PaddockError(toFailure(error), { cause: error });
  }
}
