import type { DomainId } from '../domains/definition';
import type { LockedDomain } from '../domains/domain';
import { PaddockError } from '../domains/failure';
import { DiskOperationSchema, type DiskOperation, type Job, type Requester } from '../domains/job';
import type { DiskFormat, DiskImages, DiskReport, ExportFormat, LookedDisk } from '../drivers/disk-images';
import { checkNoneStandsOn, filesOf, othersOf, stoodOnWords, usesOf, type ImageUse } from './image-uses';
import type { Managed, Operations } from './operations';
import { permissionFor, refusal, unsupported, type Permission } from './permission';

/** A disk of a machine, what it is found to be, who uses it, and what can be done with it now. */
export interface Disk extends LookedDisk {
  readonly uses: readonly ImageUse[];
  readonly permissions: Readonly<Record<DiskOperation, Permission>>;
}

type Machine = LockedDomain<unknown, unknown>;
type Images = DiskImages<unknown, unknown>;

/** What is written in the place of a disk would destroy linked disks that stand on it. */
const WRITING: readonly DiskOperation[] = [
  'disk-resize',
  'disk-convert',
  'disk-compact',
  'disk-repair',
  'disk-flatten',
];

/** The door to machines' disks: what `hypervisor.ts` is for machines. */
export class Disks {
  constructor(
    private readonly operations: Operations,
    /** Throws `machine-not-found`. */
    private readonly managedOf: (id: DomainId) => Managed,
  ) {}

  /** The disks of a machine; none where its driver knows of none. Takes no lock. */
  async list(id: DomainId): Promise<readonly Disk[]> {
    const { driver, list } = this.managedOf(id);
    if (!driver.disks) return [];
    const machine = list.snapshot(id);
    const others = othersOf(id, list);
    return (await driver.disks.look(machine)).map((disk) => {
      const uses = usesOf(disk.path, driver, others);
      const permissions = DiskOperationSchema.options.map((operation) => {
        const permission = permissionFor(driver, machine, operation);
        const reason = permission.allowed ? obstacle(operation, disk, uses) : null;
        return [operation, reason === null ? permission : { allowed: false, reason }] as const;
      });
      return { ...disk, uses, permissions: Object.fromEntries(permissions) as Disk['permissions'] };
    });
  }

