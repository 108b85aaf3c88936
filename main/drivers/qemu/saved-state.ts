import { existsSync, readFileSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { PaddockError, toFailure } from '../../domains/failure';
import type { Job } from '../../domains/job';
import { QemuConfigSchema, type QemuConfig } from './config';
import { syncEarly } from './early-sync';
import type { LiveMachine } from './live-machine';
import { StatusSchema } from './run-state';
import { connection } from './operations';
import type { MachinePaths } from './paths';
import { pour, type Pouring } from './pour';
import type { QmpClient } from './qmp';

/** In ms: QEMU tells by an event how its migration goes; in between its progress is asked for. */
const LOOK_EVERY_MS = 50;
/** Nobody waits for the network here: as fast as the drive takes it, in bytes a second. */
const BANDWIDTH = 64 * 1024 ** 3;

const MigrationSchema = z.object({
  status: z.string().default('none'),
  ram: z.object({ transferred: z.number(), total: z.number() }).optional(),
  'error-desc': z.string().optional(),
});

/**
 * Writes the memory of a machine into a file, with the machine stopped, and returns when it is on the drive. QEMU sends
 * it over a socket: it may open no file of its own in its sandbox. When it fails, or `job` is cancelled, nothing is left
 * of the file and the machine goes on as before. Throws `disk-full` and the like.
 */
export async function saveMemory(
  live: LiveMachine,
  config: QemuConfig,
  paths: MachinePaths,
  job: Job,
): Promise<void> {
  const qmp = connection(live);
  const wasRunning = live.doing.state === 'running';
  const part = unfinished(paths);
  await typed(async () => {
    await mkdir(paths.disks, { recursive: true, mode: 0o700 });
    await rm(paths.transfer, { force: true });
    const server = createServer({ pauseOnConnect: true });
    const file = await open(part, 'w', 0o600);
    const noted = writeSynced(paths.savedConfig, JSON.stringify(config));
    noted.catch(() => undefined); // awaited later
    const endSync = syncEarly([part]);
    let pouring: Pouring | null = null;
    try {
      const poured = arrival(server).then((socket) => (pouring = pour(socket, file.fd)).done);
      poured.catch(() => undefined); // awaited later
      await listening(server, paths.transfer);
      if (wasRunning) await writeFile(paths.saving, '', { mode: 0o600 });
      // QEMU does one after the other.
      await Promise.all([qmp.run('stop'), prepareMigration(qmp)]);
      await qmp.run('migrate', { uri: `unix:${paths.transfer}` });
      await transferred(live, job, (ram) => {
        job.report('Writing its memory to the disk', { ...ram, unit: 'bytes' });
      });
      await poured;
      await Promise.all([endSync(), file.sync(), noted]);
      await rename(part, paths.savedMemory);
      await sync(dirname(paths.savedMemory));
    } catch (error) {
      await qmp.run('migrate_cancel').catch(() => undefined);
      const told = await troubleOf(pouring, error);
      await Promise.allSettled([noted]);
      await discardSaved(paths); // it goes on, or has ended: nobody may start from there
      if (wasRunning && live.ending === null) await resumeAfterCancel(qmp);
      throw told;
    } finally {
      await endSync();
      server.close();
      await file.close();
      await rm(paths.transfer, { force: true });
      await rm(paths.saving, { force: true });
    }
  });
}

/** What is saved of a machine that is off, or null. The config is the one that it ran with. */
export async function savedState(paths: MachinePaths): Promise<{ readonly config: QemuConfig } | null> {
  if (!existsSync(paths.savedMemory)) return null;
  return { config: QemuConfigSchema.parse(JSON.parse(await readFile(paths.savedConfig, 'utf8'))) };
}

/** Deletes what is saved: the memory is lost. */
export async function discardSaved(paths: MachinePaths): Promise<void> {
  for (const path of [paths.savedMemory, paths.restoring, unfinished(paths), paths.savedConfig]) {
    // Nearly always there is none: to look at once costs less than to wait for a thread that says so.
    if (existsSync(path)) await rm(path, { force: true });
  }
}

/**
 * Feeds the saved memory to a QEMU that was started with `-incoming defer`, and lets it run. From the moment it runs the
 * saved memory no longer fits the disks: its file is renamed just before, so that nobody ever starts from it again.
 * Until then a failure leaves it as it was.
 */
export async function restoreMemory(live: LiveMachine, paths: MachinePaths, job: Job): Promise<void> {
  const qmp = connection(live);
  await rm(paths.transfer, { force: true });
  const file = await open(paths.savedMemory, 'r');
  let pouring: Pouring | null = null;
  try {
    // QEMU does one after the other.
    const migrated = [prepareMigration(qmp), qmp.run('migrate-incoming', { uri: `unix:${paths.transfer}` })];
    await Promise.all(migrated);
    pouring = pour(file.fd, await connected(paths.transfer));
    const { size: total } = await file.stat();
    await transferred(live, job, () => {
      job.report('Reading its memory from the disk', { done: positionOf(file.fd), total, unit: 'bytes' });
    });
    await pouring.done;
    await rename(paths.savedMemory, paths.restoring);
    await sync(dirname(paths.savedMemory));
    await qmp.run('cont');
    await live.until(() => live.doing.state === 'running', RUN_LIMIT_MS);
    await discardSaved(paths);
  } catch (error) {
    if (!job.signal.aborted) throw await troubleOf(pouring, error);
    pouring?.stop();
    throw error;
  } finally {
    // With it goes what it held on the drive, which takes a while; of what was only read nothing can be lost by it.
    file.close().catch(() => undefined);
  }
}

/**
 * Lets a machine run on that stands still because a Paddock was killed over it: it was stopped to be saved, or had its
 * memory back and was about to run.
 */
export async function goOn(live: LiveMachine, paths: MachinePaths): Promise<void> {
  const { qmp } = live;
  // What takes its memory outlives a Paddock, and may still be at it.
  if (qmp && existsSync(unfinished(paths))) await qmp.run('migrate_cancel');
  const stopped = existsSync(paths.saving) || existsSync(paths.restoring);
  if (!stopped || !qmp || live.doing.state !== 'paused') return;
  await resumeAfterCancel(qmp);
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

/** What is called `savedMemory` once all of it is on the drive. */
function unfinished({ savedMemory }: MachinePaths): string {
  return `${savedMemory}.part`;
}

const RUN_LIMIT_MS = 10_000;
/** How long the program that moves the memory may take to tell why it ended, in ms. */
const TROUBLE_LIMIT_MS = 1_000;

/** Why moving the memory failed: where the program that did it knows, QEMU has only seen it hang up. */
async function troubleOf(pouring: Pouring | null, told: unknown): Promise<unknown> {
  if (!pouring) return told;
  const late = delay(TROUBLE_LIMIT_MS, told);
  const why = pouring.done.then(
    () => told,
    (error: unknown) => error,
  );
  const found = await Promise.race([why, late]);
  pouring.stop();
  return found;
}

async function listening(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}

async function arrival(server: Server): Promise<Socket> {
  return new Promise((resolve) => server.once('connection', resolve));
}

/** Up to where an open file has been read, by this process and those that have it of this one. */
function positionOf(fd: number): number {
  try {
    return Number(/^pos:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

/** Has QEMU send without regard for others, and tell by events how far it is. */
async function prepareMigration(qmp: QmpClient): Promise<void> {
  await Promise.all([
    qmp.run('migrate-set-parameters', { 'max-bandwidth': BANDWIDTH }),
    qmp.run('migrate-set-capabilities', { capabilities: [{ capability: 'events', state: true }] }),
  ]);
}

/** Waits until QEMU has sent, or taken, all of it; `tell` hears in between how far it says to be. */
async function transferred(
  live: LiveMachine,
  job: Job,
  tell: (ram: { readonly done: number; readonly total: number }) => void,
): Promise<void> {
  const qmp = connection(live);
  for (;;) {
    const told = live.tells(['MIGRATION'], LOOK_EVERY_MS);
    const { status, ram, 'error-desc': error } = await qmp.execute('query-migrate', MigrationSchema);
    if (status === 'completed') return;
    if (status === 'failed' || status === 'cancelled') {
      throw new PaddockError({
        code: 'program-failed',
        message: 'QEMU could not move the machine’s memory.',
        cause: error,
        next: 'Look whether the drive is full; the machine is as it was before.',
        remedy: { kind: 'retry' },
        detail: { output: error ?? status },
      });
    }
    if (job.signal.aborted) throw job.signal.reason;
    tell({ done: ram?.transferred ?? 0, total: Math.max(1, ram?.total ?? 1) });
    await told;
  }
}

const CANCEL_LOOK_MS = 5;

/** A cancelled transfer takes a moment to end, and the machine can’t run before. */
async function resumeAfterCancel(qmp: QmpClient): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const { status } = await qmp.execute('query-migrate', MigrationSchema);
    if (!['active', 'setup', 'cancelling', 'device'].includes(status)) break;
    await delay(CANCEL_LOOK_MS);
  }
  await qmp.run('cont');
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function typed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof PaddockError ? error : new PaddockError(toFailure(error), { cause: error });
  }
}
