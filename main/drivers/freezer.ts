import { join } from 'node:path';
import { CGROUPS, groupsOf, readOr, type Hierarchy } from './control-groups';

/**
 * Whether the kernel holds a container still, as told by the control group of its first process (freezer of cgroups(7)),
 * whoever froze it; null where that tells nothing. One small file, no program.
 */
export function isFrozen(pid: number, hierarchy: Hierarchy): boolean | null {
  const group = groupsOf(pid, hierarchy)('freezer');
  return group === null ? null : isGroupFrozen(group, hierarchy);
}

/** The same by the name of a group, where the first process is not known. */
export function isFrozenByName(name: string, hierarchy: Hierarchy): boolean | null {
  const root = hierarchy === 'v2' ? CGROUPS : join(CGROUPS, 'freezer');
  for (const parent of ['', 'machine.slice']) {
    const told = isGroupFrozen(join(root, parent, name), hierarchy);
    if (told !== null) return told;
  }
  return null;
}

function isGroupFrozen(group: string, hierarchy: Hierarchy): boolean | null {
  const state =
    hierarchy === 'v2'
      ? /^frozen ([01])$/m.exec(readOr(`${group}/cgroup.events`))?.[1]
      : /^[A-Z]+$/m.exec(readOr(`${group}/freezer.state`))?.[0];
  return state === undefined ? null : state !== '0' && state !== 'THAWED';
}
