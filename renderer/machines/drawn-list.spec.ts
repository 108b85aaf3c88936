import { beforeEach, describe, expect, it } from 'vitest';
import { fakeRow } from '../testing/fake-rows';
import { DrawnList, type Drawn, type Sight } from './drawn-list';
import { Layout } from './layout';

const HEIGHT = 44;
const rows = Array.from({ length: 100 }, (_, at) => fakeRow(at, { name: `m${at}` }));
const layoutOf = (shown = rows): Layout =>
  new Layout([{ key: '', rows: shown }], () => false, { columns: 1, lineHeight: HEIGHT, headHeight: 0 });
/** Ten lines, of which the middle six are in sight. */
const sightAt = (from: number): Sight => ({
  from,
  to: from + 10,
  top: (from + 2) * HEIGHT,
  bottom: (from + 7) * HEIGHT,
});

let now: number;
let list: DrawnList;
beforeEach(() => {
  now = 1_000;
  list = new DrawnList(
    () => false,
    () => now,
  );
});
const draw = (from: number, later = 20, layout = layoutOf()): ReturnType<DrawnList['draw']> => {
  now += later;
  return list.draw(layout, sightAt(from));
};
const isParked = ({ line }: Drawn): boolean => line.top < 0;
const names = (drawn: readonly Drawn[]): (string | undefined)[] =>
  drawn.filter((one) => !isParked(one)).map(({ row }) => row?.name);

describe('what stands on the page of a list', () => {
  it('is there at once when it is seen for the first time, also where there was nothing before', () => {
    expect(draw(0, 20, layoutOf([]))).toEqual({ drawn: [], isBehind: false });
    const { drawn, isBehind } = draw(0, 1);
    expect(names(drawn)).toEqual(rows.slice(0, 10).map(({ name }) => name));
    expect(isBehind).toBe(false);
  });

  it('is filled a few rows a beat after a leap, those in sight first, until all are there in their order', () => {
    const before = draw(0).drawn.map(({ key }) => key);
    const leapt = draw(50);
    expect(names(leapt.drawn).sort()).toEqual(['m52', 'm53', 'm54', 'm55']);
    expect(leapt.drawn.map(({ key }) => key)).toEqual(before); // the same rows, and none was moved
    expect(leapt.isBehind).toBe(true);
    expect(names(draw(50, 1).drawn)).toHaveLength(4); // the beat is not over
    draw(50);
    const last = draw(50);
    expect(last.isBehind).toBe(false);
    expect(names(last.drawn)).toEqual(rows.slice(50, 60).map(({ name }) => name));
    expect(last.drawn.map(({ at }) => at)).toEqual(Array.from({ length: 10 }, (_, index) => 50 + index));
    expect(new Set(last.drawn.map(({ key }) => key))).toEqual(new Set(before));
  });
});
