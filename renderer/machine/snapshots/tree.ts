import type { SnapshotView } from '../../../preload/contract';

/** A snapshot, or what the machine is now: it goes on from one of them. */
export type TreeNode =
  { readonly kind: 'snapshot'; readonly snapshot: SnapshotView } | { readonly kind: 'now' };

/** A line of the tree as it is drawn. */
export interface TreeRow {
  readonly id: string;
  readonly node: TreeNode;
  /** How far it is indented: how many branches lead to it. */
  readonly depth: number;
  /** Whether it begins a branch, and whether others begin after it at the same place. */
  readonly branch: 'none' | 'middle' | 'last';
  /** Whether a line comes to it from above, in its own column. */
  readonly fromAbove: boolean;
  /** Whether something stands on it. */
  readonly hasMore: boolean;
  /** In which of the columns before it a line passes by. */
  readonly passing: readonly boolean[];
}

export const NOW = 'now';

/**
 * The snapshots as one reads them, each below the one on which it was taken, and what the machine is now below the one that
 * it goes on from. A single line of them is not indented: only where one has several children do branches begin.
 */
export function treeOf(snapshots: readonly SnapshotView[], here: string | null): readonly TreeRow[] {
  const known = new Set(snapshots.map(({ id }) => id));
  const parentOf = (id: string | null): string | null => (id !== null && known.has(id) ? id : null);
  const childrenOf = (of: string | null): readonly TreeNode[] => {
    const taken = snapshots
      .filter(({ parent }) => parentOf(parent) === of)
      .map((snapshot): TreeNode => ({ kind: 'snapshot', snapshot }));
    return snapshots.length > 0 && parentOf(here) === of ? [...taken, { kind: 'now' }] : taken;
  };
  const rows: TreeRow[] = [];
  const add = (of: string | null, depth: number, passing: readonly boolean[]): void => {
    const children = childrenOf(of);
    const isBranching = children.length > 1 && of !== null;
    for (const [index, node] of children.entries()) {
      const id = node.kind === 'now' ? NOW : node.snapshot.id;
      const isLast = index === children.length - 1;
      const before = isBranching ? [...passing, !isLast] : passing;
      const row = {
        id,
        node,
        depth: isBranching ? depth + 1 : depth,
        branch: isBranching ? (isLast ? ('last' as const) : ('middle' as const)) : ('none' as const),
        fromAbove: of !== null && !isBranching,
        hasMore: node.kind === 'snapshot' && childrenOf(id).length > 0,
        passing: before,
      };
      rows.push(row);
      if (node.kind === 'snapshot') add(id, row.depth, before);
    }
  };
  add(null, 0, []);
  return rows;
}
