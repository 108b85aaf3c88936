import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { PaddockError } from '../../domains/failure';
import type { Job } from '../../domains/job';
import { ABLE, unable, type Capability } from '../driver';
import type { QemuConfig } from './config';
import { syncEarly } from './early-sync';
import { programFailure } from './errors';
import { VARIABLES_NODE } from './firmware/firmware';
import { namingHolder } from './images/holders';
import { measureState } from './images/look';
import type { LiveMachine } from './live-machine';
import { goOn, writeMemory } from './memory-stream';
import { connection } from './operations';
import type { MachinePaths } from './paths';
import { runProgram } from '../program';
import { dropStrayMemories, TAG } from './snapshot-memory';

/** Whether a machine's disks can hold snapshots: they are kept inside qcow2 files. */
export function canHoldSnapshots({ disks }: QemuConfig): Capability {
  if (disks.length === 0) return unable('It has no disk that could hold a snapshot.');
  const raw = disks.find(({ format }) => format !== 'qcow2');
  if (raw) return unable(`Its disk ${basename(raw.path)} is a raw one, which can’t hold snapshots.`);
  return ABLE;
}

/**
 * The images that hold a machine's state: the variables of its firmware, and its disks. The first may hold the memory as
 * well: `-loadvm` looks for it there, and the flash comes before all disks.
 */
export function imagesOf({
  disks,
  firmware,
}: QemuConfig): readonly { readonly id: string; readonly path: string }[] {
  return [...(firmware ? [{ id: VARIABLES_NODE, path: firmware.variables }] : []), ...disks];
}

const JobsSchema = z.array(z.object({ id: z.string(), status: z.string(), error: z.string().optional() }));
/** In ms: QEMU tells by an event when a job has ended; this is for one that is missed. */
const LOOK_EVERY_MS = 500;

/**
 * Saves memory and disks of a machine that runs under `tag`: its memory into a file, while it runs; at the end of that it
 * stands still for its disks. `begun` is told when QEMU is at it. When it fails, or `job` is cancelled, nothing is left of
 * it and the machine goes on. Throws `disk-full` and the like.
 */
export async function saveRunning(
  live: LiveMachine,
  config: QemuConfig,
  paths: MachinePaths,
  tag: string,
  job: Job,
  begun: () => void,
): Promise<void> {
  const devices = imagesOf(config).map(({ id }) => id);
  const actions = devices.map((device) => ({
    type: 'blockdev-snapshot-internal-sync',
    data: { device, name: tag },
  }));
  await mkdir(paths.disks, { recursive: true, mode: 0o700 });
  await writeFile(paths.saving, '', { mode: 0o600 });
  let inDisks = false;
  job.allowCancel(true);
  try {
    await writeMemory(live, paths, paths.snapshotMemory(tag), job, {
      what: 'Saving its memory and disks',
      first: () => Promise.resolve(),
      begun,
      still: async (qmp) => {
        await qmp.run('transaction', { actions });
        inDisks = true;
      },
      sent: goOn,
    });
  } catch (error) {
    if (live.ending === null) {
      await goOn(connection(live));
      if (inDisks) await deleteRunning(live, config, tag, new AbortController().signal);
    }
    throw error;
  } finally {
    job.allowCancel(false);
    await rm(paths.saving, { force: true });
  }
}

/**
 * The same of one that stands still, with the memory inside the first image: QEMU lets go of the disks of a machine whose
 * memory it has sent, and takes them again only where it runs on.
 */
export function savePaused(
  live: LiveMachine,
  config: QemuConfig,
  tag: string,
  signal: AbortSignal,
): Promise<void> {
  const images = imagesOf(config);
  const devices = images.map(({ id }) => id);
  const endSync = syncEarly(images.slice(0, 1).map(({ path }) => path));
  return jobOf(
    live,
    'take the snapshot',
    'snapshot-save',
    { tag, vmstate: devices[0], devices },
    signal,
  ).finally(() => void endSync());
}

export function deleteRunning(
  live: LiveMachine,
  config: QemuConfig,
  tag: string,
  signal: AbortSignal,
): Promise<void> {
  const devices = imagesOf(config).map(({ id }) => id);
  return jobOf(live, 'delete the snapshot', 'snapshot-delete', { tag, devices }, signal);
}

/**
 * Runs one of QEMU's snapshot jobs to its end. Its error stands in the list of jobs only, until it is dismissed. Throws
 * `program-failed` with QEMU's words, or the signal's reason.
 */
