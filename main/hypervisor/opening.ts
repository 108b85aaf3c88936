import { join } from 'node:path';
import { setImmediate as giveWay } from 'node:timers/promises';
import type { Definition, DomainId } from '../domains/definition';
import type { LockedDomain } from '../domains/domain';
import { PaddockError, toFailure } from '../domains/failure';
import { asNewChain } from '../domains/lock';
import { FileStore } from '../domains/store';
import type { DriverHost } from '../drivers/driver';
import { attach } from './foreign-machines';
import { othersOf } from './image-uses';
import type { ManagedDriver } from './managed-drivers';
import type { Operations } from './operations';

/** What is to be known of the app while its drivers are open. */
export interface Opening {
  readonly isClosed: () => boolean;
  /** Looks anew whether a driver's hypervisor is there. */
  readonly probe: (driverId: string) => void;
  readonly log: (message: string) => void;
}

/**
 * Opens a driver and lists its stored machines, `unknown` until they have been looked at: the promises in the answer
 * resolve, one each, when they have. Takes the list lock for each.
 */
export async function openDriver(
  managed: ManagedDriver,
  opening: Opening,
): Promise<{ readonly attaching: readonly Promise<void>[] }> {
  const { driver, list, store } = managed;
  driver.open(hostOf(managed, opening));
  void driver.disks?.sweep();
  const { definitions, bin, unreadable } = await store.load();
  list.bin.put(...bin);
  managed.broken = unreadable.map((file) => ({ ...file, driver: driver.id }));
  const attaching = definitions.map((definition) => adopt(managed, definition));
  // What can't be found out of other tools' machines must not keep one from one's own.
  const found = driver.persistent
    ? [discover(managed).catch((error) => opening.log(`${driver.id}: ${toFailure(error).message}`))]
    : [];
  return { attaching: [...attaching, ...found] };
}

/** So many found machines are listed before others have their turn: of thousands, the window would have to wait for all. */
const LISTED_AT_ONCE = 100;

/** Lists the machines that a driver finds by itself (a demo world, machines made by other tools). */
export async function discover({ driver, foreign }: ManagedDriver): Promise<void> {
  const found = await driver.discover();
  for (let at = 0; at < found.length; at += LISTED_AT_ONCE) {
    await Promise.all(found.slice(at, at + LISTED_AT_ONCE).map((one) => foreign.appeared(one)));
    await giveWay();
  }
}

/** Takes every machine of a memory-only driver out of the list, and out of its bin. */
export async function forget({ driver, list }: ManagedDriver, operations: Operations): Promise<void> {
  if (driver.persistent) throw new Error(`${driver.id} keeps its machines on disk`);
  for (const { id } of list.snapshots()) {
    await operations
      .run({ driver, list }, id, 'destroy', 'Paddock', (machine, job) => driver.destroy(machine, job))
      .catch((error) => {
        if (!(error instanceof PaddockError)) throw error; // refused where it is off already
      });
    await list.remove(id, 'forget', () => undefined);
  }
  for (const { definition } of list.bin.entries()) {
    await list.purge(definition.id, 'forget', () => driver.purge(definition));
  }
}

function hostOf(managed: ManagedDriver, opening: Opening): DriverHost<unknown, unknown> {
  const { driver, list, foreign } = managed;
  const { isClosed, log } = opening;
  return {
    observed: (id, what, apply) => {
      if (!isClosed()) observe(managed, id, what, apply, log);
    },
    appeared: (definition) => {
      if (!isClosed()) void foreign.appeared(definition);
    },
    vanished: (id) => {
      if (!isClosed()) void foreign.vanished(id);
    },
    neededBy: (id, path) =>
      othersOf(id, list).find(({ definition }) => driver.files(definition.config).includes(path))?.definition
        .name ?? null,
    probeChanged: () => opening.probe(driver.id),
    log: (message) => log(`${driver.id}: ${message}`),
  };
}

/** Notes what happened to a machine by itself, with the machine locked. */
function observe(
  { list }: ManagedDriver,
  id: DomainId,
  what: string,
  apply: (machine: LockedDomain<unknown, unknown>) => Promise<void> | void,
  log: (message: string) => void,
): void {
  asNewChain(() => list.use(id, what, apply, true)).catch((error: unknown) => {
    const { code, message } = toFailure(error);
    if (code !== 'machine-gone' && code !== 'machine-not-found') log(`${what}: ${code}, ${message}`);
  });
}

async function adopt(managed: ManagedDriver, definition: Definition): Promise<void> {
  const { driver, list, store } = managed;
  try {
    await list.add(definition, 'attach', (machine) => attach(driver, machine), 'unknown');
  } catch (error) {
    // Two files of one name, say: shown as broken, for the list can't hold both.
    const path = store instanceof FileStore ? join(store.folder, `${definition.id}.json`) : '';
    const failure = toFailure(error);
    managed.broken = [...managed.broken, { path, name: definition.name, driver: driver.id, failure }];
  }
}
