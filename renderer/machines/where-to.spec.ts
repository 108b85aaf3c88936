import { describe, expect, it } from 'vitest';
import { fakeRow } from '../testing/fake-rows';
import { Layout } from './layout';
import { whereTo } from './where-to';

const rows = Array.from({ length: 8 }, (_, at) => fakeRow(at, { name: `m${at}` }));
const laidOut = (columns: number): Layout =>
  new Layout([{ key: '', rows }], () => false, { columns, lineHeight: 100, headHeight: 0 });
const to = (key: string, at: number, columns = 1): number | null =>
  whereTo(key, laidOut(columns), at, { isGrid: columns > 1, page: 3 });

describe('keys in the list of machines', () => {
  it('lead to its ends, to the next line and a page on', () => {
    expect(['Home', 'End'].map((key) => to(key, 4))).toEqual([0, 7]);
    expect(['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp'].map((key) => to(key, 4))).toEqual([5, 3, 7, 1]);
  });

  it('begin at its beginning where no machine is pointed at', () => {
    for (const key of ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home']) expect(to(key, -1)).toBe(0);
  });

  it('lead sideways where machines stand beside each other, and nowhere else', () => {
    expect([to('ArrowRight', 4, 3), to('ArrowLeft', 4, 3)]).toEqual([5, 3]);
    expect([to('ArrowRight', 4), to('ArrowLeft', 4), to('x', 4)]).toEqual([null, null, null]);
  });
});
