import type { MachineRow } from '../../preload/contract';
import type { DomainSnapshot } from '../domains/domain';
import { isActive } from '../domains/state';
import type { Hypervisor } from '../hypervisor/hypervisor';
import { machineRow } from './views';

/** The machines that are active or at work: the first by name, and how many there are. */
export interface ActiveMachines {
  readonly first: readonly MachineRow[];
  readonly count: number;
  /** Whether one of them can be paused. */
  readonly canSuspend: boolean;
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
const byName = (a: DomainSnapshot, b: DomainSnapshot): number =>
  collator.compare(a.definition.name, b.definition.name);

/** Looks at each machine once and makes rows of those alone that are shown: of 10,000 machines that is asked often. */
export function activeMachines(hypervisor: Hypervisor, most: number): ActiveMachines {
  const active = hypervisor.list().filter(({ state, job }) => isActive(state) || job !== null);
  const first: DomainSnapshot[] = [];
  for (const machine of active) {
    const last = first[most - 1];
    if (last && byName(machine, last) >= 0) continue;
    const at = first.findIndex((one) => byName(machine, one) < 0);
    first.splice(at < 0 ? first.length : at, 0, machine);
    first.length = Math.min(first.length, most);
  }
  return {
    first: first.map((machine) => machineRow(hypervisor, machine)),
    count: active.length,
    canSuspend: active.some((machine) => hypervisor.permission(machine, 'suspend').allowed),
  };
}
