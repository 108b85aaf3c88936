import { join } from 'node:path';
import { notInBin } from '../domains/bin';
import type { DomainId } from '../domains/definition';
import { DomainList } from '../domains/domain-list';
import type { DomainEvent, EventStream } from '../domains/events';
import { PaddockError } from '../domains/failure';
import { FileStore, MemoryStore, type BinEntry, type UnreadableDefinition } from '../domains/store';
import type { Driver, Probe } from '../drivers/driver';
import { ForeignMachines } from './foreign-machines';
import type { Managed } from './operations';
import { SnapshotPictures, type Shrink } from './snapshot-pictures';

export interface BrokenDefinition extends UnreadableDefinition {
  readonly driver: string;
}

/** A driver with its list, and what belongs to both. */
export interface ManagedDriver extends Managed {
  readonly store: FileStore | MemoryStore;
  readonly foreign: ForeignMachines;
  readonly pictures: SnapshotPictures;
  probe: Probe | null;
  /** The looking for the hypervisor that was begun last; null where there was none. */
  probing: Promise<void> | null;
  /** What the driver could do when that was last told, as text to compare with. */
  told: string;
  broken: readonly BrokenDefinition[];
}

export interface ManagedDriversOptions {
  readonly drivers: readonly Driver[];
  /** Definitions are kept in `<folder>/<driver>/`. */
  readonly definitions: string;
  /** Where pictures of snapshots are kept; without it they are kept in memory. */
  readonly pictures?: { readonly folder: string; readonly shrink: Shrink };
  readonly log: (message: string) => void;
}

/** Every driver with its list of machines, and whose a machine is. Takes no lock. */
export class ManagedDrivers {
  readonly #managed = new Map<string, ManagedDriver>();

  /** `onBin` hears that something went into a bin or out of it. */
  constructor(options: ManagedDriversOptions, events: EventStream<DomainEvent>, onBin: () => void) {
    const { drivers, definitions, pictures: kept, log } = options;
    for (const driver of drivers) {
      if (this.#managed.has(driver.id)) throw new Error(`two drivers are called ${driver.id}`);
      const store = driver.persistent
        ? new FileStore(join(definitions, driver.id), {
            checkConfig: (config) => driver.config.parse(config),
          })
        : new MemoryStore();
      const list = new DomainList<unknown, unknown>(driver.id, store, events, { onBin });
      const foreign = new ForeignMachines({ driver, list }, (message) => log(`${driver.id}: ${message}`));
      const pictures = new SnapshotPictures(
        driver.persistent && kept ? join(kept.folder, driver.id) : null,
        kept?.shrink,
      );
      const told = JSON.stringify(driver.capabilities);
      this.#managed.set(driver.id, {
        driver,
        list,
        store,
        foreign,
        pictures,
        probe: null,
        probing: null,
        told,
        broken: [],
      });
    }
  }

  all(): readonly ManagedDriver[] {
    return [...this.#managed.values()];
  }

  /** Throws `argument-invalid`. */
  driver(id: string): ManagedDriver {
    const managed = this.#managed.get(id);
    if (managed) return managed;
    throw new PaddockError({
      code: 'argument-invalid',
      message: `There is no driver “${id}”.`,
      next: `Choose one of: ${[...this.#managed.keys()].join(', ')}.`,
    });
  }

  /** Whose a machine in the list is. Throws `machine-not-found`. */
  of(id: DomainId): ManagedDriver {
    for (const managed of this.#managed.values()) if (managed.list.has(id)) return managed;
    throw new PaddockError({
      code: 'machine-not-found',
      message: 'There is no such machine.',
      cause: `No machine has the identity ${id}; it may have been deleted.`,
      next: 'Go back to the list of machines.',
    });
  }

  /** Whose a machine in the bin is, if it is there. */
  binnedIn(id: DomainId): (ManagedDriver & { readonly entry: BinEntry }) | undefined {
    for (const managed of this.#managed.values()) {
      const entry = managed.list.bin.get(id);
      if (entry) return { ...managed, entry };
    }
    return undefined;
  }

  /** Throws `machine-not-found` where it is not in the bin. */
  ofBin(id: DomainId): ManagedDriver & { readonly entry: BinEntry } {
    const found = this.binnedIn(id);
    if (found) return found;
    throw notInBin();
  }
}
