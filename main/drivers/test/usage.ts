import type { Usage } from '../driver';

/** Waves of load, in seconds: one that is seen within a minute and one within an hour. */
const WAVES = [
  { period: 37, share: 0.5 },
  { period: 1_100, share: 0.35 },
] as const;
const MIB = 1024 * 1024;

export interface Load {
  /** The same for the same machine each time. */
  readonly seed: number;
  /** In bytes. */
  readonly memory: number;
  readonly cpus: number;
  /** How long it has run, pauses left out, in ms. */
  readonly ranMs: number;
  readonly isPaused: boolean;
}

/**
 * What a simulated machine takes: believable and the same for the same machine at the same time. Counters are the loads'
 * integrals, so that they only grow.
 */
export function simulatedUsage({ seed, memory, cpus, ranMs, isPaused }: Load): Usage {
  const seconds = ranMs / 1000;
  const busyness = 0.02 + 0.6 * ((seed % 97) / 97) ** 3; // most are idle, a few are not
  const phase = (seed % 1_000) / 1_000;
  const busySeconds = busyness * cpus * integral(seconds, phase);
  const traffic = busyness * integral(seconds, 1 - phase);
  return {
    cpuNanoseconds: Math.round(busySeconds * 1e9),
    memoryBytes: Math.round(memory * (0.35 + 0.3 * phase + (isPaused ? 0 : 0.1 * wave(seconds, phase)))),
    diskReadBytes: Math.round(traffic * 3 * MIB),
    diskWrittenBytes: Math.round(traffic * 1.4 * MIB),
    netReceivedBytes: Math.round(traffic * 0.9 * MIB),
    netSentBytes: Math.round(traffic * 0.3 * MIB),
  };
}

const angle = (seconds: number, period: number, phase: number): number =>
  2 * Math.PI * (seconds / period + phase);

/** Between 0 and 1. */
function wave(seconds: number, phase: number): number {
  return WAVES.reduce(
    (sum, { period, share }) => sum + share * 0.5 * (1 + Math.sin(angle(seconds, period, phase))),
    0.15,
  );
}

/** Of `wave`, from 0 on. */
function integral(seconds: number, phase: number): number {
  return WAVES.reduce((sum, { period, share }) => {
    const swing =
      (period / (2 * Math.PI)) *
      (Math.cos(angle(0, period, phase)) - Math.cos(angle(seconds, period, phase)));
    return sum + share * 0.5 * (seconds + swing);
  }, 0.15 * seconds);
}
