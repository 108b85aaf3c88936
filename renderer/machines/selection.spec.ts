import { describe, expect, it } from 'vitest';
import { fakeId } from '../testing/fake-rows';
import { addAll, extendTo, NOTHING, pointAt, shareOf, toggle, toggleAll, type Selection } from './selection';

const order = Array.from({ length: 9 }, (_, at) => fakeId(at));
const id = fakeId;
const numbers = ({ ids }: Selection): number[] =>
  order.flatMap((one, number) => (ids.has(one) ? [number] : []));
const extend = (selection: Selection, to: number, shown = order): Selection =>
  extendTo(selection, shown, id(to), id(0));

describe('the selection', () => {
  it('takes a machine in and lets it go', () => {
    const two = toggle(toggle(NOTHING, id(2)), id(5));
    expect(numbers(two)).toEqual([2, 5]);
    expect(numbers(toggle(two, id(2)))).toEqual([5]);
  });

  it('takes in a range from what was pointed at last, in either direction', () => {
    const from = toggle(NOTHING, id(4));
    expect(numbers(extend(from, 6))).toEqual([4, 5, 6]);
    expect(numbers(extend(from, 2))).toEqual([2, 3, 4]);
  });

  it('lets go of what a range no longer reaches, and of nothing else', () => {
    const before = toggle(toggle(NOTHING, id(0)), id(4));
    const long = extend(before, 8);
    expect(numbers(long)).toEqual([0, 4, 5, 6, 7, 8]);
    expect(numbers(extend(long, 5))).toEqual([0, 4, 5]);
    expect(numbers(extend(extend(long, 5), 3))).toEqual([0, 3, 4]);
  });

  it('begins a range where one went without selecting', () => {
    const gone = pointAt(toggle(NOTHING, id(0)), id(5));
    expect(numbers(gone)).toEqual([0]);
    expect(numbers(extend(gone, 6))).toEqual([0, 5, 6]);
  });

  it('begins a range at the active machine where nothing was pointed at yet', () => {
    expect(numbers(extendTo(NOTHING, order, id(3), id(1)))).toEqual([1, 2, 3]);
  });

  it('begins a range anew where its beginning is not shown any more, and keeps what was selected', () => {
    const hidden = extend(toggle(NOTHING, id(7)), 8);
    expect(numbers(extend(hidden, 1, order.slice(0, 5)))).toEqual([0, 1, 7, 8]);
  });

  it('takes in all that are shown, and lets them go when it has them', () => {
    const shown = order.slice(2, 5);
    const all = toggleAll(toggle(NOTHING, id(8)), shown);
    expect(numbers(all)).toEqual([2, 3, 4, 8]);
    expect(numbers(toggleAll(all, shown))).toEqual([8]);
    expect(numbers(addAll(all, shown))).toEqual([2, 3, 4, 8]);
  });

  it('says how much of some is selected', () => {
    const selection = toggle(NOTHING, id(2));
    expect(shareOf(selection, order)).toBe('some');
    expect(shareOf(selection, [id(2)])).toBe('all');
    expect(shareOf(selection, [id(3)])).toBe('none');
    expect(shareOf(selection, [])).toBe('none');
  });
});
