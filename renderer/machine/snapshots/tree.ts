import type { SnapshotView } from '../../../preload/contract';

export interface TreeRow {
  readonly snapshot: SnapshotView;
  /** How many snapshots it stands on. */
  readonly depth: number;
}

/**
 * The snapshots as one reads them: each below the one on which it was taken. A single line of them is not indented: only
 * where one has several children does a branch begin.
 */
export function treeOf(snapshots: readonly SnapshotView[]): readonly TreeRow[] {
  const known = new Set(snapshots.map(({ id }) => id));
  const children = (of: string | null): readonly SnapshotView[] =>
    snapshots.filter(({ parent }) => (parent !== null && known.has(parent) ? parent : null) === of);
  const rows: TreeRow[] = [];
  const add = (of: string | null, depth: number): void => {
    const all = children(of);
    for (const snapshot of all) {
      const at = all.length > 1 && of !== null ? depth + 1 : depth;
      rows.push({ snapshot, depth: at });
      add(snapshot.id, at);
    }
  };
  add(null, 0);
  return rows;
}
