import { describe, expect, it } from 'vitest';
import { windowOf } from './window-of';

describe('the rows that are drawn', () => {
  it('are those in sight and a few around', () => {
    expect(windowOf(10_000, 44, 44_000, 440)).toEqual({ from: 990, to: 1020 });
  });
  it('are no more than there are', () => {
    expect(windowOf(3, 44, 0, 440)).toEqual({ from: 0, to: 3 });
    expect(windowOf(0, 44, 0, 440)).toEqual({ from: 0, to: 0 });
  });
  it('are still some when the list has grown shorter than where one was', () => {
    const { from, to } = windowOf(5, 44, 44_000, 440);
    expect(from).toBe(0);
    expect(to).toBe(5);
  });
});
