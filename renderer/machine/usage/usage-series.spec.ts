import { describe, expect, it } from 'vitest';
import type { DomainId, UsageHistory } from '../../../preload/contract';
import { UsageSeries, withGaps } from './usage-series.svelte';

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

  it('has one as well before what is measured after a while', () => {
    const series = new UsageSeries('a' as DomainId, '5min');
    series.value = history([0, 1_000, 2_000]);
    const rates = { cpu: 1, memory: 1, diskRead: 1, diskWritten: 1, netReceived: 1, netSent: 1 };
    for (const at of [60_000, 61_000]) series.add({ at, rates });
    expect(series.value?.at).toEqual([0, 1_000, 2_000, 2_001, 60_000, 61_000]);
    expect(series.value?.memory).toEqual([1, 1, 1, null, 1, 1]);
  });

  it('of one point or none is left as it is', () => {
    expect(withGaps(history([5])).at).toEqual([5]);
    expect(withGaps(history([])).at).toEqual([]);
  });
});
