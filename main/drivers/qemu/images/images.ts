import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DomainId } from '../../../domains/definition';
import type { DomainSnapshot, LockedDomain } from '../../../domains/domain';
import { PaddockError, toFailure } from '../../../domains/failure';
import type { Job } from '../../../domains/job';
import type {
  BranchFrom,
  DiskFormat,
  DiskImages,
  DiskOfConfig,
  DiskReport,
  ExportFormat,
  LookedDisk,
} from '../../disk-images';
import { deleteBelongings, makeDiskFolders } from '../belongings';
import type { QemuConfig } from '../config';
import { createDisk } from '../disks';
import { withNewDisk } from '../hardware';
import type { LiveMachine } from '../live-machine';
import { newDisk } from '../new-devices';
import type { MachinePaths } from '../paths';
import { copyBesides } from '../besides';
import { planCopy } from '../plan';
import { checkImage } from './check';
import { holdersOf } from './holders';
import { isStray } from '../snapshots';
import { lookAt } from './look';
import { createOverlay } from './overlay';
import { rebase } from './rebase';
import { enlarge } from './resize';
import { rewrite, telling, type Image, type ImageTools, type Rewrite } from './rewrite';
import type { Unfinished } from './unfinished';

type Machine = LockedDomain<QemuConfig, LiveMachine>;
type Disk = QemuConfig['disks'][number];

const WRITING = { writing: 'Writing the disk', comparing: 'Comparing it with the first' };

export interface QemuImagesOptions {
  /** Where qemu-img is; throws `program-missing`. */
  readonly img: () => Promise<string>;
  readonly unfinished: Unfinished;
  readonly paths: (id: DomainId) => MachinePaths;
}

/** The disk images of QEMU's machines. */
export class QemuImages implements DiskImages<QemuConfig, LiveMachine> {
  constructor(private readonly options: QemuImagesOptions) {}

  sweep(): Promise<void> {
    return this.options.unfinished.sweep();
  }

  of({ disks }: QemuConfig): readonly DiskOfConfig[] {
    return disks;
  }

  async look({ definition }: DomainSnapshot<QemuConfig>): Promise<readonly LookedDisk[]> {
    const { disks } = definition.config;
    if (disks.length === 0) return []; // needs no program
    const img = await this.options.img();
    const holders = await holdersOf(disks.map(({ path }) => path));
    return Promise.all(
      disks.map(async (disk) => {
        const found = await lookAt(img, disk).then(
          ({ tags, ...facts }) => {
            const snapshots = tags.filter((tag) => !isStray(tag, definition.snapshots)).length;
            return { facts: { ...facts, snapshots } };
          },
          (error: unknown) => ({ failure: toFailure(error) }),
        );
        const below = 'facts' in found ? found.facts.backing.map(({ path }) => path) : [];
        return {
          ...disk,
          backing: below.length > 0 ? below : disk.backing,
          holders: holders.get(disk.path) ?? [],
          found,
        };
      }),
    );
  }

  async create(machine: Machine, bytes: number, job: Job): Promise<QemuConfig> {
    const { config } = machine.definition;
    const img = await this.options.img();
    const paths = this.options.paths(machine.id);
    const id = freeId(config);
    job.report('Making the disk');
    const { value: path } = await machine.unlocked(async () => {
      await makeDiskFolders(paths);
      const free = await freePath(paths.newDisks, id);
      await createDisk(img, free, bytes, job.signal);
      return free;
    });
    return withNewDisk(config, newDisk(id, path, 'qcow2', true));
  }

  async resize(machine: Machine, id: string, bytes: number, job: Job): Promise<void> {
    const disk = diskOf(machine.definition.config, id);
    const img = await this.options.img();
    const live = machine.runtime;
    job.report('Enlarging the disk');
    await machine.unlocked(() => enlarge(img, disk, bytes, live));
  }

  async convert(machine: Machine, id: string, format: DiskFormat, job: Job): Promise<QemuConfig> {
    const { config } = machine.definition;
    const disk = diskOf(config, id);
    const paths = this.options.paths(machine.id);
    const { value: path } = await machine.unlocked(async () => {
      await makeDiskFolders(paths);
      const to = await freePath(paths.newDisks, id, format);
      await this.#write({ from: disk, to: { path: to, format }, compare: true, replace: false }, job);
      return to;
    });
    return withDisk(config, { ...disk, path, format, owned: true, backing: [] });
  }

  async compact(machine: Machine, id: string, compress: boolean, job: Job): Promise<void> {
    const disk = diskOf(machine.definition.config, id);
    const img = await this.options.img();
    await machine.unlocked(async () => {
      const [below] = (await lookAt(img, disk)).backing;
      const shape = { from: disk, to: disk, compare: true, replace: true };
      await this.#write({ ...shape, ...(below && { backing: below }), compress }, job);
    });
  }

