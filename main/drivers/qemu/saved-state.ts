import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { PaddockError, toFailure } from '../../domains/failure';
import type { Job } from '../../domains/job';
import { QemuConfigSchema, type QemuConfig } from './config';
import { StatusSchema, type LiveMachine } from './live-machine';
import { connection } from './operations';
import type { MachinePaths } from './paths';
import { DurableFile } from './durable-file';
import type { QmpClient } from './qmp';

const LOOK_EVERY_MS = 5;
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
  const part = `${paths.savedMemory}.part`;
  await typed(async () => {
    await mkdir(paths.disks, { recursive: true, mode: 0o700 });
    await rm(paths.transfer, { force: true });
    const server = createServer();
    try {
      const arrived = receive(server, paths.transfer, part);
      await arrived.listening;
      if (wasRunning) await writeFile(paths.saving, '', { mode: 0o600 });
      await qmp.run('stop');
      await qmp.run('migrate-set-parameters', { 'max-bandwidth': BANDWIDTH });
      await qmp.run('migrate', { uri: `unix:${paths.transfer}` });
      await Promise.all([transferred(qmp, job, 'Writing its memory to the disk'), arrived.written]);
      await writeFile(paths.savedConfig, JSON.stringify(config), { mode: 0o600 });
      await rename(part, paths.savedMemory);
      await sync(dirname(paths.savedMemory));
    } catch (error) {
      await qmp.run('migrate_cancel').catch(() => undefined);
      await rm(part, { force: true });
      if (wasRunning && live.ending === null) await resumeAfterCancel(qmp);
      throw error;
    } finally {
      server.close();
      await rm(paths.transfer, { force: true });
      await rm(paths.saving, { force: true });
    }
  });
}

/** What is saved of a machine that is off, or null. The config is the one that it ran with. */
export async function savedState(paths: MachinePaths): Promise<{ readonly config: QemuConfig } | null> {
  const found = await stat(paths.savedMemory).catch(() => undefined);
  if (!found) return null;
  return { config: QemuConfigSchema.parse(JSON.parse(await readFile(paths.savedConfig, 'utf8'))) };
}

/** Deletes what is saved: the memory is lost. */
export async function discardSaved(paths: MachinePaths): Promise<void> {
  for (const path of [paths.savedMemory, paths.restoring, `${paths.savedMemory}.part`, paths.savedConfig]) {
    // Nearly always there is none: `rm` would look for it first.
    await unlink(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
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
  await qmp.run('migrate-incoming', { uri: `unix:${paths.transfer}` });
  const { size } = await stat(paths.savedMemory);
  const socket = await connected(paths.transfer);
  const source = createReadStream(paths.savedMemory, { highWaterMark: 1024 * 1024 });
  const tell = (): void =>
    job.report('Reading its memory from the disk', { done: source.bytesRead, total: size, unit: 'bytes' });
  source.on('data', tell);
  // QEMU hangs up when it has read to the end, or can't go on: which of the two it is, it tells itself.
  const sent = pipeline(source, socket).catch((error: NodeJS.ErrnoException) => {
    if (!HANG_UPS.includes(error.code ?? '')) throw error;
  });
  await Promise.all([sent, transferred(qmp, job, null)]);
  await rename(paths.savedMemory, paths.restoring);
  await sync(dirname(paths.savedMemory));
  await qmp.run('cont');
  await live.until(() => live.doing.state === 'running', RUN_LIMIT_MS);
  await discardSaved(paths);
}

/**
 * Lets a machine run on that stands still because a Paddock was killed over it: it was stopped to be saved, or had its
 * memory back and was about to run.
 */
export async function goOn(live: LiveMachine, paths: MachinePaths): Promise<void> {
  const { qmp } = live;
  const stopped = (await isThere(paths.saving)) || (await isThere(paths.restoring));
  if (!stopped || !qmp || live.doing.state !== 'paused') return;
  await resumeAfterCancel(qmp);
  await live.until(() => live.doing.state === 'running', RUN_LIMIT_MS);
  await rm(paths.saving, { force: true });
}

/** Whether it stands still and what is saved is as good as it: it was started from there, or saved, and has not run since. */
export async function isStillSaved(live: LiveMachine, paths: MachinePaths): Promise<boolean> {
  if (!live.qmp) return false; // what can't be asked is left alone
  const { status } = await live.qmp.execute('query-status', StatusSchema);
  if (status === 'inmigrate') return true;
  const isPaused = status === 'paused' || status === 'postmigrate';
  return isPaused && (await isThere(paths.savedMemory)) && !(await isThere(paths.saving));
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

const RUN_LIMIT_MS = 10_000;
const HANG_UPS: readonly string[] = ['ERR_STREAM_PREMATURE_CLOSE', 'EPIPE', 'ECONNRESET'];

interface Arrival {
  readonly listening: Promise<void>;
  /** When all that was sent is in the file, and on the drive. */
  readonly written: Promise<void>;
}

function receive(server: Server, socketPath: string, file: string): Arrival {
  const listening = new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  const written = new Promise<void>((resolve, reject) => {
    server.once('connection', (socket: Socket) => {
      pipeline(socket, new DurableFile(file)).then(resolve, reject);
    });
  });
  written.catch(() => undefined); // awaited later
  return { listening, written };
}

async function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

/** Waits until QEMU has sent, or taken, all of it. */
async function transferred(qmp: QmpClient, job: Job, step: string | null): Promise<void> {
  for (;;) {
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
    if (step !== null && ram)
      job.report(step, { done: ram.transferred, total: Math.max(1, ram.total), unit: 'bytes' });
    await delay(LOOK_EVERY_MS);
  }
}

/** A cancelled transfer takes a moment to end, and the machine can’t run before. */
async function resumeAfterCancel(qmp: QmpClient): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const { status } = await qmp.execute('query-migrate', MigrationSchema);
    if (!['active', 'setup', 'cancelling', 'device'].includes(status)) break;
    await delay(LOOK_EVERY_MS);
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
