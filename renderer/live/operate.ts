import type { Action, DomainId, Failure, Operation, StartHow } from '../../preload/contract';
import { call, failureOf } from '../bridge';
import { confirming } from './confirming.svelte';
import { route } from './route.svelte';
import { news } from './news.svelte';

/** What can be asked of a machine that exists. */
export type MachineOperation = Extract<
  Operation,
  'start' | 'suspend' | 'resume' | 'save' | 'shutdown' | 'destroy' | 'reboot' | 'reset'
>;

/** Asks something of a machine, and gives what failed to whoever asked, who tells it. */
export async function ask(id: DomainId, operation: MachineOperation): Promise<Failure | null> {
  return failureFrom(() => call(`machine.${operation}`, { id }));
}

async function failureFrom(asking: () => Promise<void>): Promise<Failure | null> {
  try {
    await asking();
    return null;
  } catch (error) {
    return failureOf(error);
  }
}

/**
 * Asks something of a machine. A failure is told once: on the machine's own page it stands there already (the row
 * carries it), anywhere else as a note. What loses something is asked about first. Returns whether it succeeded.
 */
export async function operate(id: DomainId, operation: MachineOperation): Promise<boolean> {
  if (!(await confirming.mayGoOn(operation, id))) return false;
  return tell(id, await ask(id, operation));
}

/** Starts a machine that is off in another way than the normal one. */
export async function startSo(id: DomainId, how: StartHow): Promise<boolean> {
  return tell(id, await failureFrom(() => call('machine.start', { id, how })));
}

/** Tells of a failure, where there was one. Returns whether there was none. */
function tell(id: DomainId, failure: Failure | null): boolean {
  if (failure === null) return true;
  const isOpen = route.current.page === 'machine' && route.current.id === id;
  // What was refused beforehand is not recorded on the machine, and a cancelled job is no failure.
  const isRecorded = !['wrong-state', 'busy', 'unsupported', 'lock-timeout', 'internal'].includes(
    failure.code,
  );
  if (failure.code !== 'cancelled' && !(isOpen && isRecorded)) news.tellFailure(failure, id);
  return false;
}

const ASKED: readonly string[] = [
  'start',
  'suspend',
  'resume',
  'save',
  'shutdown',
  'destroy',
  'reboot',
  'reset',
] satisfies readonly MachineOperation[];
const HOWS: readonly string[] = ['paused', 'disposable'] satisfies readonly StartHow[];

/**
 * Asks once more for what failed, in the same way: a run of which nothing was to be kept must not become one that writes to
 * its disks. Undefined for what needs more than the machine to be asked again, such as a disk's work.
 */
export function retryOf(id: DomainId, { operation, remedy }: Failure): (() => Promise<boolean>) | undefined {
  if (remedy?.kind !== 'retry' || operation === undefined || !isAsked(operation)) return undefined;
  const { how } = remedy;
  if (operation === 'start' && isHow(how)) return () => startSo(id, how);
  return () => operate(id, operation);
}

const isAsked = (operation: string): operation is MachineOperation => ASKED.includes(operation);
const isHow = (how: string | undefined): how is StartHow => how !== undefined && HOWS.includes(how);

/** Does what only machines of one driver can do, where nothing has to be asked before. */
export async function act(id: DomainId, action: Action): Promise<void> {
  try {
    await call('machine.act', { id, action: action.id, values: {} });
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code !== 'cancelled') news.tellFailure(failure, id);
  }
}

/** Gives up a job. */
export async function cancelJob(id: DomainId, job: string): Promise<void> {
  try {
    await call('machine.cancel', { id, job });
  } catch (error) {
    news.tellFailure(failureOf(error), id);
  }
}
