import type { BrokenRow, DriverView, MachineDetail, MachineRow, Permission } from '../../preload/contract';
import type { DomainSnapshot } from '../domains/domain';
import type { Operation } from '../domains/job';
import type { BrokenDefinition, DriverStatus, Hypervisor } from '../hypervisor';

/** Drivers that the create page has a form for. */
const WITH_FORM: readonly string[] = ['qemu', 'test'];

/** A machine as lists show it. */
export function machineRow(hypervisor: Hypervisor, machine: DomainSnapshot): MachineRow {
  const { definition, presence } = machine;
  const allows: Operation[] = [];
  for (const [operation, permission] of hypervisor.permissions(machine)) {
    if (permission.allowed) allows.push(operation);
  }
  return {
    id: machine.id,
    driver: machine.driver,
    version: machine.version,
    name: definition.name,
    state: machine.state,
    reason: machine.reason,
    since: machine.since,
    job: machine.job,
    failure: machine.failure,
    tags: [...definition.tags],
    ...hypervisor.summary(machine),
    addresses: [...(presence?.addresses ?? [])],
    accelerator: presence?.accelerator ?? null,
    allows,
  };
}

/** All that a machine's page shows. */
export function machineDetail(hypervisor: Hypervisor, machine: DomainSnapshot): MachineDetail {
  const permissions: Partial<Record<Operation, Permission>> = {};
  for (const [operation, permission] of hypervisor.permissions(machine)) permissions[operation] = permission;
  return {
    ...machineRow(hypervisor, machine),
    description: machine.definition.description,
    createdAt: machine.definition.createdAt,
    pid: machine.presence?.pid ?? null,
    startedAt: machine.presence?.startedAt ?? null,
    permissions,
    consoles: [...hypervisor.consoles(machine)],
    definition: JSON.stringify(machine.definition, null, 2),
  };
}

export function driverViews(drivers: readonly DriverStatus[]): DriverView[] {
  return drivers.map((driver) => ({ ...driver, creates: WITH_FORM.includes(driver.id) }));
}

export function brokenRows(broken: readonly BrokenDefinition[]): BrokenRow[] {
  return broken.map(({ path, name, driver, failure }) => ({ path, name, driver, failure }));
}
