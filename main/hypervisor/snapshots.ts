import { checkName, type DomainId } from '../domains/definition';
import type { DomainSnapshot } from '../domains/domain';
import type { Requester } from '../domains/job';
import type { Capability } from '../drivers/driver';
import { checkNoneStandsOn } from './image-uses';
import type { ManagedDrivers } from './managed-drivers';
import type { Operations } from './operations';
import { dropSnapshot, goBackTo, renameSnapshot, takeSnapshot } from './snapshot-tree';

/** The door to machines' snapshots: what `hypervisor.ts` is for machines. */
export class Snapshots {
  constructor(
    private readonly managed: ManagedDrivers,
    private readonly operations: Operations,
  ) {}

  /** Whether a snapshot of this machine can be taken now, or why not. */
  canTake(machine: DomainSnapshot): Capability {
    return this.managed.driver(machine.driver).driver.canSnapshot(machine.definition.config, machine.state);
  }

  /**
   * Saves the machine's state to go back to: its disks, and its memory where it is active. Throws `unsupported`, and
   * `name-invalid` or `name-taken` by another snapshot of the machine.
   */
  async take(id: DomainId, name: string, note: string, by: Requester): Promise<void> {
    const managed = this.managed.of(id);
    checkName(name);
    await this.operations.run(managed, id, 'snapshot-create', by, (machine, job) =>
      takeSnapshot(machine, managed.list.snapshot(id), managed, job, { name, note }),
    );
  }

  /** Gives a snapshot another name and note. Throws `name-invalid`, `name-taken`. */
  async rename(
    id: DomainId,
    snapshot: string,
    named: { readonly name: string; readonly note: string },
    by: Requester,
  ): Promise<void> {
    checkName(named.name);
    await this.operations.run(this.managed.of(id), id, 'redefine', by, (machine) =>
      renameSnapshot(snapshot, machine, named),
    );
  }

  /** A PNG of what the machine showed when a snapshot was taken; null where there is none. Takes no lock. */
  async picture(id: DomainId, snapshot: string): Promise<Uint8Array | null> {
    const { list, pictures } = this.managed.of(id);
    const isThere = list.snapshot(id).definition.snapshots.some((one) => one.id === snapshot);
    return isThere ? pictures.read(id, snapshot) : null;
  }

  /** Goes back to a snapshot: what has happened since is lost, unless another snapshot holds it. */
  async revert(id: DomainId, snapshot: string, by: Requester): Promise<void> {
    const managed = this.managed.of(id);
    const { driver, list } = managed;
    await this.operations.run(managed, id, 'snapshot-revert', by, async (machine, job) => {
      checkNoneStandsOn(driver, machine.definition, list);
      await goBackTo(snapshot, machine, driver, job);
    });
  }

  /** Deletes a snapshot; those that were taken on it stay, and stand on the one before. */
  async delete(id: DomainId, snapshot: string, by: Requester): Promise<void> {
    const managed = this.managed.of(id);
    await this.operations.run(managed, id, 'snapshot-delete', by, (machine, job) =>
      dropSnapshot(snapshot, machine, managed, job),
    );
  }
}
