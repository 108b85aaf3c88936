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

/**
 * Memory of a process and its descendants, in MiB; pages that several share count once between all. `Pss`: all that is
 * mapped. `Pss_Anon`: what is theirs alone, without pages of program files, which the kernel drops where others need memory.
 */
export function memoryMib(pid: number, what: 'Pss' | 'Pss_Anon' = 'Pss'): number {
  let kilobytes = 0;
  for (const one of family(pid)) {
    try {
      const rollup = readFileSync(`/proc/${one}/smaps_rollup`, 'utf8');
      kilobytes += Number(new RegExp(`^${what}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0);
    } catch {
      continue;
    }
  }
  return kilobytes / 1024;
}

/** Processor time that each thread of a process and of its descendants has used, in ms. */
function cpuOfEach(pid: number): ReadonlyMap<string, number> {
  const used = new Map<string, number>();
  for (const one of family(pid)) {
    try {
      for (const thread of readdirSync(`/proc/${one}/task`)) {
        // In nanoseconds: a process's own figures are hundredths of a second, and of what is calm next to nothing.
        const [onCpu = '0'] = readFileSync(`/proc/${one}/task/${thread}/schedstat`, 'utf8').split(' ');
        used.set(`${one} ${thread}`, Number(onCpu) / 1e6);
      }
    } catch {
      continue; // it ended meanwhile
    }
  }
  return used;
}

/** What they have used between two looks, in ms, as far as they are still there. */
function cpuBetween(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): number {
  return [...now].reduce((sum, [pid, used]) => sum + used - (before.get(pid) ?? 0), 0);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The share of one core that they use over a time, in percent. */
export async function cpuPercent(pid: number, overMs: number): Promise<number> {
  const before = cpuOfEach(pid);
  const began = performance.now();
  await pause(overMs);
  return (100 * cpuBetween(before, cpuOfEach(pid))) / (performance.now() - began);
}

/**
 * Waits until they are calm: under a tenth of a core for half a second. Returns when that half second began (by
 * `performance.now()`), or the end of the wait where they never are.
 */
export async function calm(pid: number, limitMs: number): Promise<number> {
  const end = performance.now() + limitMs;
  let since = performance.now();
  let before = cpuOfEach(pid);
  while (performance.now() < end) {
    await pause(100);
    const now = cpuOfEach(pid);
    if (cpuBetween(before, now) > 10) since = performance.now();
    else if (performance.now() - since >= 500) return since;
    before = now;
  }
  return performance.now();
}
