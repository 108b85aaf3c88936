import type { DomainId } from '../../preload/contract';

/**
 * Which machines are selected, and from where a range is drawn. A range moves with its end: what it took in is let go
 * when it gets shorter, and what was selected before it stays.
 */
export interface Selection {
  readonly ids: ReadonlySet<DomainId>;
  /** Where a range begins; null where nothing was pointed at yet. */
  readonly anchor: DomainId | null;
  /** What is selected besides the range. */
  readonly apart: ReadonlySet<DomainId>;
}

const NONE: ReadonlySet<DomainId> = new Set();
export const NOTHING: Selection = { ids: NONE, anchor: null, apart: NONE };

/** The next range begins here; nothing is selected by it. */
export function pointAt({ ids }: Selection, id: DomainId): Selection {
  return { ids, anchor: id, apart: ids };
}

/** Selects a machine or lets it go; the next range begins there. */
export function toggle({ ids }: Selection, id: DomainId): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id, apart: next };
}

/**
 * Selects from where the range begins to a machine, as they stand in the order that is shown; `from`: where it begins
 * when nothing was pointed at yet, or what was is not shown any more.
 */
export function extendTo(
  { anchor, apart, ids }: Selection,
  order: readonly DomainId[],
  id: DomainId,
  from: DomainId,
): Selection {
  const isShown = anchor !== null && order.includes(anchor);
  const start = isShown ? anchor : from;
  const kept = isShown ? apart : ids;
  const ends = [order.indexOf(start), order.indexOf(id)].sort((a, b) => a - b);
  const range = order.slice(Math.max(0, ends[0] ?? 0), (ends[1] ?? 0) + 1);
  return { ids: new Set([...kept, ...range]), anchor: start, apart: kept };
}

/** Selects more; where they are all selected already they are let go. */
export function toggleAll({ ids, anchor }: Selection, these: readonly DomainId[]): Selection {
  const isAll = these.every((id) => ids.has(id));
  const next = new Set(ids);
  for (const id of these) {
    if (isAll) next.delete(id);
    else next.add(id);
  }
  return { ids: next, anchor, apart: next };
}

/** Selects these as well. */
export function addAll({ ids, anchor }: Selection, these: readonly DomainId[]): Selection {
  const next = new Set([...ids, ...these]);
  return { ids: next, anchor, apart: next };
}

/** How much of some machines is selected. */
export function shareOf({ ids }: Selection, these: readonly DomainId[]): 'none' | 'some' | 'all' {
  if (ids.size === 0) return 'none';
  let count = 0;
  for (const id of these) if (ids.has(id)) count++;
  return count === 0 ? 'none' : count === these.length ? 'all' : 'some';
}
