import type { MachineRow } from '../../preload/contract';
import { collator, STATE_ORDER, type Titles } from './select';

export const GROUPINGS = ['none', 'state', 'driver', 'tag'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface Group {
  /** The state, the driver or the tag; empty for machines without a tag, and where nothing is grouped. */
  readonly key: string;
  readonly rows: readonly MachineRow[];
}

/**
 * The rows in groups, each in the order they came in. A machine stands in one group only, by the first of its tags: it
 * is selected, counted and reached once.
 */
export function groupRows(rows: readonly MachineRow[], by: Grouping, titleOf: Titles): readonly Group[] {
  if (by === 'none') return [{ key: '', rows }];
  const groups = new Map<string, MachineRow[]>();
  for (const row of rows) {
    const key = groupKey(row, by);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  const compare = compareGroups(by, titleOf);
  return [...groups].map(([key, members]) => ({ key, rows: members })).sort((a, b) => compare(a.key, b.key));
}

/** In which group a machine stands. */
export function groupKey(row: MachineRow, by: Grouping): string {
  if (by === 'none') return '';
  return by === 'tag' ? (row.tags[0] ?? '') : row[by];
}

/** Which of two groups stands first; 0 for one and the same alone. */
export function compareGroups(by: Grouping, titleOf: Titles): (a: string, b: string) => number {
  const compare = comparison(by, titleOf);
  return (a, b) => (a === b ? 0 : compare(a, b) || (a < b ? -1 : 1));
}

function comparison(by: Grouping, titleOf: Titles): (a: string, b: string) => number {
  switch (by) {
    case 'none':
      return () => 0;
    case 'state':
      return (a, b) => orderOf(a) - orderOf(b);
    case 'driver':
      return (a, b) => collator.compare(titleOf(a), titleOf(b));
    case 'tag':
      return (a, b) => (a === '' ? 1 : b === '' ? -1 : collator.compare(a, b));
  }
}

function orderOf(state: string): number {
  return Object.entries(STATE_ORDER).find(([key]) => key === state)?.[1] ?? 0;
}
