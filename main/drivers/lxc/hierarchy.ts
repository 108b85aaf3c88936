import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How the kernel's control groups are laid out here: LXC takes a key of the other layout without a word, and ignores it. */
export type Hierarchy = 'v1' | 'v2';

const CGROUPS = '/sys/fs/cgroup';
const PERIOD_US = 100_000;

/** By where the memory controller is (cgroups(7)): on a mixed computer the first layout has it. */
export function findHierarchy(folder = CGROUPS): Hierarchy {
  return existsSync(join(folder, 'cgroup.controllers')) ? 'v2' : 'v1';
}

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

/** The folders of a container's control groups, by controller, found by its first process; empty where that is gone. */
export function groupsOf(pid: number, hierarchy: Hierarchy): (controller: string) => string | null {
  const lines = readOr(`/proc/${pid}/cgroup`).split('\n');
  return (controller) => {
    const line = lines.find((one) =>
      hierarchy === 'v2' ? one.startsWith('0::') : one.split(':')[1]?.split(',').includes(controller),
    );
    const group = line?.split(':').slice(2).join(':');
    // The first process may have put itself into a group below (systemd does).
    const own = /^(.*\/lxc\.payload\.[^/]+)/.exec(group ?? '')?.[1] ?? group;
    if (own === undefined || own === '' || own === '/') return null;
    return join(CGROUPS, hierarchy === 'v2' ? '' : controller, own);
  };
}

/** A file that the kernel makes as it is read; empty where it is gone. */
export function readOr(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
