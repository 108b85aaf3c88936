import { newDomainId, type Definition, type DomainId } from '../domains/definition';
import type { LockedDomain } from '../domains/domain';
import type { Job, Requester } from '../domains/job';
import type { BranchFrom } from '../drivers/disk-images';
import type { Driver } from '../drivers/driver';
import { keepNew } from './new-machine';
import type { Managed, Operations } from './operations';
import { unsupported } from './permission';
import { findSnapshot } from './snapshot-tree';

/** How a machine is copied. */
export type CopyHow =
  /** With disks of its own. */
  | { readonly kind: 'whole' }
  /** Disks that hold only what differs; the source must stay as it is as long as they stand on its own. */
  | { readonly kind: 'linked' }
  /** With disks of its own, and all as it was at a snapshot. */
  | { readonly kind: 'snapshot'; readonly snapshot: string };

/** A copy, planned: its config, and what makes it. */
interface Plan {
  readonly config: unknown;
  readonly make: (copy: LockedDomain<unknown, unknown>, job: Job) => Promise<unknown>;
}

/**
 * Makes a copy of a machine that is off, and answers when it is whole; the copy is in the list meanwhile. Throws
 * `name-taken`, `wrong-state`, `unsupported` and the driver's errors; when it fails nothing is left.
 */
export async function copyMachine(
  { driver, list }: Managed,
  operations: Operations,
  source: DomainId,
  name: string,
  how: CopyHow,
  by: Requester,
): Promise<DomainId> {
  const id = newDomainId();
  await operations.run({ driver, list }, source, 'clone', by, async (machine, job) => {
    const from = machine.definition;
    const { config, make } = await planOf(driver, id, name, from, how);
    const definition: Definition = {
      ...from,
      id,
      name,
      createdAt: new Date().toISOString(),
      autostart: null,
      protected: false,
      snapshots: [], // its disks are new ones
      snapshot: null,
      config,
    };
    // Another machine is locked within: this one's lock must be free.
    await machine.unlocked(() =>
      list.add(definition, 'define', (copy) =>
        operations.perform(copy, 'define', by, async (making) => {
          // One thing with two jobs, one on each machine: whichever is cancelled, both are.
          job.signal.addEventListener('abort', () => making.cancel('The copying was cancelled.'));
          making.signal.addEventListener('abort', () => job.cancel('The copy was cancelled.'));
          const made = await make(copy, making);
          await keepNew(copy, driver, definition, made);
        }),
      ),
    );
  });
  return id;
}

async function planOf(
  driver: Driver,
  id: DomainId,
  name: string,
  source: Definition,
  how: CopyHow,
): Promise<Plan> {
  if (how.kind === 'whole') {
    return {
      config: await driver.planClone(id, source.config, name),
      make: (copy, job) => driver.clone(copy, source.config, job),
    };
  }
  const { disks } = driver;
  if (!disks) throw unsupported('clone', 'Machines of this kind can be copied as a whole only.');
  const snapshot = how.kind === 'snapshot' ? findSnapshot(source, how.snapshot) : null;
  const config = snapshot ? driver.config.parse(snapshot.config) : source.config;
  const from: BranchFrom = snapshot ? { kind: 'snapshot', tag: snapshot.id } : { kind: 'linked' };
  return {
    config: await disks.planBranch(id, config, from),
    make: (copy, job) => disks.branch(copy, config, from, job),
  };
}
