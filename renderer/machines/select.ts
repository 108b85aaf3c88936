import type { MachineRow } from '../../preload/contract';
import type { Choice, Filter } from '../live/filter';
import type { Place } from '../live/place';

export const COLUMNS = ['name', 'state', 'driver', 'cpus', 'memory', 'addresses', 'tags'] as const;
export type Column = (typeof COLUMNS)[number];

/** What machines are put in order by: a column, or what no column shows. */
export const SORTS = [...COLUMNS, 'since', 'created'] as const;
export type SortBy = (typeof SORTS)[number];

export interface Sort {
  readonly by: SortBy;
  readonly descending: boolean;
}

export type Titles = (driver: string) => string;

export const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** What asks for attention first. */
export const STATE_ORDER: Readonly<Record<MachineRow['state'], number>> = {
  crashed: 0,
  unknown: 1,
  running: 2,
  paused: 3,
  saved: 4,
  shutoff: 5,
};

export function isAt(row: MachineRow, place: Place): boolean {
  switch (place.kind) {
    case 'all':
      return true;
    case 'running':
      return row.state === 'running' || row.state === 'paused';
    case 'driver':
      return row.driver === place.driver && row.server === null;
    case 'server':
      return row.server === place.server;
    case 'tag':
      return row.tags.includes(place.tag);
  }
}

/** A row is replaced when it changes, so what is searched in it is put together once. */
const haystacks = new WeakMap<MachineRow, string>();

function haystack(row: MachineRow): string {
  let text = haystacks.get(row);
  if (text === undefined) {
    text = [row.name, row.server ?? '', ...row.tags, ...row.addresses].join('\n').toLocaleLowerCase();
    haystacks.set(row, text);
  }
  return text;
}

/** Whether every word of the query is found in the name, a tag, an address, the server or the driver. */
export function matches(row: MachineRow, words: readonly string[], titleOf: Titles): boolean {
  if (words.length === 0) return true;
  const text = haystack(row);
  return words.every((word) => text.includes(word) || titleOf(row.driver).toLocaleLowerCase().includes(word));
}

export function wordsOf(query: string): readonly string[] {
  return query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
}

/**
 * The order of the names, kept while no name changes: comparing 10,000 names takes tens of ms, and states and addresses
 * change many times a second.
 */
export class NameOrder {
  #names = new Map<string, string>();
  #ranks = new Map<string, number>();

  /** The rows in the order of their names. */
  sorted(rows: readonly MachineRow[]): readonly MachineRow[] {
    if (rows.length !== this.#names.size || rows.some(({ id, name }) => this.#names.get(id) !== name)) {
      const sorted = [...rows].sort((a, b) => collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
      this.#names = new Map(rows.map(({ id, name }) => [id, name]));
      this.#ranks = new Map(sorted.map(({ id }, rank) => [id, rank]));
      return sorted;
    }
    const sorted: MachineRow[] = new Array<MachineRow>(rows.length);
    for (const row of rows) sorted[this.#ranks.get(row.id) ?? 0] = row;
    return sorted;
  }
}

/** Whether a machine is among what is chosen: of each kind, where anything of it is chosen. */
function isChosen(row: MachineRow, { states, drivers, tags }: Filter): boolean {
  return (
    (states.length === 0 || states.includes(row.state)) &&
    (drivers.length === 0 || drivers.includes(row.driver)) &&
    (tags.length === 0 || row.tags.some((tag) => tags.includes(tag)))
  );
}

/** The rows of a place that the filter lets through, in the order asked for. Equal ones stand by name. */
export function select(
  rows: readonly MachineRow[],
  place: Place,
  filter: Filter,
  sort: Sort,
  order: NameOrder,
  titleOf: Titles,
): MachineRow[] {
  const words = wordsOf(filter.query);
  const found = order
    .sorted(rows)
    .filter((row) => isAt(row, place) && isChosen(row, filter) && matches(row, words, titleOf));
  const by = comparison(sort.by, titleOf);
  if (by === null) return sort.descending ? found.reverse() : found;
  const sign = sort.descending ? -1 : 1;
  return found.sort((a, b) => sign * by(a, b)); // a stable sort: equal ones stay by name
}

function comparison(by: SortBy, titleOf: Titles): ((a: MachineRow, b: MachineRow) => number) | null {
  switch (by) {
    case 'name':
      return null;
    case 'state':
      return (a, b) => STATE_ORDER[a.state] - STATE_ORDER[b.state];
    case 'driver':
      return (a, b) => (a.driver === b.driver ? 0 : collator.compare(titleOf(a.driver), titleOf(b.driver)));
    case 'memory':
      return (a, b) => (a.memoryBytes ?? -1) - (b.memoryBytes ?? -1);
    case 'cpus':
      return (a, b) => (a.cpus ?? -1) - (b.cpus ?? -1);
    case 'addresses':
      return (a, b) => collator.compare(a.addresses[0] ?? '\uffff', b.addresses[0] ?? '\uffff');
    case 'since':
      return (a, b) => (a.since ?? 0) - (b.since ?? 0);
    case 'created':
      return (a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0);
    case 'tags':
      return (a, b) => collator.compare(a.tags.join(' ') || '\uffff', b.tags.join(' ') || '\uffff');
  }
}

export interface Counts {
  readonly all: number;
  readonly running: number;
  readonly drivers: readonly { readonly driver: string; readonly count: number }[];
  readonly servers: readonly { readonly server: string; readonly count: number }[];
  readonly tags: readonly { readonly tag: string; readonly count: number }[];
}

/** How many machines each place of the sidebar holds; drivers, servers and tags in the order of their names. */
export function countPlaces(rows: readonly MachineRow[], titleOf: Titles): Counts {
  const drivers = new Map<string, number>();
  const servers = new Map<string, number>();
  const tags = new Map<string, number>();
  let running = 0;
  for (const row of rows) {
    if (isAt(row, { kind: 'running' })) running++;
    if (row.server === null) drivers.set(row.driver, (drivers.get(row.driver) ?? 0) + 1);
    else servers.set(row.server, (servers.get(row.server) ?? 0) + 1);
    for (const tag of row.tags) tags.set(tag, (tags.get(tag) ?? 0) + 1);
  }
  return {
    all: rows.length,
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

/** What some rows can be narrowed to: states, drivers and tags that only some of them have. */
export function offersOf(rows: readonly MachineRow[], titleOf: Titles): readonly Offer[] {
  const { drivers, tags } = countPlaces(rows, titleOf);
  const states = (Object.keys(STATE_ORDER) as MachineRow['state'][])
    .map((value) => ({ value, count: rows.filter(({ state }) => state === value).length }))
    .filter(({ count }) => count > 0);
  const all: readonly Offer[] = [
    ...states.map((one) => ({ facet: 'states' as const, ...one })),
    ...drivers.map(({ driver, count }) => ({ facet: 'drivers' as const, value: driver, count })),
    ...tags.map(({ tag, count }) => ({ facet: 'tags' as const, value: tag, count })),
  ];
  return all.filter(({ count }) => count < rows.length);
}
