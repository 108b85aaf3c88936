import {
  DefineRequestSchema,
  HardwareChoicesSchema,
  RequestChoicesSchema,
  HardwareSchema,
  type BelongingView,
  type BinRow,
  type BrokenRow,
  type Busy,
  type DiskView,
  type DriverView,
  type ForeignView,
  type Hardware,
  type HardwareChoices,
  type RequestChoices,
  type MachineDetail,
  type MachineRow,
  type Permission,
} from '../../preload/contract';
import type { Disk } from '../hypervisor/disks';
import { textOf } from '../domains/definition-text';
import type { DomainSnapshot } from '../domains/domain';
import type { Operation } from '../domains/job';
import type { ForeignMachine } from '../drivers/foreign-machine';
import type { ListInspection } from '../domains/domain-list';
import type { LockView } from '../domains/lock';
import type { DriverStatus, Hypervisor, NeededBelonging } from '../hypervisor/hypervisor';
import type { BrokenDefinition } from '../hypervisor/managed-drivers';

/** Drivers that the create page has a form for: those whose requests may cross the border. */
const WITH_FORM: readonly string[] = DefineRequestSchema.options.map(({ shape }) => shape.driver.value);

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
    server: null,
    ...hypervisor.facts.summary(machine),
    addresses: [...(presence?.addresses ?? [])],
    accelerator: presence?.accelerator ?? null,
    disposable: presence?.disposable === true,
    createdAt: definition.createdAt,
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
    autostart: machine.definition.autostart,
    protected: machine.definition.protected,
    pid: machine.presence?.pid ?? null,
    startedAt: machine.presence?.startedAt ?? null,
    agent: machine.presence?.agent ?? null,
    permissions,
    stoodOn: hypervisor.facts.stoodOn(machine),
    consoles: [...hypervisor.consoles(machine)],
    actions: hypervisor.facts.actions(machine).map((action) => ({ ...action })),
    snapshots: machine.definition.snapshots.map(({ config: _, ...shown }) => shown),
    snapshot: machine.definition.snapshot,
    snapshotable: snapshotableOf(hypervisor, machine),
    editable: editableOf(hypervisor, machine),
    ...hypervisor.facts.traits(machine),
    startsHow: [...hypervisor.facts.startsHow(machine)],
    live: [...hypervisor.facts.live(machine)],
    pending: [...hypervisor.facts.pending(machine)],
    definition: textOf(machine.definition),
    differences: hypervisor.facts.differences(machine).map(({ path, from, to }) => ({
      path,
      now: JSON.stringify(from) ?? null,
      next: JSON.stringify(to) ?? null,
    })),
  };
}

function snapshotableOf(hypervisor: Hypervisor, machine: DomainSnapshot): Permission {
  const capability = hypervisor.snapshots.canTake(machine);
  return capability.able ? { allowed: true } : { allowed: false, reason: capability.reason };
}

/** Null for a driver that the window has no form for. */
function editableOf(hypervisor: Hypervisor, machine: DomainSnapshot): Hardware | null {
  const parsed = HardwareSchema.safeParse({
    driver: machine.driver,
    hardware: hypervisor.facts.hardware(machine),
  });
  return parsed.success ? parsed.data : null;
}

export function diskViews(disks: readonly Disk[]): DiskView[] {
  return disks.map((disk) => ({
    ...disk,
    backing: [...disk.backing],
    holders: [...disk.holders],
    uses: disk.uses.map(({ machine: { id, name }, as, inBin }) => ({ id, name, as, inBin })),
  }));
}

/** Null for a driver whose form has nothing to choose from. */
export function choicesView(driver: string, choices: unknown): HardwareChoices | null {
  const parsed = HardwareChoicesSchema.safeParse({ driver, choices });
  return parsed.success ? parsed.data : null;
}

/** Null for a driver whose create form has nothing to choose from. */
export function requestChoicesView(driver: string, choices: unknown): RequestChoices | null {
  const parsed = RequestChoicesSchema.safeParse({ driver, choices });
  return parsed.success ? parsed.data : null;
}

/** Disks of these formats are written by machines as they are. */
const IN_PLACE = ['qcow2', 'raw'];

export function foreignView(found: ForeignMachine, lacks: readonly string[]): ForeignView {
  const { kind, name, memory, cpus, lost, left } = found;
  const inPlace =
    found.disks.length > 0 &&
    found.disks.every(({ format, source }) => source.kind === 'file' && IN_PLACE.includes(format));
  return {
    kind,
    name,
    memory,
    cpus,
    disks: found.disks.map(({ title, format, bytes }) => ({ title, format, bytes })),
    lost: [...lost],
    inPlace: inPlace
      ? { allowed: true }
      : { allowed: false, reason: 'Disks of this format, or inside an archive, can only be copied.' },
    left: [...left, ...lacks],
  };
}

export function driverViews(drivers: readonly DriverStatus[]): DriverView[] {
  return drivers.map((driver) => ({ ...driver, creates: WITH_FORM.includes(driver.id) }));
}

export function brokenRows(broken: readonly BrokenDefinition[]): BrokenRow[] {
  return broken.map(({ path, name, driver, failure }) => ({ path, name, driver, failure }));
}

export function belongingViews(belongings: readonly NeededBelonging[]): BelongingView[] {
  return belongings.map(({ path, bytes, neededBy }) => ({
    path,
    bytes,
    neededBy: neededBy.map(({ definition, inBin }) => ({ name: definition.name, inBin })),
  }));
}

/** What is in the bin, with what each takes on the drive and who needs that. */
export async function binRows({ bin }: Pick<Hypervisor, 'bin'>): Promise<BinRow[]> {
  const all = bin.list();
  const belongings = await bin.belongings(all);
  return all.map(({ driver, definition, binnedAt, goesAt }, at) => {
    const files = belongings[at] ? belongingViews(belongings[at]) : null;
    return {
      id: definition.id,
      driver,
      name: definition.name,
      binnedAt,
      goesAt,
      bytes: files?.reduce((sum, file) => sum + file.bytes, 0) ?? null,
      neededBy: files?.flatMap(({ neededBy }) => neededBy) ?? [],
    };
  });
}

/** Only what is held, waited for or at work: of ten thousand machines few are. */
export function busyView(inspections: readonly ListInspection[]): Busy {
  return {
    lists: inspections
      .map(({ driver, list }) => ({ driver, ...lockOf(list) }))
      .filter(({ holder, queue }) => holder || queue.length > 0),
    machines: inspections
      .flatMap(({ machines }) => machines)
      .filter(({ lock, jobs }) => lock.holder || lock.queue.length > 0 || jobs.length > 0)
      .map(({ id, name, lock, jobs, waitingForJobs }) => ({
        id,
        name,
        ...lockOf(lock),
        jobs: [...jobs],
        waitingForJobs: [...waitingForJobs],
      })),
  };
}

function lockOf({ holder, queue }: LockView): Pick<Busy['lists'][number], 'holder' | 'queue'> {
  return { holder, queue: [...queue] };
}
