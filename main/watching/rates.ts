import type { Usage } from '../drivers/driver';

/** What a machine took at one moment; null where it can't be known. */
export const METRICS = ['cpu', 'memory', 'diskRead', 'diskWritten', 'netReceived', 'netSent'] as const;
export type Metric = (typeof METRICS)[number];
/** `cpu` in cores (1 is one core, all of the time), `memory` in bytes, the others in bytes a second. */
export type Rates = Readonly<Record<Metric, number | null>>;

/** Counters as they were read, and when: ms of a clock that never jumps. */
export interface Reading {
  readonly at: number;
  readonly usage: Usage;
}

/**
 * What was taken between two readings; null where there is no earlier one to count from. A counter that has become
 * smaller began anew (the machine was started again): nothing is known of that time.
 */
export function ratesBetween(before: Reading | undefined, now: Reading): Rates {
  const seconds = before ? (now.at - before.at) / 1000 : 0;
  const rate = (counter: (usage: Usage) => number | null): number | null => {
    if (!before || seconds <= 0) return null;
    const [from, to] = [counter(before.usage), counter(now.usage)];
    return from === null || to === null || to < from ? null : (to - from) / seconds;
  };
  const cpu = rate(({ cpuNanoseconds }) => cpuNanoseconds);
  return {
    cpu: cpu === null ? null : cpu / 1e9,
    memory: now.usage.memoryBytes,
    diskRead: rate(({ diskReadBytes }) => diskReadBytes),
    diskWritten: rate(({ diskWrittenBytes }) => diskWrittenBytes),
    netReceived: rate(({ netReceivedBytes }) => netReceivedBytes),
    netSent: rate(({ netSentBytes }) => netSentBytes),
  };
}
