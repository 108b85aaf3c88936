import { describe, expect, it } from 'vitest';
import type { SnapshotView } from '../../../preload/contract';
import { treeOf } from './tree';

const snapshot = (id: string, parent: string | null): SnapshotView => ({
  id,
  name: id,
  note: '',
  createdAt: '2026-01-01T00:00:00.000Z',
  parent,
  withMemory: false,
  bytes: null,
});
const read = (...all: SnapshotView[]): string =>
  treeOf(all)
    .map(({ snapshot: { id }, depth }) => id + depth)
    .join(' ');

describe('the tree of snapshots', () => {
  it('has a single line of them without any indent', () => {
    expect(read(snapshot('a', null), snapshot('b', 'a'), snapshot('c', 'b'))).toBe('a0 b0 c0');
  });

  it('begins a branch where one has several children', () => {
    const all = [snapshot('a', null), snapshot('b', 'a'), snapshot('c', 'b'), snapshot('d', 'a')];
    expect(read(...all)).toBe('a0 b1 c1 d1');
  });

  it('shows one whose parent is not there as a first one', () => {
    expect(read(snapshot('a', 'gone'), snapshot('b', 'a'))).toBe('a0 b0');
  });
});
