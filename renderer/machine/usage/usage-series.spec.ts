import { describe, expect, it } from 'vitest';
import type { UsageHistory } from '../../../preload/contract';
import { withGaps } from './usage-series.svelte';

const history = (at: number[]): UsageHistory => {
  const one = at.map(() => 1);
  return { at, cpu: one, memory: one, diskRead: one, diskWritten: one, netReceived: one, netSent: one };
};

describe('a history with times in which nothing was measured', () => {
  it('has a gap there, and none elsewhere', () => {
    const { at, cpu } = withGaps(history([0, 10, 20, 200, 210]));
    expect(at).toEqual([0, 10, 20, 21, 200, 210]);
    expect(cpu).toEqual([1, 1, 1, null, 1, 1]);
  });

  it('of one point or none is left as it is', () => {
    expect(withGaps(history([5])).at).toEqual([5]);
    expect(withGaps(history([])).at).toEqual([]);
  });
});
