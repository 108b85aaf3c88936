import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How the kernel's control groups are laid out here. */
export type Hierarchy = 'v1' | 'v2';

export const CGROUPS = '/sys/fs/cgroup';

/** By where the memory controller is (cgroups(7)): on a mixed computer the first layout has it. */
export function findHierarchy(folder = CGROUPS): Hierarchy {
  return existsSync(join(folder, 'cgroup.controllers')) ? 'v2' : 'v1';
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
