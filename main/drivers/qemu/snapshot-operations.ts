import { setImmediate as told } from 'node:timers/promises';
import type { Snapshot as SavedState } from '../../domains/definition';
import { toFailure } from '../../domains/failure';
import type { Job } from '../../domains/job';
import { QemuConfigSchema, type QemuConfig } from './config';
import type { Disk } from './devices/disks';
import type { LiveMachine } from './live-machine';
import type { Parts } from './parts';
import type { Machine } from './running-machines';
import { checkSavable } from './savable';
import * as snapshots from './snapshots';
import type { Starting } from './starting';

export interface TakenSnapshot {
  readonly config: QemuConfig;
  readonly bytes: number | null;
  readonly diskBytes: number | null;
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
    const known = machine.definition.snapshots;
    if (!live) {
      job.report('Saving its disks');
      const { value: diskBytes } = await machine.unlocked(async () => {
        await snapshots.dropStraysOff(img, config, known);
        await snapshots.saveOff(img, config, tag);
        return snapshots.stateBytes(img, config, tag);
      });
      return { config, bytes: null, diskBytes };
    }
    checkSavable(config);
    job.report('Saving its memory and disks');
    // As they are meanwhile, for the machine stands still; where QEMU is just writing what is looked at, afterwards. QEMU is
    // told first: to start a program takes longer.
    const measured = told().then(() => snapshots.stateBytes(img, config, null).catch(() => null));
    try {
      await this.parts.running.change(machine, () => snapshots.saveRunning(live, config, tag, job.signal));
    } catch (error) {
      await machine.unlocked(() => this.#tidy(live, config, known));
      throw error;
    }
    const { value } = await machine.unlocked(async () =>
      Promise.all([
        this.#tidy(live, config, [...known, { id: tag }]),
        (await measured) ?? snapshots.stateBytes(img, config, tag),
      ]),
    );
    const [tags, diskBytes] = value;
    const [first] = snapshots.imagesOf(config);
    return { config, bytes: tags?.get(first?.id ?? '')?.get(tag) ?? null, diskBytes };
  }

  /**
   * Deletes what takings that were cut short have left, and gives what else is in the images: afterwards, as it takes a look
   * at them that is needed then anyway. What can't be deleted now is deleted the next time.
   */
  async #tidy(
    live: LiveMachine,
    config: QemuConfig,
    known: readonly { readonly id: string }[],
  ): Promise<Awaited<ReturnType<typeof snapshots.runningTags>> | null> {
    try {
      const tags = await snapshots.runningTags(live);
      await snapshots.dropStraysRunning(live, config, known, tags);
      return tags;
    } catch (error) {
      this.parts.log(`snapshots were not looked through: ${toFailure(error).message}`);
      return null;
    }
  }

  async check(machine: Machine, { id: tag, config }: SavedState): Promise<void> {
    const img = await this.parts.installation.img();
    await machine.unlocked(() => snapshots.checkThere(img, QemuConfigSchema.parse(config), tag));
  }

  async revert(machine: Machine, { id: tag, withMemory }: SavedState, job: Job): Promise<void> {
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
        if (withMemory) await this.starting.launch(machine, job, ['-loadvm', tag]);
        else await machine.unlocked(() => snapshots.revertOff(img, config, tag));
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
    live?.agent.stoodStill();
    if (live) await this.parts.running.change(machine, () => kept.dropWhileRunning(live));
  }

  async delete(machine: Machine, { id: tag, config }: SavedState, job: Job): Promise<void> {
    const img = await this.parts.installation.img();
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
    await machine.unlocked(() => snapshots.deleteOff(img, { ...saved, disks: rest }, tag));
  }
}
