import type { Hierarchy } from '../control-groups';

/* LXC takes a key of the other layout of control groups without a word, and ignores it. */

const PERIOD_US = 100_000;

/** A limit, by the name of its file in a control group. */
export interface Limit {
  readonly file: string;
  readonly value: string;
}

/** The file that limits memory, in bytes; null takes the limit away. */
export function memoryLimit(hierarchy: Hierarchy, bytes: number | null): Limit {
  return hierarchy === 'v2'
    ? { file: 'memory.max', value: bytes === null ? 'max' : String(bytes) }
    : { file: 'memory.limit_in_bytes', value: bytes === null ? '-1' : String(bytes) };
}

/** The file that limits processor time, by how much of each tenth of a second; null takes the limit away. */
export function cpuLimit(hierarchy: Hierarchy, cpus: number | null): Limit {
  const quota = cpus === null ? null : cpus * PERIOD_US;
  return hierarchy === 'v2'
    ? { file: 'cpu.max', value: `${quota ?? 'max'} ${PERIOD_US}` }
    : { file: 'cpu.cfs_quota_us', value: String(quota ?? -1) };
}

/** What a container's configuration calls the file of a control group. */
export function keyOf(hierarchy: Hierarchy, file: string): string {
  return `${hierarchy === 'v2' ? 'lxc.cgroup2' : 'lxc.cgroup'}.${file}`;
}

/** What a memory limit in a configuration says, in bytes: it may be written with a unit. Null where it is none. */
export function parseMemory(value: string | undefined): number | null {
  const match = /^(\d+)([kmgt]?)$/i.exec(value ?? '');
  if (!match) return null;
  const bytes = Number(match[1]) * 1024 ** ['', 'k', 'm', 'g', 't'].indexOf((match[2] ?? '').toLowerCase());
  return Number.isSafeInteger(bytes) ? bytes : null;
}

/** How many CPUs' time a limit allows, rounded up to whole ones; null where it is none. */
export function parseCpus(hierarchy: Hierarchy, value: string | undefined): number | null {
  const pattern = hierarchy === 'v2' ? /^(\d+) (\d+)$/ : /^(\d+)$/;
  const match = pattern.exec(value ?? '');
  if (!match) return null;
  const cpus = Math.ceil(Number(match[1]) / Number(match[2] ?? PERIOD_US));
  return cpus >= 1 ? cpus : null;
}
