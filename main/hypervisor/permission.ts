import type { DomainSnapshot, LockedDomain } from '../domains/domain';
import { PaddockError } from '../domains/failure';
import {
  canRunBeside,
  JOB_RULES,
  type BinOperation,
  type DiskOperation,
  type Operation,
} from '../domains/job';
import type { DomainState } from '../domains/state';
import { ABLE, unable, type Capability, type Driver } from '../drivers/driver';

/** What is asked of a machine that is in the list. */
export type MachineOperation = Exclude<Operation, BinOperation>;

/** In which states an operation makes sense. */
const ACCEPTED_STATES: Readonly<Record<MachineOperation, readonly DomainState[]>> = {
  define: [],
  start: ['shutoff', 'crashed', 'saved'],
  suspend: ['running'],
  resume: ['paused'],
  save: ['running', 'paused'],
  shutdown: ['running'],
  destroy: ['running', 'paused', 'saved', 'unknown'],
  reboot: ['running'],
  reset: ['running', 'paused'],
  undefine: ['shutoff', 'crashed', 'saved'],
  redefine: ['running', 'paused', 'shutoff', 'saved', 'crashed'],
  clone: ['shutoff', 'crashed'],
  'snapshot-create': ['running', 'paused', 'shutoff', 'crashed'],
  'snapshot-revert': ['running', 'paused', 'shutoff', 'crashed'],
  'snapshot-delete': ['running', 'paused', 'shutoff', 'crashed'],
  'disk-create': ['running', 'paused', 'shutoff', 'crashed'],
  'disk-resize': ['running', 'paused', 'shutoff', 'crashed'],
  'disk-convert': ['shutoff', 'crashed'],
  'disk-compact': ['shutoff', 'crashed'],
  'disk-check': ['shutoff', 'crashed'],
  'disk-repair': ['shutoff', 'crashed'],
  'disk-flatten': ['shutoff', 'crashed'],
  'disk-rebase': ['shutoff', 'crashed'],
  'disk-export': ['shutoff', 'crashed'],
  act: ['running', 'paused', 'shutoff', 'saved', 'crashed'], // each action has states of its own
};

const STATE_WORDS: Readonly<Record<DomainState, string>> = {
  running: 'running',
  paused: 'paused',
  shutoff: 'off',
  saved: 'saved to disk',
  crashed: 'crashed',
  unknown: 'in a state that Paddock can’t make out',
};

export type Permission = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };
const ALLOWED: Permission = Object.freeze({ allowed: true });

const PROTECTED = 'It is protected against deletion; that can be taken away in its settings.';

const NOTHING_KEPT = 'Nothing of this run is kept. Start the machine anew, the normal way, first.';

/** Whether what an operation would make, or change of a disk, would be gone with a run of which nothing is kept. */
function isLost({ presence }: Pick<DomainSnapshot, 'presence'>, operation: Operation): boolean {
  const keeps = operation === 'save' || operation.startsWith('snapshot-') || isOfDisk(operation);
  return presence?.disposable === true && keeps;
}

function isOfDisk(operation: Operation): operation is DiskOperation {
  return operation.startsWith('disk-');
}

/** Those of a machine as a whole: what can be done with a disk is told with the disk. */
const OPERATIONS = (Object.keys(ACCEPTED_STATES) as MachineOperation[]).filter(
  (operation) => operation !== 'define' && !isOfDisk(operation),
);

const NO_DISKS = unable('Machines of this kind have no disk images that Paddock could work on.');

function capabilityOf(driver: Driver, operation: MachineOperation): Capability {
  if (isOfDisk(operation)) return driver.disks ? ABLE : NO_DISKS;
  return driver.capabilities[operation];
}

/** Whether an operation would be accepted now, or why not. */
export function permissionFor(
  driver: Driver,
  machine: DomainSnapshot,
  operation: MachineOperation,
): Permission {
  const capability = capabilityOf(driver, operation);
  if (!capability.able) return { allowed: false, reason: capability.reason };
  if (operation === 'undefine' && machine.definition.protected) return { allowed: false, reason: PROTECTED };
  if (isLost(machine, operation)) return { allowed: false, reason: NOTHING_KEPT };
  const inTheWay = machine.jobs.filter((job) => !canRunBeside(job.operation, operation));
  const firm = inTheWay.find((job) => !JOB_RULES[job.operation].yieldsTo.includes(operation));
  if (firm) return { allowed: false, reason: `It is busy: “${firm.operation}” is running.` };
  // A job that gives way is changing the state (a start still shows `off`): force off ends it whatever it shows.
  if (inTheWay.length > 0 || ACCEPTED_STATES[operation].includes(machine.state)) return ALLOWED;
  return { allowed: false, reason: `The machine is ${STATE_WORDS[machine.state]}.` };
}

export function permissionsFor(
  driver: Driver,
  machine: DomainSnapshot,
): ReadonlyMap<MachineOperation, Permission> {
  return new Map(OPERATIONS.map((operation) => [operation, permissionFor(driver, machine, operation)]));
}

/** Throws `unsupported` or `wrong-state` where a locked machine can't be asked this. */
export function checkPermitted(
  driver: Driver,
  machine: LockedDomain<unknown, unknown>,
  operation: MachineOperation,
): void {
  const capability = capabilityOf(driver, operation);
  if (!capability.able) throw unsupported(operation, capability.reason);
  if (operation === 'undefine' && machine.definition.protected) {
    throw refusal(`“${machine.definition.name}” is not deleted. ${PROTECTED}`);
  }
  if (isLost(machine, operation)) throw refusal(`“${machine.definition.name}”: ${NOTHING_KEPT}`);
  // Forcing off what is off already is what was wanted: a machine may stop while one clicks.
  if (ACCEPTED_STATES[operation].includes(machine.state) || operation === 'destroy') return;
  throw refusal(`“${machine.definition.name}” is ${STATE_WORDS[machine.state]}.`);
}

export function refusal(message: string): PaddockError {
  return new PaddockError({
    code: 'wrong-state',
    message,
    next: 'Look at its state and choose what fits it.',
  });
}

export function unsupported(operation: Operation, reason: string): PaddockError {
  return new PaddockError({
    code: 'unsupported',
    message: `“${operation}” can’t be done here.`,
    cause: reason,
  });
}
