import type { MachineRow } from '../../preload/contract';
import { NO_AMOUNTS, type Amounts } from '../live/amounts';
import type { Filter } from '../live/filter';
import type { Place } from '../live/place';

export const COLUMNS = ['name', 'state', 'driver', 'cpus', 'memory', 'addresses', 'tags'] as const;
export type Column = (typeof COLUMNS)[number];

/** What active machines take now: it changes all the time. */
const USES = ['cpuUse', 'memoryUse'] as const;
type Use = (typeof USES)[number];

/** What machines are put in order by: a column, or what no column shows. */
export const SORTS = [...COLUMNS, ...USES, 'since', 'created'] as const;
export type SortBy = (typeof SORTS)[number];

export function isUse(by: SortBy): by is Use {
  return USES.some((use) => use === by);
}

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
      const sorted = [...rows].sort(compareNames);
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

/** Whether a machine is one of a place that the filter lets through. */
export function belongsTo(place: Place, filter: Filter, titleOf: Titles): (row: MachineRow) => boolean {
  const words = wordsOf(filter.query);
  return (row) => isAt(row, place) && isChosen(row, filter) && matches(row, words, titleOf);
}

type Compare = (a: MachineRow, b: MachineRow) => number;

/** Which of two machines stands first; 0 for one and the same alone. */
export function compareRows(sort: Sort, titleOf: Titles, amounts: Amounts = NO_AMOUNTS): Compare {
  const compare = compareBy(sort, titleOf, amounts);
  return (a, b) => compare(a, b) || compareNames(a, b);
}

/** By what is asked for alone, in the direction that is asked for. */
function compareBy({ by, descending }: Sort, titleOf: Titles, amounts: Amounts): Compare {
  const sign = descending ? -1 : 1;
  if (!isUse(by)) {
    const compare = comparison(by, titleOf);
    return (a, b) => sign * compare(a, b);
  }
  // What takes nothing, or of which nothing is known, stands last whichever way round.
  const lack = (row: MachineRow): number =>
    !isAt(row, { kind: 'running' }) ? 2 : useOf(row, by, amounts) === null ? 1 : 0;
  return (a, b) => lack(a) - lack(b) || sign * ((useOf(a, by, amounts) ?? 0) - (useOf(b, by, amounts) ?? 0));
}

/** What is shown of it, and no finer: of two that take the same none is to jump over the other. */
function useOf(row: MachineRow, by: Use, amounts: Amounts): number | null {
  const amount = amounts.get(row.id);
  if (by === 'memoryUse') return amount?.memory == null ? null : Number(amount.memory.toPrecision(2));
  return amount?.cpu == null ? null : Math.round((100 * amount.cpu) / (row.cpus ?? 1));
}

function compareNames(a: MachineRow, b: MachineRow): number {
  return collator.compare(a.name, b.name) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The rows of a place that the filter lets through, in the order asked for. Equal ones stand by name. */
export function select(
  rows: readonly MachineRow[],
  place: Place,
  filter: Filter,
  sort: Sort,
  order: NameOrder,
  titleOf: Titles,
  amounts: Amounts = NO_AMOUNTS,
): MachineRow[] {
  const found = order.sorted(rows).filter(belongsTo(place, filter, titleOf));
  if (sort.by === 'name') return sort.descending ? found.reverse() : found;
  return found.sort(compareBy(sort, titleOf, amounts)); // a stable sort: equal ones stay by name
}

function comparison(by: Exclude<SortBy, Use>, titleOf: Titles): Compare {
  switch (by) {
    case 'name':
      return compareNames;
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
