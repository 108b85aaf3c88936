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
  paused: false,
  bytes: null,
  diskBytes: null,
  picture: false,
});
const read = (here: string | null, ...all: SnapshotView[]): string =>
  treeOf(all, here)
    .map(({ id, depth, branch }) => `${id}${depth}${{ none: '', middle: '+', last: '-' }[branch]}`)
    .join(' ');

describe('the tree of snapshots', () => {
  it('has a single line of them without any indent, and at its end what the machine is now', () => {
    expect(read('c', snapshot('a', null), snapshot('b', 'a'), snapshot('c', 'b'))).toBe('a0 b0 c0 now0');
  });

  it('begins branches where one has several children', () => {
    const all = [snapshot('a', null), snapshot('b', 'a'), snapshot('c', 'b'), snapshot('d', 'a')];
    expect(read('d', ...all)).toBe('a0 b1+ c1 d1- now1');
  });

  it('shows that the machine has gone back as a branch of its own', () => {
    expect(read('a', snapshot('a', null), snapshot('b', 'a'))).toBe('a0 b1+ now1-');
  });

  it('shows one whose parent is not there as a first one', () => {
    expect(read('b', snapshot('a', 'gone'), snapshot('b', 'a'))).toBe('a0 b0 now0');
  });

  it('draws the line of a branch past all that stands on an earlier one', () => {
    const all = [snapshot('a', null), snapshot('b', 'a'), snapshot('c', 'b'), snapshot('d', 'a')];
    const rows = treeOf(all, 'd');
    expect(rows.map(({ id, passing }) => [id, ...passing])).toEqual([
      ['a'],
      ['b', true],
      ['c', true],
      ['d', false],
      ['now', false],
    ]);
    expect(rows.map(({ fromAbove }) => fromAbove)).toEqual([false, false, true, false, true]);
  });

  it('has nothing to show where there is no snapshot', () => {
    expect(treeOf([], null)).toEqual([]);
  });
});
