import { describe, expect, it } from 'vitest';
import { fakeRow, manyMachines } from '../testing/fake-rows';
import type { Group } from './group';
import { down, Layout, linesBetween } from './layout';

const group = (key: string, count: number): Group => ({
  key,
  rows: Array.from({ length: count }, (_, at) => fakeRow(at, { name: `${key}${at}` })),
});
const groups = [group('a', 5), group('b', 0), group('c', 4)];
const grid = (folded: readonly string[] = []): Layout =>
  new Layout(groups, ({ key }) => folded.includes(key), { columns: 3, lineHeight: 100, headHeight: 40 });
const shape = (layout: Layout): string[] =>
  layout
    .lines(0, layout.lineCount)
    .map((line) => `${line.top} ${line.kind === 'head' ? line.group.key : `${line.from}-${line.to}`}`);

describe('the layout', () => {
  it('puts each group on lines of its own, below its head', () => {
    const layout = grid();
    expect(shape(layout)).toEqual(['0 a', '40 0-3', '140 3-5', '240 b', '280 c', '320 5-8', '420 8-9']);
    expect(layout.height).toBe(520);
  });

  it('shows nothing of a folded group but its head', () => {
    const layout = grid(['a']);
    expect(shape(layout)).toEqual(['0 a', '40 b', '80 c', '120 0-3', '220 3-4']);
    expect(layout.rows.map(({ name }) => name)).toEqual(['c0', 'c1', 'c2', 'c3']);
  });

  it('has no heads where there are no groups', () => {
    const list = new Layout([group('', 3)], () => true, { columns: 1, lineHeight: 44, headHeight: 0 });
    expect(shape(list)).toEqual(['0 0-1', '44 1-2', '88 2-3']);
  });

  it('knows which lines are in sight', () => {
    expect(linesBetween(grid(), 140, 280)).toEqual({ from: 2, to: 4 });
    expect(linesBetween(grid(), -300, 10)).toEqual({ from: 0, to: 1 });
    expect(linesBetween(grid(), 9000, 9100)).toEqual({ from: 7, to: 7 });
  });

  it('knows on which line a machine stands', () => {
    expect([0, 2, 3, 5, 8, 9, -1].map((at) => grid().lineOf(at))).toEqual([1, 1, 2, 5, 6, -1, -1]);
    expect(grid(['c']).lineOf(4)).toBe(2);
  });

  it('leads down and up within a column, over heads, and to the end of a shorter line', () => {
    expect(down(grid(), 1, 1)).toBe(4);
    expect(down(grid(), 2, 1)).toBe(4);
    expect(down(grid(), 4, 1)).toBe(6);
    expect(down(grid(), 6, -1)).toBe(4);
    expect(down(grid(), 7, 1)).toBe(8);
    expect(down(grid(), 7, 9)).toBe(8);
    expect(down(grid(), 1, -1)).toBe(1);
    expect(down(grid(['a']), 0, -1)).toBe(0);
  });

  it('is made of 10,000 machines within a frame', () => {
    const many = [{ key: '', rows: manyMachines(10_000) }];
    const begun = performance.now();
    const layout = new Layout(many, () => false, { columns: 1, lineHeight: 44, headHeight: 0 });
    expect(performance.now() - begun).toBeLessThan(50); // 16 ms is a frame; this machine may be busy with other tests
    expect(linesBetween(layout, 44_000, 44_440)).toEqual({ from: 1000, to: 1010 });
  });
});
