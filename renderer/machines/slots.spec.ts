import { describe, expect, it } from 'vitest';
import { Slots } from './slots';

const rowsOf = (slots: Slots, subjects: readonly string[], most = 100): readonly (number | undefined)[] => {
  const { rows } = slots.assign(subjects, most);
  return subjects.map((subject) => rows.get(subject));
};

describe('the rows that are drawn', () => {
  it('stay with their machines, and go to others when those leave', () => {
    const slots = new Slots(() => false);
    expect(rowsOf(slots, ['a', 'b', 'c'])).toEqual([0, 1, 2]);
    expect(rowsOf(slots, ['b', 'c', 'd'])).toEqual([1, 2, 0]);
    expect(rowsOf(slots, ['d', 'c', 'b'])).toEqual([0, 2, 1]);
  });

  it('are one for each machine in sight', () => {
    const slots = new Slots(() => false);
    rowsOf(slots, ['a', 'b']);
    expect(new Set(rowsOf(slots, ['c', 'd', 'e']))).toEqual(new Set([0, 1, 2]));
    rowsOf(slots, ['c']);
    expect(new Set(rowsOf(slots, ['c', 'x', 'y'])).size).toBe(3);
  });

  it('are filled a few at a time, what matters most first', () => {
    const slots = new Slots(() => false);
    rowsOf(slots, ['a', 'b']);
    expect(rowsOf(slots, ['c', 'b', 'd', 'e'], 2)).toEqual([0, 1, 2, undefined]);
    expect(rowsOf(slots, ['c', 'b', 'd', 'e'], 2)).toEqual([0, 1, 2, 3]);
  });

  it('are kept of those that left for as many as still have none', () => {
    const slots = new Slots(() => false);
    rowsOf(slots, ['a', 'b', 'c']);
    const first = slots.assign(['d', 'e'], 1);
    expect([[...first.rows], [...first.parked]]).toEqual([[['d', 2]], [['a', 0]]]);
    const second = slots.assign(['d', 'e'], 1);
    expect([[...second.rows], [...second.parked]]).toEqual([
      [
        ['d', 2],
        ['e', 0],
      ],
      [],
    ]);
  });

  it('go to nobody while a person has a finger on them', () => {
    const held = new Set([0]);
    const slots = new Slots((slot) => held.has(slot));
    rowsOf(slots, ['a', 'b']);
    expect(rowsOf(slots, ['b', 'c'])).toEqual([1, 2]);
    held.clear();
    expect(rowsOf(slots, ['b', 'a'])).toEqual([1, 2]);
  });
});
