import { randomUUID } from 'node:crypto';
import type { Definition, Snapshot } from './domains/definition';
import type { LockedDomain } from './domains/domain';
import { PaddockError } from './domains/failure';
import type { Job } from './domains/job';
import { isActive } from './domains/state';
import type { Driver } from './drivers/driver';
import { unsupported } from './permission';

type Machine = LockedDomain<unknown, unknown>;

/** Saves a machine's state and puts it into the tree, on the one that it goes on from. Throws `unsupported`. */
export async function takeSnapshot(
  machine: Machine,
  driver: Driver,
  job: Job,
  named: Pick<Snapshot, 'name' | 'note'>,
): Promise<void> {
  const { definition } = machine;
  const capability = driver.canSnapshot(definition.config);
  if (!capability.able) throw unsupported('snapshot-create', capability.reason);
  const begun: Snapshot = {
    ...named,
    id: randomUUID(),
    createdAt: new Date().toISOString(),
    parent: definition.snapshot,
    withMemory: isActive(machine.state),
    bytes: null,
    config: definition.config,
  };
  const snapshot: Snapshot = { ...begun, ...(await driver.createSnapshot(machine, begun, job)) };
  try {
    const now = machine.definition;
    await machine.redefine({ ...now, snapshots: [...now.snapshots, snapshot], snapshot: snapshot.id });
  } catch (error) {
    await driver.deleteSnapshot(machine, snapshot, job);
    throw error;
  }
}

/** Ends what runs and brings a state back, with the settings of then; where that fails the settings of now stay. */
export async function goBackTo(id: string, machine: Machine, driver: Driver, job: Job): Promise<void> {
  const snapshot = findSnapshot(machine.definition, id);
  await driver.checkSnapshot(machine, snapshot);
  if (isActive(machine.state)) await driver.destroy(machine, job);
  const before = machine.definition;
  const config = driver.config.parse(snapshot.config);
  await machine.redefine({ ...before, config, snapshot: snapshot.id });
  try {
    await driver.revertSnapshot(machine, snapshot, job);
  } catch (error) {
    await machine.redefine(before);
    throw error;
  }
}

/** Deletes a state; those that were taken on it stay, and stand on the one before. */
export async function dropSnapshot(id: string, machine: Machine, driver: Driver, job: Job): Promise<void> {
  const gone = findSnapshot(machine.definition, id);
  await driver.deleteSnapshot(machine, gone, job);
  const { definition } = machine;
  const onto = (of: string | null): string | null => (of === gone.id ? gone.parent : of);
  await machine.redefine({
    ...definition,
    snapshots: definition.snapshots
      .filter((one) => one.id !== gone.id)
      .map((one) => ({ ...one, parent: onto(one.parent) })),
    snapshot: onto(definition.snapshot),
  });
}

/** Throws `argument-invalid`. */
export function findSnapshot(definition: Definition, id: string): Snapshot {
  const found = definition.snapshots.find((one) => one.id === id);
  if (found) return found;
  throw new PaddockError({
    code: 'argument-invalid',
    message: 'There is no such snapshot.',
    cause: 'It was deleted meanwhile.',
    next: 'Look at the list of snapshots again.',
  });
}
