import type { DomainId, MachineRow } from '../../preload/contract';
import type { AllMachines } from '../live/all-machines';
import type { Choice } from '../live/filter';
import { collator, isAt, STATE_ORDER, type Titles } from './select';

/** How many machines of each kind there are. */
export interface Tallied {
  readonly all: number;
  readonly running: number;
  readonly states: ReadonlyMap<MachineRow['state'], number>;
  /** Of machines on this computer. */
  readonly drivers: ReadonlyMap<string, number>;
  readonly servers: ReadonlyMap<string, number>;
  readonly tags: ReadonlyMap<string, number>;
  /** Those that have an address. */
  readonly addressed: number;
}

export function tallyOf(rows: Iterable<MachineRow>): Tallied {
  const count = new Count();
  for (const row of rows) count.put(row, 1);
  return count.tallied();
}

/** Counts some of the machines, and then by difference: a change of one costs the same however many there are. */
export class Tally {
  #count = new Count();
  #tallied = this.#count.tallied();
  #busy: readonly MachineRow[] = [];
  #version = -1;
  /** Each machine that is counted, as it was counted. */
  readonly #counted = new Map<DomainId, MachineRow>();
  readonly #atWork = new Map<DomainId, MachineRow>();

  constructor(private readonly belongs: (row: MachineRow) => boolean = () => true) {}

  /** Those that have a job. The same array as before where none of them has changed. */
  get busy(): readonly MachineRow[] {
    return this.#busy;
  }

  /** The same object as before where nothing that is counted has changed. */
  update(all: AllMachines): Tallied {
    const changed = all.since(this.#version);
    this.#version = all.version;
    let isOther = changed === null;
    let isOtherBusy = changed === null;
    const put = (id: DomainId, after: MachineRow | undefined): void => {
      const before = this.#counted.get(id);
      if (before === after) return;
      if (before?.job || after?.job) isOtherBusy = true;
      if (before && after && isCountedAlike(before, after)) return this.#note(id, after);
      if (before) this.#count.put(before, -1);
      if (after) this.#count.put(after, 1);
      isOther = true;
      this.#note(id, after);
    };
    if (changed === null) {
      this.#count = new Count();
      this.#counted.clear();
      this.#atWork.clear();
      for (const row of all.rows) if (this.belongs(row)) put(row.id, row);
    } else {
      for (const id of changed) {
        const row = all.get(id);
        put(id, row && this.belongs(row) ? row : undefined);
      }
    }
    if (isOther) this.#tallied = this.#count.tallied();
    if (isOtherBusy) this.#busy = [...this.#atWork.values()];
    return this.#tallied;
  }

  #note(id: DomainId, row: MachineRow | undefined): void {
    if (row) this.#counted.set(id, row);
    else this.#counted.delete(id);
    if (row?.job) this.#atWork.set(id, row);
    else this.#atWork.delete(id);
  }
}

function isCountedAlike(a: MachineRow, b: MachineRow): boolean {
  return (
    a.state === b.state &&
    a.driver === b.driver &&
    a.server === b.server &&
    a.addresses.length > 0 === b.addresses.length > 0 &&
    a.tags.length === b.tags.length &&
    a.tags.every((tag, at) => tag === b.tags[at])
  );
}

class Count {
  #all = 0;
  #running = 0;
  #addressed = 0;
  readonly #states = new Map<MachineRow['state'], number>();
  readonly #drivers = new Map<string, number>();
  readonly #servers = new Map<string, number>();
  readonly #tags = new Map<string, number>();

  put(row: MachineRow, by: 1 | -1): void {
    this.#all += by;
    if (isAt(row, { kind: 'running' })) this.#running += by;
    if (row.addresses.length > 0) this.#addressed += by;
    add(this.#states, row.state, by);
    if (row.server === null) add(this.#drivers, row.driver, by);
    else add(this.#servers, row.server, by);
    for (const tag of row.tags) add(this.#tags, tag, by);
  }

  tallied(): Tallied {
    return {
      all: this.#all,
      running: this.#running,
      states: new Map(this.#states),
      drivers: new Map(this.#drivers),
      servers: new Map(this.#servers),
      tags: new Map(this.#tags),
      addressed: this.#addressed,
    };
  }
}

function add<K>(counts: Map<K, number>, key: K, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

export interface Counts {
  readonly all: number;
  readonly running: number;
  readonly drivers: readonly { readonly driver: string; readonly count: number }[];
  readonly servers: readonly { readonly server: string; readonly count: number }[];
  readonly tags: readonly { readonly tag: string; readonly count: number }[];
}

/** How many machines each place of the sidebar holds; drivers, servers and tags in the order of their names. */
export function countPlaces({ all, running, drivers, servers, tags }: Tallied, titleOf: Titles): Counts {
  return {
    all,
    running,
    drivers: [...drivers]
      .map(([driver, count]) => ({ driver, count }))
      .sort((a, b) => collator.compare(titleOf(a.driver), titleOf(b.driver))),
    servers: [...servers]
      .map(([server, count]) => ({ server, count }))
      .sort((a, b) => collator.compare(a.server, b.server)),
    tags: [...tags].map(([tag, count]) => ({ tag, count })).sort((a, b) => collator.compare(a.tag, b.tag)),
  };
}

/** What can be chosen to narrow a list, with how many each would leave of it. */
export type Offer = Choice & { readonly count: number };

/** What some machines can be narrowed to: states, drivers and tags that only some of them have. */
export function offersOf(tallied: Tallied, titleOf: Titles): readonly Offer[] {
  const { drivers, tags } = countPlaces(tallied, titleOf);
  const states = (Object.keys(STATE_ORDER) as MachineRow['state'][])
    .map((value) => ({ value, count: tallied.states.get(value) ?? 0 }))
    .filter(({ count }) => count > 0);
  const all: readonly Offer[] = [
    ...states.map((one) => ({ facet: 'states' as const, ...one })),
    ...drivers.map(({ driver, count }) => ({ facet: 'drivers' as const, value: driver, count })),
    ...tags.map(({ tag, count }) => ({ facet: 'tags' as const, value: tag, count })),
  ];
  return all.filter(({ count }) => count < tallied.all);
}