  /** Adds an empty disk, which a running machine has at once where it can be plugged in, else after its next start. */
  async create(id: DomainId, bytes: number, by: Requester): Promise<void> {
    await this.#run(id, 'disk-create', null, by, async (images, machine, job) => {
      const { driver } = this.managedOf(id);
      const { definition } = machine;
      const before = filesOf(driver, definition);
      const config = await images.create(machine, bytes, job);
      try {
        await driver.applyChange(machine, definition.config, config, null, job);
      } catch (error) {
        await machine.unlocked(() => images.discard(id, config, before));
        throw error;
      }
      await this.#keep(images, machine, config, before);
    });
  }

  /** Enlarges a disk, at once where the machine runs. Throws `argument-invalid` where it would be made smaller. */
  async resize(id: DomainId, disk: string, bytes: number, by: Requester): Promise<void> {
    await this.#run(id, 'disk-resize', disk, by, (images, machine, job) =>
      images.resize(machine, disk, bytes, job),
    );
  }

  /** Gives a disk another format; the file that it had is deleted where Paddock made it, else it stays. */
  async convert(id: DomainId, disk: string, format: DiskFormat, by: Requester): Promise<void> {
    await this.#run(id, 'disk-convert', disk, by, async (images, machine, job) => {
      const old = machine.definition;
      if (images.of(old.config).some((one) => one.id === disk && one.format === format)) {
        throw refusal(`The disk is a ${format} one already.`);
      }
      const { driver, list } = this.managedOf(id);
      const config = await images.convert(machine, disk, format, job);
      await this.#keep(images, machine, config, filesOf(driver, old));
      const needed = [machine.definition, ...othersOf(id, list).map(({ definition }) => definition)];
      const kept = needed.flatMap((definition) => filesOf(driver, definition));
      await machine.unlocked(() => images.discard(id, old.config, kept));
    });
  }

  /** Gives back the space of a disk that nothing uses any more. */
  async compact(id: DomainId, disk: string, compress: boolean, by: Requester): Promise<void> {
    await this.#run(id, 'disk-compact', disk, by, (images, machine, job) =>
      images.compact(machine, disk, compress, job),
    );
  }

  check(id: DomainId, disk: string, by: Requester): Promise<DiskReport> {
    return this.#run(id, 'disk-check', disk, by, (images, machine, job) => images.check(machine, disk, job));
  }

  /** Frees what leaks; with `damage`, also mends what is damaged, which may lose data. */
  repair(id: DomainId, disk: string, damage: boolean, by: Requester): Promise<DiskReport> {
    return this.#run(id, 'disk-repair', disk, by, (images, machine, job) =>
      images.repair(machine, disk, damage, job),
    );
  }

  /** Makes a linked disk stand alone. */
  async flatten(id: DomainId, disk: string, by: Requester): Promise<void> {
    await this.#run(id, 'disk-flatten', disk, by, async (images, machine, job) => {
      const config = await images.flatten(machine, disk, job);
      await machine.redefine({ ...machine.definition, config });
    });
  }

  /** Tells a linked disk where the one beneath it lies now, after that was moved. */
  async rebase(id: DomainId, disk: string, base: string, by: Requester): Promise<void> {
    await this.#run(id, 'disk-rebase', disk, by, async (images, machine, job) => {
      const config = await images.rebase(machine, disk, base, job);
      await machine.redefine({ ...machine.definition, config });
    });
  }

  /** Writes a copy of a disk to a path where nothing is. */
  async export(
    id: DomainId,
    disk: string,
    to: { readonly path: string; readonly format: ExportFormat },
    by: Requester,
  ): Promise<void> {
    await this.#run(id, 'disk-export', disk, by, (images, machine, job) =>
      images.export(machine, disk, to, job),
    );
  }

  /** Runs a job on a machine whose disk can take it. */
  async #run<T>(
    id: DomainId,
    operation: DiskOperation,
    disk: string | null,
    by: Requester,
    work: (images: Images, machine: Machine, job: Job) => Promise<T>,
  ): Promise<T> {
    const managed = this.managedOf(id);
    const { driver, list } = managed;
    const { disks: images } = driver;
    return this.operations.run(managed, id, operation, by, async (machine, job) => {
      if (!images) throw unsupported(operation, 'Machines of this kind have no disk images.');
      if (WRITING.includes(operation)) checkNoneStandsOn(driver, machine.definition, list);
      if (disk !== null) {
        const { value: looked } = await machine.unlocked(() => images.look(list.snapshot(id)));
        checkDisk(operation, looked, disk);
      }
      return work(images, machine, job);
    });
  }

  /** Saves a config with a new disk; where that fails the new file goes. */
  async #keep(images: Images, machine: Machine, config: unknown, before: readonly string[]): Promise<void> {
    const { id } = machine;
    try {
      await machine.redefine({ ...machine.definition, config });
    } catch (error) {
      await machine.unlocked(() => images.discard(id, config, before));
      throw error;
    }
  }
}

/** Throws `unsupported` with what is in the way of an operation on this disk. */
function checkDisk(operation: DiskOperation, disks: readonly LookedDisk[], id: string): void {
  const disk = disks.find((one) => one.id === id);
  const reason = disk ? obstacle(operation, disk, []) : 'The machine has no such disk any more.';
  if (reason === null) return;
  throw new PaddockError({
    code: 'unsupported',
    message: 'This can’t be done with this disk.',
    cause: reason,
    next: 'Look at its list of disks for what can be done.',
  });
}

/** Why an operation can't be done with this disk, whatever its machine does; null where it can. */
function obstacle(operation: DiskOperation, disk: LookedDisk, uses: readonly ImageUse[]): string | null {
  const linked = uses.find(({ as }) => as === 'backing');
  if (linked && WRITING.includes(operation)) return stoodOnWords(linked);
  if ('failure' in disk.found && operation !== 'disk-rebase' && operation !== 'disk-create') {
    return disk.found.failure.message;
  }
  const snapshots = 'facts' in disk.found ? disk.found.facts.snapshots : 0;
  switch (operation) {
    case 'disk-create':
      return null;
    case 'disk-flatten':
      if (disk.backing.length === 0) return 'It stands alone already.';
      return snapshots > 0 ? HAS_SNAPSHOTS : null;
    case 'disk-rebase':
      if (disk.backing.length === 0) return 'It stands alone.';
      return 'facts' in disk.found ? 'What it stands on is where it was.' : null;
    case 'disk-convert':
    case 'disk-compact':
      return snapshots > 0 ? HAS_SNAPSHOTS : null;
    case 'disk-check':
    case 'disk-repair':
      return disk.format === 'raw' ? 'A raw disk has no tables that could be wrong.' : null;
    case 'disk-resize':
    case 'disk-export':
      return null;
  }
}

const HAS_SNAPSHOTS = 'Its snapshots are inside the file and would be lost: delete them first.';
