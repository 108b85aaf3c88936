import { describe, expect, it } from 'vitest';
import type { Usage } from '../drivers/driver';
import { ratesBetween, type Reading } from './rates';

const usage = (change: Partial<Usage>): Usage => ({
  cpuNanoseconds: 0,
  memoryBytes: 100,
  diskReadBytes: 0,
  diskWrittenBytes: 0,
  netReceivedBytes: null,
  netSentBytes: null,
  ...change,
});
const reading = (at: number, change: Partial<Usage> = {}): Reading => ({ at, usage: usage(change) });

describe('what a machine took between two readings', () => {
  it('is cores, bytes, and bytes a second', () => {
    const now = reading(2_000, { cpuNanoseconds: 3e9, diskReadBytes: 4_096, memoryBytes: 200 });
    expect(ratesBetween(reading(0), now)).toEqual({
      cpu: 1.5,
      memory: 200,
      diskRead: 2_048,
      diskWritten: 0,
      netReceived: null,
      netSent: null,
    });
  });

  it('is not known without an earlier one, but for the memory', () => {
    expect(ratesBetween(undefined, reading(0))).toMatchObject({ cpu: null, diskRead: null, memory: 100 });
  });

  it('is not known where a counter began anew', () => {
    const before = reading(0, { cpuNanoseconds: 9e9 });
    expect(ratesBetween(before, reading(1_000, { cpuNanoseconds: 1e9 })).cpu).toBeNull();
  });
});
