import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Usage } from '../driver';
import type { Doing } from './listing';

/** OpenVZ's kernel counts in these at any rate (USER_HZ). */
const NANOSECONDS_PER_TICK = 10_000_000;

/** What containers take on OpenVZ's own kernel: memory as vzlist tells it, processor time as the kernel itself does. */
export async function usageOnOpenvz(
  doing: ReadonlyMap<string, Doing>,
  proc: string,
): Promise<ReadonlyMap<string, Usage>> {
  const cpu = cpuTimes(await readFile(join(proc, 'vz/vestat'), 'latin1').catch(() => ''));
  const found = new Map<string, Usage>();
  for (const [ctid, { state, memoryBytes }] of doing) {
    if (state !== 'running') continue;
    found.set(ctid, {
      cpuNanoseconds: cpu.get(ctid) ?? null,
      memoryBytes,
      diskReadBytes: null,
      diskWrittenBytes: null,
      netReceivedBytes: null,
      netSentBytes: null,
    });
  }
  return found;
}

/** Reads /proc/vz/vestat: a line a container, with its number and its time as user, nice and system, in ticks. */
export function cpuTimes(vestat: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const line of vestat.split('\n')) {
    const [ctid = '', ...times] = line.trim().split(/\s+/);
    if (!/^\d+$/.test(ctid)) continue;
    const [user = NaN, nice = NaN, system = NaN] = times.map(Number);
    const ticks = user + nice + system;
    if (Number.isSafeInteger(ticks)) found.set(ctid, ticks * NANOSECONDS_PER_TICK);
  }
  return found;
}
