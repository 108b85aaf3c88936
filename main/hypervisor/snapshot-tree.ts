import { randomUUID } from 'node:crypto';
import type { Definition, Snapshot } from '../domains/definition';
import type { DomainSnapshot, LockedDomain } from '../domains/domain';
import { PaddockError } from '../domains/failure';
import { freeNameAmong } from '../domains/free-name';
import type { Job } from '../domains/job';
import { isActive } from '../domains/state';
import type { Driver } from '../drivers/driver';
import { unsupported } from './permission';
import type { SnapshotPictures } from './snapshot-pictures';

type Machine = LockedDomain<unknown, unknown>;

/** A driver, with where the pictures of its machines' snapshots are kept. */
export interface WithPictures {
  readonly driver: Driver;
  readonly pictures: SnapshotPictures;
}

/**
 * Saves a machine's state and puts it into the tree, on the one that it goes on from, with a picture of what it shows.
 * `seen` is the machine as readers see it. Throws `unsupported`, `name-taken`.
 */
export async function takeSnapshot(
  machine: Machine,
  seen: DomainSnapshot,
  { driver, pictures }: WithPictures,
  job: Job,
  named: Pick<Snapshot, 'name' | 'note'>,
): Promise<void> {
  const { definition, id } = machine;
  checkSnapshotName(named.name, definition.snapshots);
  const capability = driver.canSnapshot(definition.config, machine.state);
  if (!capability.able) throw unsupported('snapshot-create', capability.reason);
  const begun: Snapshot = {
    ...named,
    id: randomUUID(),
    createdAt: new Date().toISOString(),
    parent: definition.snapshot,
    withMemory: isActive(machine.state),
    paused: false,
    bytes: null,
    diskBytes: null,
    picture: false,
    config: definition.config,
  };
  // Asked for first, so that it shows the state that is saved; it is packed and written while that is.
  const picture = begun.withMemory ? driver.screenshot(seen).catch(() => null) : Promise.resolve(null);
  const keeping = picture.then((png) => (png === null ? false : pictures.keep(id, begun.id, png)));
  let snapshot: Snapshot;
  try {
    const saved = await driver.createSnapshot(machine, begun, job);
    snapshot = { ...begun, picture: await keeping, ...saved };
  } catch (error) {
    await keeping;
    await pictures.drop(id, begun.id);
    throw error;
  }
  try {
    const now = machine.definition;
    await machine.redefine({ ...now, snapshots: [...now.snapshots, snapshot], snapshot: snapshot.id });
  } catch (error) {
    await driver.deleteSnapshot(machine, snapshot, job);
    await pictures.drop(machine.id, snapshot.id);
    throw error;
  }
}

/** Gives a snapshot another name and note. Throws `name-taken`. */
export async function renameSnapshot(
  id: string,
  machine: Machine,
  named: Pick<Snapshot, 'name' | 'note'>,
): Promise<void> {
  const { definition } = machine;
  findSnapshot(definition, id);
  checkSnapshotName(
    named.name,
    definition.snapshots.filter((one) => one.id !== id),
  );
  const snapshots = definition.snapshots.map((one) => (one.id === id ? { ...one, ...named } : one));
  await machine.redefine({ ...definition, snapshots });
}

/** Ends what runs and brings a state back, with the settings of then; where that fails the settings of now stay. */
export async function goBackTo(id: string, machine: Machine, driver: Driver, job: Job): Promise<void> {
  const snapshot = findSnapshot(machine.definition, id);
  await driver.checkSnapshot(machine, snapshot);
  if (isActive(machine.state)) await driver.destroy(machine, job);
  const before = machine.definition;
  const then = driver.config.parse(snapshot.config);
  const config = driver.carryOver?.(before.config, then) ?? then;
  await machine.redefine({ ...before, config, snapshot: snapshot.id });
  try {
    await driver.revertSnapshot(machine, snapshot, job);
  } catch (error) {
    await machine.redefine(before);
    throw error;
  }
}

/** Deletes a state; those that were taken on it stay, and stand on the one before. */
export async function dropSnapshot(
  id: string,
  machine: Machine,
  { driver, pictures }: WithPictures,
  job: Job,
): Promise<void> {
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
  await pictures.drop(machine.id, gone.id);
}

/** Two of one name could not be told apart where one goes back. Throws `name-taken`. */
function checkSnapshotName(name: string, others: readonly Snapshot[]): void {
  const isTaken = (wanted: string): boolean => others.some((one) => one.name === wanted);
  if (!isTaken(name)) return;
  const suggestion = freeNameAmong(name, isTaken);
  throw new PaddockError({
    code: 'name-taken',
    message: `The machine has a snapshot “${name}” already.`,
    next: `Choose another name, for example “${suggestion}”.`,
    remedy: { kind: 'rename', suggestion },
    field: 'name',
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
