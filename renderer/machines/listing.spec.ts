import { assert, array, boolean, constantFrom, integer, property, record, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DomainId, MachineRow } from '../../preload/contract';
import type { AllMachines } from '../live/all-machines';
import { Changes } from '../live/changes';
import { NO_FILTER, type Filter } from '../live/filter';
import { ALL, type Place } from '../live/place';
import { fakeId, fakeRow, manyMachines } from '../testing/fake-rows';
import { groupRows, GROUPINGS, type Grouping } from './group';
import { Listing, type Asked } from './listing';
import { NameOrder, select, SORTS, type Sort } from './select';
import { Tally, tallyOf } from './tally';

/** Machines that change, as the window is told of them. */
class World {
  readonly #rows = new Map<DomainId, MachineRow>();
  readonly #changes = new Changes<DomainId>();

  constructor(rows: readonly MachineRow[] = []) {
    for (const row of rows) this.#rows.set(row.id, row);
  }

  now(): AllMachines {
    const [rows, changes] = [this.#rows, this.#changes];
    return {
      version: changes.version,
      count: rows.size,
      get rows() {
        return [...rows.values()];
      },
      get: (id) => rows.get(id),
      since: (version) => changes.since(version),
    };
  }

  put(...rows: readonly MachineRow[]): void {
    for (const row of rows) this.#rows.set(row.id, row);
    this.#changes.note(rows.map(({ id }) => id));
  }

  remove(id: DomainId): void {
    this.#rows.delete(id);
    this.#changes.note([id]);
  }
}

const titleOf = (driver: string): string =>
  ({ qemu: 'Kind', lxc: 'kind', test: 'Another' })[driver] ?? driver;
const asked = (more: Partial<Asked> = {}): Asked => ({
  place: ALL,
  filter: NO_FILTER,
  sort: { by: 'name', descending: false },
  grouping: 'none',
  drivers: NO_DRIVERS,
  titleOf,
  amounts: AMOUNTS,
  ...more,
});
const NO_DRIVERS: Asked['drivers'] = [];
const AMOUNTS: Asked['amounts'] = new Map(
  [0.5, 1, 1, null, 0].map((amount, at) => [fakeId(at), { cpu: amount, memory: amount }]),
);

// Few values each, so that many machines are alike in what they are ordered by.
const rowOf = record({
  number: integer({ min: 0, max: 24 }),
  name: constantFrom('a', 'A', 'b9', 'b10', 'ä', ''),
  state: constantFrom<MachineRow['state']>('running', 'paused', 'shutoff', 'crashed'),
  driver: constantFrom('qemu', 'lxc', 'test'),
  server: constantFrom(null, 'far'),
  tags: array(constantFrom('x', 'X', 'y'), { maxLength: 2 }),
  cpus: constantFrom(null, 1, 2),
  memoryBytes: constantFrom(null, 1, 2),
  since: constantFrom(null, 1, 2),
  addresses: constantFrom<string[]>([], ['10.0.0.1'], ['10.0.0.2']),
  createdAt: constantFrom('2026-01-01', '2026-01-02'),
}).map(({ number, ...change }) => fakeRow(number, change));
const step = record({ removed: boolean(), rows: array(rowOf, { minLength: 1, maxLength: 4 }) });
const look = record({
  place: constantFrom<Place>(
    ALL,
    { kind: 'running' },
    { kind: 'tag', tag: 'x' },
    { kind: 'server', server: 'far' },
  ),
  filter: constantFrom<Filter>(
    NO_FILTER,
    { ...NO_FILTER, query: 'b' },
    { ...NO_FILTER, states: ['running'] },
  ),
  sort: record<Sort>({ by: constantFrom(...SORTS), descending: boolean() }),
  grouping: constantFrom<Grouping>(...GROUPINGS),
});
function apply(world: World, { removed, rows }: { removed: boolean; rows: readonly MachineRow[] }): void {
  if (removed) for (const { id } of rows) world.remove(id);
  else world.put(...rows);
}

describe('the machines of a list', () => {
  it('stand as if they were put in order anew after each change, whatever is asked for', () => {
    assert(
      property(look, array(tuple(step, boolean()), { maxLength: 12 }), ({ ...what }, steps) => {
        const [world, listing, ask] = [new World(), new Listing(), asked(what)];
        for (const [change, isLookedAt] of steps) {
          apply(world, change);
          if (!isLookedAt) continue;
          const all = world.now();
          const plain = select(all.rows, ask.place, ask.filter, ask.sort, new NameOrder(), titleOf, AMOUNTS);
          const groups = groupRows(plain, ask.grouping, titleOf);
          const listed = listing.update(all, ask);
          expect(listed.rows).toEqual(groups.flatMap(({ rows }) => rows));
          expect(listed.groups.map(({ key, rows }) => [key, rows.map(({ id }) => id)])).toEqual(
            groups.map(({ key, rows }) => [key, rows.map(({ id }) => id)]),
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are the same list while none of them moves, with each as it is now', () => {
    const world = new World(manyMachines(20));
    const [listing, ask] = [new Listing(), asked()];
    const first = listing.update(world.now(), ask);
    const [one] = first.rows;
    if (!one) throw new Error('there is no machine');
    world.put({ ...one, state: 'crashed' });
    expect(listing.update(world.now(), ask)).toBe(first);
    expect(first.rows[0]?.state).toBe('crashed');
    world.put({ ...one, name: 'zzz' });
    const second = listing.update(world.now(), ask);
    expect(second).not.toBe(first);
    expect(second.rows.at(-1)?.name).toBe('zzz');
    expect(first.rows[0]?.name).not.toBe('zzz');
  });

  it('are looked at one by one, not all, where one of ten thousand changes', () => {
    const world = new World(manyMachines(10_000));
    const [listing, tally] = [new Listing(), new Tally()];
    const ask = asked({ sort: { by: 'state', descending: false } });
    const rows = listing.update(world.now(), ask).rows;
    tally.update(world.now());
    const [some] = rows;
    if (!some) throw new Error('there is no machine');
    world.put({ ...some, state: some.state === 'paused' ? 'running' : 'paused' });
    const all = world.now();
    const guarded: AllMachines = {
      ...all,
      get rows(): never {
        throw new Error('all were asked for');
      },
    };
    expect(listing.update(guarded, ask).rows).toHaveLength(10_000);
    expect(tally.update(guarded).all).toBe(10_000);
  });
});

describe('counts', () => {
  it('are what counting anew finds after each change', () => {
    assert(
      property(array(tuple(step, boolean()), { maxLength: 12 }), (steps) => {
        const isCounted = ({ server }: MachineRow): boolean => server === null;
        const [world, tally] = [new World(), new Tally(isCounted)];
        for (const [change, isLookedAt] of steps) {
          apply(world, change);
          if (!isLookedAt) continue;
          const counted = world.now().rows.filter(isCounted);
          expect(tally.update(world.now())).toEqual(tallyOf(counted));
        }
      }),
    );
  });

  it('hold those that are at work, for as long as they are', () => {
    const job = { operation: 'start', by: 'window', step: null, progress: null, startedAt: 0 } as never;
    const world = new World([fakeRow(1), fakeRow(2, { job })]);
    const tally = new Tally();
    tally.update(world.now());
    const { busy } = tally;
    expect(busy.map(({ id }) => id)).toEqual([fakeId(2)]);
    world.put(fakeRow(1, { name: 'other' }));
    tally.update(world.now());
    expect(tally.busy).toBe(busy);
    world.put(fakeRow(2));
    tally.update(world.now());
    expect(tally.busy).toEqual([]);
  });
});

describe('what has changed lately', () => {
  it('is told from any moment that is not too long ago', () => {
    const changes = new Changes<number>();
    changes.note([1, 2]);
    const { version } = changes;
    changes.note([2, 3]);
    changes.note([3]);
    expect(changes.since(version)).toEqual(new Set([2, 3]));
    expect(changes.since(changes.version)).toEqual(new Set());
    changes.note(Array.from({ length: 5_000 }, (_, at) => at));
    expect(changes.since(version)).toBeNull();
    expect(changes.since(changes.version)).toEqual(new Set());
  });
});
