import type { DomainId } from '../domains/definition';
import type { LockedDomain } from '../domains/domain';
import type { DomainList } from '../domains/domain-list';
import { EventStream } from '../domains/events';
import { PaddockError, toFailure, type Failure } from '../domains/failure';
import type { Job, Operation, Requester } from '../domains/job';
import { busy } from '../domains/jobs';
import type { OperationRecord } from '../domains/operation-record';
import { recordedOf } from '../domains/output-tail';
import type { Driver } from '../drivers/driver';
import { checkPermitted, type MachineOperation } from './permission';

/** A driver with its list. */
export interface Managed {
  readonly driver: Driver;
  readonly list: DomainList<unknown, unknown>;
}

/** What is filled in for these stands in a form that stays open until it is right. */
const OF_FORMS: readonly Operation[] = ['redefine', 'snapshot-create'];

/** Runs every operation on machines the same way, and records how each ended. */
export class Operations {
  readonly #ended: EventStream<OperationRecord>;
  readonly #log: (message: string) => void;

  constructor(log: (message: string) => void, listenerFailed: (error: unknown) => void) {
    this.#log = log;
    this.#ended = new EventStream(listenerFailed);
  }

  onEnded(listener: (record: OperationRecord) => void): () => void {
    return this.#ended.subscribe(listener);
  }

  /**
   * The dance of every change: lock the machine; where a job runs that gives way to this one, cancel it, wait for its end
   * unlocked and begin anew; check capability and state; begin the job, work, end the job, unlock.
   */
  async run<T>(
    { driver, list }: Managed,
    id: DomainId,
    operation: MachineOperation,
    by: Requester,
    work: (machine: LockedDomain<unknown, unknown>, job: Job) => Promise<T>,
    how?: string,
  ): Promise<T> {
    for (;;) {
      const outcome = await list.use(id, operation, async (machine) => {
        const others = machine.jobs.inTheWayOf(operation);
        const firm = others.find((job) => !job.yieldsTo(operation));
        if (firm) throw busy(machine.definition.name, firm.view());
        for (const job of others) job.cancel(`“${operation}” was asked for.`);
        if (others.length > 0) return { waitFor: others } as const;
        checkPermitted(driver, machine, operation);
        const value = await this.perform(machine, operation, by, (job) => work(machine, job), how);
        return { waitFor: null, value } as const;
      });
      if (outcome.waitFor === null) return outcome.value;
      await Promise.all(outcome.waitFor.map((job) => job.awaitEnd(operation)));
    }
  }

  /** Runs one job on a locked machine and records how it ended; `how` says in which of several ways it was asked for. */
  async perform<T>(
    machine: LockedDomain<unknown, unknown>,
    operation: Operation,
    by: Requester,
    work: (job: Job) => Promise<T>,
    how?: string,
  ): Promise<T> {
    const { id } = machine;
    const { name, driver } = machine.definition;
    const job = machine.beginJob(operation, by);
    let failure: Failure | null = null;
    try {
      return await work(job);
    } catch (error) {
      // What a cancelled job threw on its way out matters less than that it was cancelled.
      const told = job.cancelled ?? error;
      failure = toFailure(told);
      throw told instanceof PaddockError ? told : new PaddockError(failure, { cause: error });
    } finally {
      // What a form holds and can't be is told at its field: the machine is as it was, and nothing of it has failed.
      const isOfForm = OF_FORMS.includes(operation) && failure?.field !== undefined;
      if (!isOfForm) machine.setFailure(failure && keptOf(failure, operation, how));
      machine.endJob(job);
      const output = job.output && recordedOf(job.output);
      this.record({ id, driver, name, operation, by, since: job.since, failure, output });
    }
  }

  /** Notes how an operation ended, and tells of it. */
  record(ended: Omit<OperationRecord, 'milliseconds'>): void {
    const { id, name, operation, by, since, failure } = ended;
    const milliseconds = Date.now() - since;
    const outcome = failure ? `${failure.code}, ${failure.message}` : 'done';
    this.#log(`${operation} “${name}” ${id} by ${by}: ${outcome} (${milliseconds} ms)`);
    this.#ended.emit({ ...ended, milliseconds });
  }
}

/** What a machine keeps of what failed: none of what was cancelled, else with which operation it was, and how to try it again. */
function keptOf(failure: Failure, operation: Operation, how: string | undefined): Failure | null {
  if (failure.code === 'cancelled') return null;
  if (failure.remedy?.kind !== 'retry' || how === undefined) return { ...failure, operation };
  return { ...failure, operation, remedy: { kind: 'retry', how } };
}