async function jobOf(
  live: LiveMachine,
  what: string,
  command: string,
  args: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<void> {
  const qmp = connection(live);
  const id = `paddock-${command}-${String(args['tag'])}`;
  await qmp.run(command, { 'job-id': id, ...args });
  for (;;) {
    const told = live.tells(['JOB_STATUS_CHANGE'], LOOK_EVERY_MS);
    const job = (await qmp.execute('query-jobs', JobsSchema)).find((one) => one.id === id);
    if (!job) return;
    if (job.status === 'concluded') {
      // QEMU takes its commands in turn, so nobody has to wait for this one.
      qmp.run('job-dismiss', { id }).catch(() => undefined);
      if (job.error === undefined) return;
      throw new PaddockError({
        code: 'program-failed',
        message: `QEMU could not ${what}.`,
        cause: job.error,
        next: 'Look whether the drive that holds its disk is full, then try again.',
        remedy: { kind: 'retry' },
        detail: { output: job.error },
      });
    }
    if (signal.aborted) throw signal.reason;
    await told;
  }
}

/** Saves the disks of a machine that is off. Where one can't be, none is. */
export async function saveOff(qemuImg: string, config: QemuConfig, tag: string): Promise<void> {
  const done: string[] = [];
  try {
    for (const { path } of imagesOf(config)) {
      await snapshot(qemuImg, '-c', tag, path, 'take the snapshot');
      done.push(path);
    }
  } catch (error) {
    for (const path of done) await snapshot(qemuImg, '-d', tag, path, 'undo').catch(() => undefined);
    throw error;
  }
}

/** Brings the disks of a machine that is off back. Throws `file-missing` before anything is changed. */
export async function revertOff(qemuImg: string, config: QemuConfig, tag: string): Promise<void> {
  await checkThere(qemuImg, config, tag);
  for (const { path } of imagesOf(config))
    await snapshot(qemuImg, '-a', tag, path, 'go back to the snapshot');
}

/** A disk that has no such snapshot is passed over: this may have been cut short before. */
export async function deleteOff(qemuImg: string, config: QemuConfig, tag: string): Promise<void> {
  for (const { path } of imagesOf(config)) {
    if ((await tagsOf(qemuImg, path)).has(tag))
      await snapshot(qemuImg, '-d', tag, path, 'delete the snapshot');
  }
}

/**
 * Throws `file-missing` where a disk has no such snapshot: it was deleted by another program. Gives the snapshots in the first
 * image.
 */
export async function checkThere(qemuImg: string, config: QemuConfig, tag: string): Promise<Tags> {
  let first: Tags | null = null;
  for (const { path } of imagesOf(config)) {
    const tags = await tagsOf(qemuImg, path);
    first ??= tags;
    if (tags.has(tag)) continue;
    throw new PaddockError({
      code: 'file-missing',
      message: 'This snapshot is not in the machine’s disk any more.',
      cause: `${path} holds no snapshot ${tag}: another program deleted it, or the disk was replaced.`,
      next: 'Delete the snapshot here as well; nothing was changed.',
      detail: { path },
    });
  }
  return first ?? new Map<string, number>();
}

/** What the disks, or their state, take, all together, as images of their own; null where that can't be measured. */
export async function stateBytes(
  qemuImg: string,
  config: QemuConfig,
  tag: string | null,
): Promise<number | null> {
  const sizes = await Promise.all(config.disks.map(({ path }) => measureState(qemuImg, path, tag)));
  return sizes.reduce((sum, bytes) => (sum === null || bytes === null ? null : sum + bytes), 0);
}

/** The state of the disks while another one is tried. */
export interface KeptDisks {
  /** Makes the disks, which nobody uses, as they were. */
  bringBack(): Promise<void>;
  /** It is not needed any more: the machine is off with the other state. */
  drop(): Promise<void>;
  /** The same, where it runs from the other state. */
  dropWhileRunning(live: LiveMachine): Promise<void>;
}

/** Under this tag, which is no identity of a snapshot's, disks are kept as they are while another state is tried. */
const BEFORE = 'paddock-before';

/** Keeps the disks of a machine that is off as they are now. */
export async function keepDisks(qemuImg: string, config: QemuConfig): Promise<KeptDisks> {
  await deleteOff(qemuImg, config, BEFORE); // of a try that a kill cut short
  await saveOff(qemuImg, config, BEFORE);
  return {
    bringBack: async () => {
      await revertOff(qemuImg, config, BEFORE);
      await deleteOff(qemuImg, config, BEFORE);
    },
    drop: () => deleteOff(qemuImg, config, BEFORE),
    dropWhileRunning: (live) => deleteRunning(live, config, BEFORE, new AbortController().signal),
  };
}

/** Notes that a machine is being brought back, until `endRevert`: a kill in between is made good at the next start. */
export async function beginRevert({ logs, reverting }: MachinePaths, tag: string): Promise<void> {
  await mkdir(logs, { recursive: true, mode: 0o700 });
  await writeFile(reverting, tag, { mode: 0o600 });
}

export async function endRevert({ reverting }: MachinePaths): Promise<void> {
  if (existsSync(reverting)) await rm(reverting, { force: true });
}

/**
 * Brings a machine that is off to the snapshot that it was being brought back to when Paddock was killed: its settings are
 * those of then already.
 */
export async function finishRevert(
  paths: MachinePaths,
  config: QemuConfig,
  img: () => Promise<string>,
): Promise<void> {
  const tag = await readFile(paths.reverting, 'utf8').catch(() => null);
  if (tag === null) return;
  const qemuImg = await img();
  await revertOff(qemuImg, config, tag);
  await deleteOff(qemuImg, config, BEFORE);
  await endRevert(paths);
}

/** Whether a tag in a disk is of Paddock's making and belongs to no snapshot: its taking was cut short. */
export function isStray(tag: string, known: readonly { readonly id: string }[]): boolean {
  return (TAG.test(tag) || tag === BEFORE) && !known.some(({ id }) => id === tag);
}

/** Deletes what a taking that was cut short has left in the disks of a machine that is off, which nobody else has. */
export async function dropStraysOff(
  qemuImg: string,
  config: QemuConfig,
  paths: MachinePaths,
  known: readonly { readonly id: string }[],
): Promise<void> {
  await dropStrayMemories(paths, known);
  const tags = await Promise.all(config.disks.map(({ path }) => tagsOf(qemuImg, path)));
  for (const tag of straysAmong(config, tags, known)) await deleteOff(qemuImg, config, tag);
}

/** Deletes what a taking that was cut short has left in the disks of a running machine; `tags` are those in its images now. */
export async function dropStraysRunning(
  live: LiveMachine,
  config: QemuConfig,
  known: readonly { readonly id: string }[],
  tags: ReadonlyMap<string, Tags>,
): Promise<void> {
  const inDisks = config.disks.map(({ id }) => tags.get(id) ?? new Map<string, number>());
  for (const tag of straysAmong(config, inDisks, known))
    await deleteRunning(live, config, tag, new AbortController().signal);
}

/** None where a disk is not Paddock's own: what is in it may be another machine's. */
function straysAmong(
  { disks }: QemuConfig,
  tags: readonly Tags[],
  known: readonly { readonly id: string }[],
): readonly string[] {
  if (disks.some(({ owned }) => !owned)) return [];
  const found = new Set(tags.flatMap((of) => [...of.keys()]));
  return [...found].filter((tag) => isStray(tag, known));
}

const SnapshotsSchema = z.array(z.object({ name: z.string(), 'vm-state-size': z.number() })).default([]);
const InfoSchema = z.object({ snapshots: SnapshotsSchema });

/** Snapshots, each with what its memory takes, in bytes. */
type Tags = ReadonlyMap<string, number>;

function bytesByTag(snapshots: z.infer<typeof SnapshotsSchema>): Tags {
  return new Map(snapshots.map((one) => [one.name, one['vm-state-size']]));
}

const NodesSchema = z.array(
  z.object({ 'node-name': z.string().default(''), image: z.object({ snapshots: SnapshotsSchema }) }),
);

/** The snapshots in each image of a running machine as `tagsOf` tells them, by the image's id; QEMU knows at once. */
export async function runningTags(live: LiveMachine): Promise<ReadonlyMap<string, Tags>> {
  const nodes = await connection(live).execute('query-named-block-nodes', NodesSchema, { flat: true });
  return new Map(nodes.map((node) => [node['node-name'], bytesByTag(node.image.snapshots)]));
}

/** The snapshots in a disk, also of a running machine, each with what its memory takes, in bytes. */
export async function tagsOf(qemuImg: string, path: string): Promise<Tags> {
  const result = await runProgram([qemuImg, 'info', '-U', '--output=json', path], { limitMs: LIMIT_MS });
  if (result.exitCode !== 0) throw programFailure('read the disk', result);
  const { snapshots } = InfoSchema.parse(JSON.parse(result.stdout));
  return bytesByTag(snapshots);
}

/** Of a large disk all tables are written anew, in ms. */
const LIMIT_MS = 120_000;

async function snapshot(
  qemuImg: string,
  option: '-c' | '-a' | '-d',
  tag: string,
  path: string,
  what: string,
): Promise<void> {
  await namingHolder([path], async () => {
    const result = await runProgram([qemuImg, 'snapshot', option, tag, path], { limitMs: LIMIT_MS });
    if (result.exitCode !== 0) throw programFailure(what, result);
  });
}
