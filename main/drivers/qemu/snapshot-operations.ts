import { setImmediate as told } from 'node:timers/promises';
import type { Snapshot as SavedState } from '../../domains/definition';
import { toFailure } from '../../domains/failure';
import type { Job } from '../../domains/job';
import { QemuConfigSchema, type QemuConfig } from './config';
import type { Disk } from './devices/disks';
import type { LiveMachine } from './live-machine';
import { readMemory } from './memory-stream';
import type { Parts } from './parts';
import type { MachinePaths } from './paths';
import type { Machine } from './running-machines';
import { checkSavable } from './savable';
import { checkMemory, dropMemory, dropStrayMemories, hasMemory, memoryBytes } from './snapshot-memory';
import * as snapshots from './snapshots';
import { AWAITING_MEMORY, type Starting } from './starting';

export interface TakenSnapshot {
  readonly config: QemuConfig;
  readonly bytes: number | null;
  readonly diskBytes: number | null;
  readonly paused: boolean;
}

/** What can be done with a machine's snapshots, as the driver's interface describes it. */
export class SnapshotOperations {
  constructor(
    private readonly parts: Parts,
    private readonly starting: Starting,
  ) {}

  async create(machine: Machine, { id: tag }: SavedState, job: Job): Promise<TakenSnapshot> {
    const img = await this.parts.installation.img();
    const live = machine.runtime;
    const config = live?.config ?? machine.definition.config;
    const paths = this.parts.paths(machine.id);
    const known = machine.definition.snapshots;
    if (!live) {
      job.report('Saving its disks');
      const { value: diskBytes } = await machine.unlocked(async () => {
        await snapshots.dropStraysOff(img, config, paths, known);
        await snapshots.saveOff(img, config, tag);
        return snapshots.stateBytes(img, config, tag);
      });
      return { config, bytes: null, diskBytes, paused: false };
    }
    checkSavable(config);
    job.report('Saving its memory and disks');
    // Meanwhile; where QEMU is just writing what is looked at, afterwards. QEMU is told first: to start a program takes longer.
    let measured: Promise<number | null> = Promise.resolve(null);
    const measure = (): void => void (measured = snapshots.stateBytes(img, config, null).catch(() => null));
    const paused = live.doing.state === 'paused';
    try {
      await this.parts.running.change(machine, () => {
        if (!paused) return snapshots.saveRunning(live, config, paths, tag, job, measure);
        void told().then(measure);
        return snapshots.savePaused(live, config, tag, job.signal);
      });
    } catch (error) {
      await machine.unlocked(() => this.#tidy(live, config, paths, known));
      throw error;
    }
    const { value } = await machine.unlocked(async () =>
      Promise.all([
        this.#tidy(live, config, paths, [...known, { id: tag }]),
        (await measured) ?? snapshots.stateBytes(img, config, tag),
        memoryBytes(paths, tag),
      ]),
    );
    const [tags, diskBytes, inFile] = value;
    const [first] = snapshots.imagesOf(config);
    return { config, bytes: inFile ?? tags?.get(first?.id ?? '')?.get(tag) ?? null, diskBytes, paused };
  }

  /**
   * Deletes what takings that were cut short have left, and gives what else is in the images: afterwards, as it takes a look
   * at them that is needed then anyway. What can't be deleted now is deleted the next time.
   */
  async #tidy(
    live: LiveMachine,
    config: QemuConfig,
    paths: MachinePaths,
    known: readonly { readonly id: string }[],
  ): Promise<Awaited<ReturnType<typeof snapshots.runningTags>> | null> {
    try {
      await dropStrayMemories(paths, known);
      const tags = await snapshots.runningTags(live);
      await snapshots.dropStraysRunning(live, config, known, tags);
      return tags;
    } catch (error) {
      this.parts.log(`snapshots were not looked through: ${toFailure(error).message}`);
      return null;
    }
  }

  async check(machine: Machine, { id: tag, config, withMemory }: SavedState): Promise<void> {
    const img = await this.parts.installation.img();
    const paths = this.parts.paths(machine.id);
    const saved = QemuConfigSchema.parse(config);
    await machine.unlocked(async () => {
      const tags = await snapshots.checkThere(img, saved, tag);
      if (withMemory && !tags.get(tag)) checkMemory(paths, tag);
    });
  }

  async revert(machine: Machine, snapshot: SavedState, job: Job): Promise<void> {
    const { id: tag, withMemory } = snapshot;
    const img = await this.parts.installation.img();
    const { config } = machine.definition;
    const paths = this.parts.paths(machine.id);
    job.report('Going back to the snapshot');
    let kept: snapshots.KeptDisks;
    try {
      ({ value: kept } = await machine.unlocked(async () => {
        await snapshots.beginRevert(paths, tag);
        return snapshots.keepDisks(img, config);
      }));
      try {
        await this.#bringBack(machine, img, snapshot, job);
      } catch (error) {
        // One disk comes back after the other, and before QEMU reads the memory: what was begun is undone.
        await machine.unlocked(() => kept.bringBack());
        throw error;
      }
      // It has gone back, whatever becomes of this: what is left goes when the next snapshot is taken.
      if (!withMemory) await machine.unlocked(() => kept.drop().catch(() => undefined));
    } finally {
      // A note that stayed after a failure would have the next Paddock throw away all that was done since.
      await snapshots.endRevert(paths);
    }
    const live = machine.runtime;
    if (live) await this.parts.running.change(machine, () => kept.dropWhileRunning(live));
  }

  /** Makes a machine that is off what it was at a snapshot. */
  async #bringBack(machine: Machine, img: string, snapshot: SavedState, job: Job): Promise<void> {
    const { id: tag, withMemory, paused } = snapshot;
    const { config } = machine.definition;
    const paths = this.parts.paths(machine.id);
    if (withMemory && !hasMemory(paths, tag)) {
      await this.starting.launch(machine, job, ['-loadvm', tag, ...(paused ? ['-S'] : [])]);
      machine.runtime?.stoodStill();
      return;
    }
    await machine.unlocked(() => snapshots.revertOff(img, config, tag));
    if (!withMemory) return;
    await this.starting.launch(machine, job, AWAITING_MEMORY);
    await this.starting.feed(machine, (live) => readMemory(live, paths, paths.snapshotMemory(tag), job));
  }

  async delete(machine: Machine, { id: tag, config }: SavedState, job: Job): Promise<void> {
    const img = await this.parts.installation.img();
    const paths = this.parts.paths(machine.id);
    const live = machine.runtime;
    const saved = QemuConfigSchema.parse(config);
    const running = live ? (live.config ?? machine.definition.config) : null;
    const isIn = (disk: Disk, of: QemuConfig | null): boolean =>
      of?.disks.some(({ path }) => path === disk.path) ?? false;
    job.report('Deleting the snapshot');
    if (live && running) {
      const disks = running.disks.filter((disk) => isIn(disk, saved));
      await this.parts.running.change(machine, () =>
        snapshots.deleteRunning(live, { ...running, disks }, tag, job.signal),
      );
    }
    // Those that have been taken out of the machine since hold it as well.
    const rest = saved.disks.filter((disk) => !isIn(disk, running));
    await machine.unlocked(async () => {
      await snapshots.deleteOff(img, { ...saved, disks: rest }, tag);
      await dropMemory(paths, tag);
    });
  }
}
