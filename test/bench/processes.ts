import { readdirSync, readFileSync } from 'node:fs';

/** A process and all its descendants, by /proc. */
export function family(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
    } catch {
      continue; // it ended meanwhile
    }
  }
  const found = [pid];
  for (const one of found) found.push(...(children.get(one) ?? []));
  return found;
}

/** Proportional set size of a process and its descendants, in MiB: shared pages count once between all. */
export function memoryMib(pid: number): number {
  let kilobytes = 0;
  for (const one of family(pid)) {
    try {
      const rollup = readFileSync(`/proc/${one}/smaps_rollup`, 'utf8');
      kilobytes += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
    } catch {
      continue;
    }
  }
  return kilobytes / 1024;
}

/** Processor time that a process and its descendants have used, in ms. */
export function cpuMs(pid: number): number {
  let ticks = 0;
  for (const one of family(pid)) {
    try {
      const stat = readFileSync(`/proc/${one}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      continue;
    }
  }
  return ticks * 10; // the kernel counts hundredths of a second, whatever its own clock
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The share of one core that they use over a time, in percent. */
export async function cpuPercent(pid: number, overMs: number): Promise<number> {
  const before = cpuMs(pid);
  const began = performance.now();
  await pause(overMs);
  return (100 * (cpuMs(pid) - before)) / (performance.now() - began);
}

/**
 * Waits until they are calm: under a tenth of a core for half a second. Returns when that half second began (by
 * `performance.now()`), or the end of the wait where they never are.
 */
export async function calm(pid: number, limitMs: number): Promise<number> {
  const end = performance.now() + limitMs;
  let since = performance.now();
  let before = cpuMs(pid);
  while (performance.now() < end) {
    await pause(100);
    const now = cpuMs(pid);
    if (now - before > 10) since = performance.now();
    else if (performance.now() - since >= 500) return since;
    before = now;
  }
  return performance.now();
}
