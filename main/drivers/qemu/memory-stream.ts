import { readFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { syncFolder } from '../../domains/durable-folder';
import { PaddockError } from '../../domains/failure';
import type { Job } from '../../domains/job';
import { leashed } from '../program';
import { syncEarly } from './early-sync';
import type { LiveMachine } from './live-machine';
import { connection } from './operations';
import type { MachinePaths } from './paths';
import { CAT, pour, type Pouring } from './pour';
import type { QmpClient } from './qmp';
import { StatusSchema } from './run-state';

/** In ms: QEMU tells by an event how its migration goes; in between its progress is asked for. */
const LOOK_EVERY_MS = 50;
/** Nobody waits for the network here: as fast as the drive takes it, in bytes a second. */
const BANDWIDTH = 64 * 1024 ** 3;
/** For how long what is left to send may keep a machine standing still at the end, in ms. */
const STILL_MS = 50;
/** A guest that writes faster than the drive would be sent for ever: after so many rounds the rest is sent standing still. */
const ROUNDS_MAX = 4;
/** In ms: longer than any rest takes, and the most that QEMU accepts. */
const STILL_MAX_MS = 2_000_000;

const MigrationSchema = z.object({
  status: z.string().default('none'),
  ram: z
    .object({ remaining: z.number(), total: z.number(), 'dirty-sync-count': z.number().default(0) })
    .optional(),
  'error-desc': z.string().optional(),
});
type Migration = z.infer<typeof MigrationSchema>;

export interface Sending {
  /** What is said to be done meanwhile. */
  readonly what: string;
  /** Done just before QEMU begins to send. */
  readonly first: (qmp: QmpClient) => Promise<unknown>;
  /** Told when QEMU has begun to: what does not hinder it can be done from then on. */
  readonly begun?: () => void;
  /**
   * Of a machine that runs meanwhile: done when it stands still and all but its devices is sent. Null for one that stands
   * still from the beginning.
   */
  readonly still: ((qmp: QmpClient) => Promise<unknown>) | null;
  /** Done when QEMU has sent all, which may not be on the drive yet, and before the file has its name. */
  readonly sent: (qmp: QmpClient) => Promise<unknown>;
}

/** What a memory is called until all of it is on the drive. */
export function unfinished(path: string): string {
  return `${path}.part`;
}

/**
 * Writes the memory of a machine into a file, and returns when it is on the drive. QEMU sends it over a socket: it may open
 * no file of its own in its sandbox. When it fails, or `job` is cancelled, nothing is left of the file, and QEMU has been
 * told to leave off. Throws `disk-full` and the like.
 */
export async function writeMemory(
  live: LiveMachine,
  { transfer }: MachinePaths,
  path: string,
  job: Job,
  { what, first, begun, still, sent }: Sending,
): Promise<void> {
  const qmp = connection(live);
  // A machine that runs goes on by itself where the one who takes its memory hangs up before all is sent.
  const taker = leashed(CAT);
  taker.catch(() => undefined); // awaited later
  await rm(transfer, { force: true });
  const server = createServer({ pauseOnConnect: true });
  const part = unfinished(path);
  const file = await open(part, 'w', 0o600);
  const endSync = syncEarly([part]);
  let pouring: Pouring | null = null;
  try {
    const poured = arrival(server).then(async (socket) => {
      pouring = pour(socket, file.fd, await taker);
      return pouring.done;
    });
    poured.catch(() => undefined); // awaited later
    await listening(server, transfer);
    // QEMU does one after the other.
    await Promise.all([first(qmp), prepare(qmp, still !== null), taker]);
    await qmp.run('migrate', { uri: `unix:${transfer}` });
    begun?.();
    let isSlow = false;
    let [done, total] = [0, 1];
    let isStill = false; // QEMU may say so again before it goes on
    await transferred(live, job, async ({ status, ram }) => {
      if (status === 'pre-switchover' && !isStill) {
        isStill = true;
        await still?.(qmp);
        await qmp.run('migrate-continue', { state: 'pre-switchover' });
      } else if (still && !isSlow && (ram?.['dirty-sync-count'] ?? 0) > ROUNDS_MAX) {
        isSlow = true;
        await qmp.run('migrate-set-parameters', { 'downtime-limit': STILL_MAX_MS });
      }
      // What the guest writes meanwhile is left to do once more.
      if (ram) [done, total] = [Math.max(done, ram.total - ram.remaining), Math.max(1, ram.total)];
      job.report(what, { done, total, unit: 'bytes' });
    });
    job.report(what, { done: total, total, unit: 'bytes' });
    await sent(qmp);
    await poured;
    await Promise.all([endSync(), file.sync()]);
    await rename(part, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await qmp.run('migrate_cancel').catch(() => undefined);
    const told = await troubleOf(pouring, error);
    await rm(part, { force: true });
    throw told;
  } finally {
    await endSync();
    server.close();
    await file.close();
    await rm(transfer, { force: true });
  }
}

/**
 * Feeds a memory that was written to a QEMU that was started with `-incoming defer`. It stands still then where it stood
 * still when it was written, and otherwise runs. Throws what hinders it.
 */
export async function readMemory(
  live: LiveMachine,
  { transfer }: MachinePaths,
  path: string,
  job: Job,
): Promise<void> {
  const qmp = connection(live);
  await rm(transfer, { force: true });
  const file = await open(path, 'r');
  let pouring: Pouring | null = null;
  live.lacksMemory = true;
  try {
    // QEMU does one after the other.
    await Promise.all([prepare(qmp, false), qmp.run('migrate-incoming', { uri: `unix:${transfer}` })]);
    pouring = pour(file.fd, await connected(transfer));
    const { size: total } = await file.stat();
    await transferred(live, job, () => {
      job.report('Reading its memory from the disk', { done: positionOf(file.fd), total, unit: 'bytes' });
    });
    await pouring.done;
    live.lacksMemory = false;
  } catch (error) {
    if (!job.signal.aborted) throw await troubleOf(pouring, error);
    pouring?.stop();
    throw error;
  } finally {
    // Where it is deleted afterwards, what it held on the drive goes with this, which takes a while.
    file.close().catch(() => undefined);
  }
}

/** Lets a machine run whose memory was sent, or was told not to be: that takes a moment to end, and it can’t run before. */
export async function goOn(qmp: QmpClient): Promise<void> {
  for (let attempt = 0; attempt < END_LOOKS; attempt++) {
    const [migration, { status }] = await Promise.all([
      qmp.execute('query-migrate', MigrationSchema),
      qmp.execute('query-status', StatusSchema),
    ]);
    if (!UNDER_WAY.has(migration.status) && status !== 'finish-migrate') break;
    await delay(END_LOOK_MS);
  }
  await qmp.run('cont');
}

const UNDER_WAY: ReadonlySet<string> = new Set(['active', 'setup', 'cancelling', 'pre-switchover', 'device']);
const END_LOOK_MS = 5;
const END_LOOKS = 100;

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

async function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

/** Up to where an open file has been read, by this process and those that have it of this one. */
function positionOf(fd: number): number {
  try {
    return Number(/^pos:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Has QEMU send without regard for others, tell by events how far it is, and wait where something is to be done at the end. */
async function prepare(qmp: QmpClient, waits: boolean): Promise<void> {
  await Promise.all([
    qmp.run('migrate-set-parameters', { 'max-bandwidth': BANDWIDTH, 'downtime-limit': STILL_MS }),
    qmp.run('migrate-set-capabilities', {
      capabilities: [
        { capability: 'events', state: true },
        { capability: 'pause-before-switchover', state: waits },
      ],
    }),
  ]);
}

/** Waits until QEMU has sent, or taken, all of it; `look` hears in between how it goes. */
async function transferred(
  live: LiveMachine,
  job: Job,
  look: (migration: Migration) => Promise<void> | void,
): Promise<void> {
  const qmp = connection(live);
  for (;;) {
    const told = live.tells(['MIGRATION'], LOOK_EVERY_MS);
    const migration = await qmp.execute('query-migrate', MigrationSchema);
    const { status, 'error-desc': error } = migration;
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
    await look(migration);
    await told;
  }
}