  async flatten(machine: Machine, id: string, job: Job): Promise<QemuConfig> {
    const { config } = machine.definition;
    const disk = diskOf(config, id);
    await machine.unlocked(() => this.#write({ from: disk, to: disk, compare: true, replace: true }, job));
    return withDisk(config, { ...disk, backing: [] });
  }

  async rebase(machine: Machine, id: string, base: string, job: Job): Promise<QemuConfig> {
    const { config } = machine.definition;
    const disk = diskOf(config, id);
    const img = await this.options.img();
    job.report('Looking at the other disk');
    const { value: backing } = await machine.unlocked(() => rebase(img, disk, base));
    return withDisk(config, { ...disk, backing });
  }

  async check(machine: Machine, id: string, job: Job): Promise<DiskReport> {
    const disk = diskOf(machine.definition.config, id);
    const img = await this.options.img();
    job.report('Checking the disk');
    return (await machine.unlocked(() => checkImage(img, disk, null, job.signal))).value;
  }

  async repair(machine: Machine, id: string, damage: boolean, job: Job): Promise<DiskReport> {
    const disk = diskOf(machine.definition.config, id);
    const img = await this.options.img();
    job.report('Mending the disk');
    return (await machine.unlocked(() => checkImage(img, disk, damage ? 'all' : 'leaks', job.signal))).value;
  }

  async export(
    machine: Machine,
    id: string,
    to: { readonly path: string; readonly format: ExportFormat },
    job: Job,
  ): Promise<void> {
    const disk = diskOf(machine.definition.config, id);
    await machine.unlocked(() => this.#write({ from: disk, to, compare: true, replace: false }, job));
  }

  async planBranch(id: DomainId, source: QemuConfig, from: BranchFrom): Promise<QemuConfig> {
    const config = planCopy(source, this.options.paths(id));
    if (from.kind !== 'linked') return config;
    const disks = config.disks.map((disk, index) => {
      const base = source.disks[index];
      return base ? { ...disk, backing: [base.path, ...base.backing] } : disk;
    });
    return { ...config, disks };
  }

  async branch(copy: Machine, source: QemuConfig, from: BranchFrom, job: Job): Promise<void> {
    const { config } = copy.definition;
    const paths = this.options.paths(copy.id);
    const { unfinished } = this.options;
    const img = await this.options.img();
    await copy.unlocked(async () => {
      await makeDiskFolders(paths);
      try {
        if (from.kind === 'linked') {
          job.report('Making the linked disks');
          for (const [disk, base] of pairs(config, source)) {
            await createOverlay({ img, unfinished }, disk.path, base, job.signal);
          }
        } else await copyDisks({ img, unfinished }, pairs(config, source), job, from.tag);
        const tag = from.kind === 'linked' ? undefined : from.tag;
        await copyBesides({ img, unfinished }, config, source, job.signal, tag);
      } catch (error) {
        await deleteBelongings(config, paths, null);
        throw error;
      }
    });
    copy.setState('shutoff');
  }

  /** What lies where Paddock puts disks is deleted, and nothing else. */
  async discard(id: DomainId, { disks }: QemuConfig, kept: readonly string[]): Promise<void> {
    const paths = this.options.paths(id);
    for (const { owned, path } of disks) {
      if (owned && paths.owns(path) && !kept.includes(path)) await rm(path, { force: true });
    }
  }

  /** Writes one image, with its bytes as progress. */
  async #write(what: Rewrite, job: Job): Promise<void> {
    const { unfinished } = this.options;
    const img = await this.options.img();
    const bytes = (await lookAt(img, what.from)).takenBytes ?? 1;
    await rewrite(
      { img, unfinished },
      what,
      job.signal,
      telling(job, WRITING, { before: 0, bytes, total: bytes }),
    );
  }
}

/**
 * Copies each disk into the file that the copy has for it, as it is or as it was at a snapshot; tells of the bytes of all
 * disks together.
 */
export async function copyDisks(
  tools: ImageTools,
  disks: readonly (readonly [to: Image, from: Image])[],
  job: Job,
  tag?: string,
): Promise<void> {
  const sizes = await Promise.all(
    disks.map(async ([, from]) => (await lookAt(tools.img, from)).takenBytes ?? 0),
  );
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
  let before = 0;
  for (const [index, [to, from]] of disks.entries()) {
    const bytes = sizes[index] ?? 0;
    const tell = telling(job, { ...WRITING, writing: 'Copying the disk' }, { before, bytes, total });
    const at = tag === undefined ? {} : { tag };
    await rewrite(tools, { from, to, ...at, compare: false, replace: false }, job.signal, tell);
    before += bytes;
  }
}

/** The disks of a copy, each with the one that it is made from. */
export function pairs(copy: QemuConfig, source: QemuConfig): readonly (readonly [to: Disk, from: Disk])[] {
  return copy.disks.flatMap((to, index) => {
    const from = source.disks[index];
    return from ? [[to, from] as const] : [];
  });
}

function diskOf({ disks }: QemuConfig, id: string): Disk {
  const disk = disks.find((one) => one.id === id);
  if (disk) return disk;
  throw new PaddockError({
    code: 'argument-invalid',
    message: `The machine has no disk “${id}”.`,
    next: 'Look at its list of disks again.',
  });
}

function withDisk(config: QemuConfig, changed: Disk): QemuConfig {
  return { ...config, disks: config.disks.map((disk) => (disk.id === changed.id ? changed : disk)) };
}

function freeId({ disks }: QemuConfig): string {
  let number = disks.length;
  while (disks.some(({ id }) => id === `disk${number}`)) number++;
  return `disk${number}`;
}

/** A path that nothing has: a disk that was taken out of the machine may still have the first choice. */
async function freePath(folder: string, id: string, format: DiskFormat = 'qcow2'): Promise<string> {
  for (let number = 1; ; number++) {
    const path = join(folder, `${id}${number === 1 ? '' : `-${number}`}.${format}`);
    const isFree = await stat(path).then(
      () => false,
      () => true,
    );
    if (isFree) return path;
  }
}
