import type { DomainId, DriverView, MachineRow } from '../../preload/contract';
import type { AllMachines } from '../live/all-machines';
import type { Amounts } from '../live/amounts';
import type { Filter } from '../live/filter';
import type { Place } from '../live/place';
import { compareGroups, groupKey, groupRows, type Group, type Grouping } from './group';
import { belongsTo, compareRows, NameOrder, select, type Sort, type Titles } from './select';

/** What a list is to show. */
export interface Asked {
  readonly place: Place;
  readonly filter: Filter;
  readonly sort: Sort;
  readonly grouping: Grouping;
  /** Whose titles `titleOf` tells. */
  readonly drivers: readonly DriverView[];
  readonly titleOf: Titles;
  /** What machines take, where they are ordered by that. */
  readonly amounts: Amounts;
}

export interface Listed {
  readonly groups: readonly Group[];
  /** All of the groups, one after the other. A machine that changed in its place is replaced in it. */
  readonly rows: readonly MachineRow[];
}

/** From so many changes on all is made anew: that is quicker then than to move each. */
const MANY = 400;

/**
 * The machines of a list in their order, kept while they change: one that changes is found in it, and moved where it has
 * to stand elsewhere, at a cost that hardly grows with their number.
 */
export class Listing {
  readonly #names = new NameOrder();
  #asked: Asked | null = null;
  #version = -1;
  #listed: Listed = { groups: [], rows: [] };
  #rows: MachineRow[] = [];
  /** Each machine of the list as it stands in `#rows`. */
  readonly #known = new Map<DomainId, MachineRow>();
  readonly #sizes = new Map<string, number>();
  #belongs: (row: MachineRow) => boolean = () => false;
  #compare: (a: MachineRow, b: MachineRow) => number = () => 0;
  #groupOf: (row: MachineRow) => string = () => '';
  #compareGroups: (a: string, b: string) => number = () => 0;

  /** The same object as before where no machine came, went or moved. */
  update(all: AllMachines, asked: Asked): Listed {
    const changed = isSame(this.#asked, asked) ? all.since(this.#version) : null;
    this.#version = all.version;
    if (changed === null || changed.size > MANY) return this.#make(all, asked);
    let moved: MachineRow[] | null = null;
    for (const id of changed) {
      const [before, row] = [this.#known.get(id), all.get(id)];
      const after = row && this.#belongs(row) ? row : undefined;
      if (before === after) continue;
      const from = before ? this.#placeOf(before) : -1;
      if (before && this.#rows[from] !== before) return this.#make(all, asked); // never, as long as the order is total
      if (before && after && this.#compare(before, after) === 0) {
        this.#rows[from] = after;
        this.#known.set(id, after);
        continue;
      }
      if (!moved) this.#rows = moved = [...this.#rows]; // what was told stays in its order
      if (before) this.#takeOut(from, before);
      if (after) this.#putIn(after);
    }
    if (moved) this.#listed = { groups: this.#groups(), rows: moved };
    return this.#listed;
  }

  #make(all: AllMachines, asked: Asked): Listed {
    const { place, filter, sort, grouping, titleOf, amounts } = asked;
    const selected = select(all.rows, place, filter, sort, this.#names, titleOf, amounts);
    const groups = groupRows(selected, grouping, titleOf);
    this.#asked = asked;
    this.#belongs = belongsTo(place, filter, titleOf);
    this.#groupOf = (row) => groupKey(row, grouping);
    this.#compareGroups = compareGroups(grouping, titleOf);
    const within = compareRows(sort, titleOf, amounts);
    this.#compare = (a, b) => this.#compareGroups(this.#groupOf(a), this.#groupOf(b)) || within(a, b);
    this.#rows = grouping === 'none' ? selected : groups.flatMap(({ rows }) => rows);
    this.#known.clear();
    for (const row of this.#rows) this.#known.set(row.id, row);
    this.#sizes.clear();
    for (const { key, rows } of groups) this.#sizes.set(key, rows.length);
    return (this.#listed = { groups: this.#groups(), rows: this.#rows });
  }

  #takeOut(at: number, row: MachineRow): void {
    this.#rows.splice(at, 1);
    this.#known.delete(row.id);
    this.#resize(this.#groupOf(row), -1);
  }

  #putIn(row: MachineRow): void {
    this.#rows.splice(this.#placeOf(row), 0, row);
    this.#known.set(row.id, row);
    this.#resize(this.#groupOf(row), 1);
  }

  #resize(group: string, by: 1 | -1): void {
    const size = (this.#sizes.get(group) ?? 0) + by;
    if (size === 0) this.#sizes.delete(group);
    else this.#sizes.set(group, size);
  }

  #groups(): readonly Group[] {
    if (this.#asked?.grouping === 'none') return [{ key: '', rows: this.#rows }];
    let from = 0;
    return [...this.#sizes]
      .sort(([a], [b]) => this.#compareGroups(a, b))
      .map(([key, size]) => ({ key, rows: this.#rows.slice(from, (from += size)) }));
  }

  /** Where a machine stands, or would stand. */
  #placeOf(row: MachineRow): number {
    let [low, high] = [0, this.#rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const there = this.#rows[middle];
      if (there && this.#compare(there, row) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isSame(a: Asked | null, b: Asked): boolean {
  return (
    a !== null &&
    a.place === b.place &&
    a.filter === b.filter &&
    a.sort === b.sort &&
    a.grouping === b.grouping &&
    a.drivers === b.drivers &&
    a.amounts === b.amounts
  );
}
