import { join } from 'node:path';
import { z } from 'zod';
import {
  checkName,
  DEFINITION_FORMAT,
  newDomainId,
  type Definition,
  type DomainId,
} from './domains/definition';
import { busy, type DomainSnapshot, type LockedDomain } from './domains/domain';
import { DomainList, type ListInspection } from './domains/domain-list';
import { EventStream, type DomainEvent } from './domains/events';
import { PaddockError, toFailure, type Failure } from './domains/failure';
import { Job, JOB_RULES, type Operation, type Requester } from './domains/job';
import { asNewChain } from './domains/lock';
import type { DomainState } from './domains/state';
import { FileStore, MemoryStore, type UnreadableDefinition } from './domains/store';
import type { Belonging, ConsoleInfo, DisplayConsole, Driver, Probe, TextConsole } from './drivers/driver';

/** In which states an operation makes sense. */
const ACCEPTED_STATES: Readonly<Record<Operation, readonly DomainState[]>> = {
  define: [],
  start: ['shutoff', 'crashed', 'saved'],
  suspend: ['running'],
  resume: ['paused'],
  shutdown: ['running'],
  destroy: ['running', 'paused', 'unknown'],
  reboot: ['running'],
  reset: ['running', 'paused'],
  undefine: ['shutoff', 'crashed', 'saved'],
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

/** An operation that has ended, for notifications and logs. */
export interface OperationRecord {
  readonly id: DomainId;
  readonly name: string;
  readonly operation: Operation;
  readonly by: Requester;
  readonly since: number;
  readonly milliseconds: number;
  readonly failure: Failure | null;
}

export interface DriverStatus {
  readonly id: string;
  readonly title: string;
  /** Null while the probe is under way. */
  readonly probe: Probe | null;
}

export interface BrokenDefinition extends UnreadableDefinition {
  readonly driver: string;
}

export interface HypervisorOptions {
  readonly drivers: readonly Driver[];
  /** Definitions are kept in `<folder>/<driver>/`. */
  readonly definitions: string;
  readonly log: (message: string) => void;
}

/** A driver with its list. */
interface Managed {
  readonly driver: Driver;
  readonly list: DomainList<unknown, unknown>;
  readonly store: FileStore | MemoryStore;
  probe: Probe | null;
  broken: readonly BrokenDefinition[];
}

/**
 * The driver layer's one door: every machine of every driver, and all that can be done to one. The lock dance, the jobs,
 * the checks of state and capability, events and errors live here, once; a driver holds what is peculiar to its hypervisor.
 */
export class Hypervisor {
  readonly #managed = new Map<string, Managed>();
  readonly #events: EventStream<DomainEvent>;
  readonly #operations: EventStream<OperationRecord>;
  readonly #drivers: EventStream<readonly DriverStatus[]>;
  readonly #log: (message: string) => void;
  #closed = false;

  constructor(options: HypervisorOptions) {
    this.#log = options.log;
    const listenerFailed = (error: unknown): void => this.#log(`a listener failed: ${String(error)}`);
    this.#events = new EventStream(listenerFailed);
    this.#operations = new EventStream(listenerFailed);
    this.#drivers = new EventStream(listenerFailed);
    for (const driver of options.drivers) {
      if (this.#managed.has(driver.id)) throw new Error(`two drivers are called ${driver.id}`);
      const store = driver.persistent
        ? new FileStore(join(options.definitions, driver.id), (config) => driver.config.parse(config))
        : new MemoryStore();
      const list = new DomainList<unknown, unknown>(driver.id, store, this.#events);
      this.#managed.set(driver.id, { driver, list, store, probe: null, broken: [] });
    }
  }

  // --- opening and closing ---

  /**
   * Lists every stored machine and begins to find out what each is doing. Returns when all are listed; those not looked
   * at yet are `unknown`. The promise in the answer resolves when all have been looked at. Looks for no hypervisor:
   * `probeAll` does, when there is time.
   */
  async open(): Promise<{ readonly attached: Promise<void> }> {
    const attaching: Promise<void>[] = [];
    for (const managed of this.#managed.values()) {
      managed.driver.open({
        observed: (id, what, apply) => this.#observe(managed, id, what, apply),
        probeChanged: () => void this.probe(managed.driver.id),
        log: (message) => this.#log(`${managed.driver.id}: ${message}`),
      });
      const { definitions, unreadable } = await managed.store.load();
      managed.broken = unreadable.map((file) => ({ ...file, driver: managed.driver.id }));
      for (const definition of definitions) attaching.push(this.#adopt(managed, definition));
    }
    return { attached: Promise.all(attaching).then(() => undefined) };
  }

  /** Lists the machines that a driver finds by itself (a demo world, machines made by other tools). */
  async discover(driverId: string): Promise<void> {
    const managed = this.#driver(driverId);
    for (const definition of await managed.driver.discover()) {
      if (!managed.list.has(definition.id)) await this.#adopt(managed, definition);
    }
  }

  /** Takes every machine of a memory-only driver out of the list. */
  async forget(driverId: string): Promise<void> {
    const { driver, list } = this.#driver(driverId);
    if (driver.persistent) throw new Error(`${driverId} keeps its machines on disk`);
    for (const { id } of list.snapshots()) {
      await this.#run(id, 'destroy', 'Paddock', (machine, job) => driver.destroy(machine, job)).catch(
        (error) => {
          if (!(error instanceof PaddockError)) throw error; // refused where it is off already
        },
      );
      await list.remove(id, 'forget', () => undefined);
    }
  }

  async #adopt(managed: Managed, definition: Definition): Promise<void> {
    const { driver, list } = managed;
    try {
      await list.add(
        definition,
        'attach',
        async (machine) => {
          try {
            await driver.attach(machine);
          } catch (error) {
            // The machine stays listed: what can't be known is shown as unknown, with its reason.
            const failure = toFailure(error);
            machine.setState('unknown', failure.message, null);
            machine.setFailure(failure);
          }
        },
        'unknown',
      );
    } catch (error) {
      // Two files of one name, say: shown as broken, for the list can't hold both.
      const path =
        managed.store instanceof FileStore ? join(managed.store.folder, `${definition.id}.json`) : '';
      const failure = toFailure(error);
      managed.broken = [...managed.broken, { path, name: definition.name, driver: driver.id, failure }];
    }
  }

  /** Lets go of all machines; none is stopped. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#managed.values()].map(({ driver }) => driver.close()));
  }

  // --- drivers ---

  drivers(): readonly DriverStatus[] {
    return [...this.#managed.values()].map(({ driver, probe }) => ({
      id: driver.id,
      title: driver.title,
      probe,
    }));
  }

  async probe(driverId: string): Promise<void> {
    const managed = this.#driver(driverId);
    managed.probe = await managed.driver.probe();
    if (!this.#closed) this.#drivers.emit(this.drivers());
  }

  /** Looks again for all hypervisors, side by side. */
  async probeAll(): Promise<void> {
    await Promise.all([...this.#managed.keys()].map((id) => this.probe(id)));
  }

  // --- reading: takes no lock, never waits ---

  list(): readonly DomainSnapshot[] {
    return [...this.#managed.values()].flatMap(({ list }) => list.snapshots());
  }

  broken(): readonly BrokenDefinition[] {
    return [...this.#managed.values()].flatMap(({ broken }) => broken);
  }

  /** Throws `machine-not-found`. */
  snapshot(id: DomainId): DomainSnapshot {
    return this.#of(id).list.snapshot(id);
  }

  freeName(driverId: string, name: string): string {
    return this.#driver(driverId).list.freeName(name);
  }

  summary(machine: DomainSnapshot): { readonly memoryBytes: number | null; readonly cpus: number | null } {
    return this.#driver(machine.driver).driver.summary(machine.definition.config);
  }

  consoles(machine: DomainSnapshot): readonly ConsoleInfo[] {
    return this.#driver(machine.driver).driver.consoles(machine);
  }

  async commandLine(id: DomainId): Promise<readonly string[] | null> {
    const machine = this.snapshot(id);
    return this.#driver(machine.driver).driver.commandLine(machine);
  }

  async belongings(id: DomainId): Promise<readonly Belonging[]> {
    const machine = this.snapshot(id);
    return this.#driver(machine.driver).driver.belongings(machine);
  }

  /** Whether an operation would be accepted now, or why not. */
  permission(machine: DomainSnapshot, operation: Operation): Permission {
    const { driver } = this.#driver(machine.driver);
    const capability = driver.capabilities[operation];
    if (!capability.able) return { allowed: false, reason: capability.reason };
    if (machine.job && !JOB_RULES[machine.job.operation].yieldsTo.includes(operation)) {
      return { allowed: false, reason: `It is busy: “${machine.job.operation}” is running.` };
    }
    // A job that gives way is changing the state (a start still shows `off`): force off ends it whatever it shows.
    if (machine.job || ACCEPTED_STATES[operation].includes(machine.state)) return ALLOWED;
    return { allowed: false, reason: `The machine is ${STATE_WORDS[machine.state]}.` };
  }

  permissions(machine: DomainSnapshot): ReadonlyMap<Operation, Permission> {
    const operations = (Object.keys(ACCEPTED_STATES) as Operation[]).filter(
      (operation) => operation !== 'define',
    );
    return new Map(operations.map((operation) => [operation, this.permission(machine, operation)]));
  }

  /** Every lock of every list: who holds it, for which job, and what waits. */
  inspect(): readonly ListInspection[] {
    return [...this.#managed.values()].map(({ list }) => list.inspect());
  }

  onMachine(listener: (event: DomainEvent) => void): () => void {
    return this.#events.subscribe(listener);
  }
  onOperation(listener: (record: OperationRecord) => void): () => void {
    return this.#operations.subscribe(listener);
  }
  onDrivers(listener: (drivers: readonly DriverStatus[]) => void): () => void {
    return this.#drivers.subscribe(listener);
  }

  // --- changing ---

  /**
   * Creates a machine and saves its definition. Throws `name-invalid`, `name-taken`, `argument-invalid` (with the field)
   * and the driver's errors; when it fails nothing is left behind.
   */
  async define(driverId: string, name: string, request: unknown, by: Requester): Promise<DomainId> {
    const { driver, list } = this.#driver(driverId);
    checkName(name);
    const capability = driver.capabilities.define;
    if (!capability.able) throw unsupported('define', capability.reason);
    const checked = parseRequest(driver.request, request);
    const id = newDomainId();
    const definition: Definition = {
      format: DEFINITION_FORMAT,
      id,
      driver: driver.id,
      name,
      description: '',
      tags: [],
      createdAt: new Date().toISOString(),
      config: await driver.plan(id, name, checked),
    };
    await list.add(definition, 'define', (machine) =>
      this.#perform(machine, 'define', by, async (job) => {
        await driver.define(machine, checked, job);
        try {
          await machine.redefine(definition);
        } catch (error) {
          await driver.undefine(machine, job);
          throw error;
        }
      }),
    );
    return id;
  }

  start(id: DomainId, by: Requester): Promise<void> {
    return this.#operate(id, 'start', by);
  }
  suspend(id: DomainId, by: Requester): Promise<void> {
    return this.#operate(id, 'suspend', by);
  }
  resume(id: DomainId, by: Requester): Promise<void> {
    return this.#operate(id, 'resume', by);
  }
  shutdown(id: DomainId, by: Requester): Promise<void> {
    return this.#operate(id, 'shutdown', by);
  }
  destroy(id: DomainId, by: Requester): Promise<void> {
    return this.#operate(id, 'destroy', by);
  }
  reboot(id: DomainId, by: Requester): Promise<void> {
    return this.#operate(id, 'reboot', by);
  }
  reset(id: DomainId, by: Requester): Promise<void> {
    return this.#operate(id, 'reset', by);
  }

  /** Deletes a machine with what Paddock made for it. */
  async undefine(id: DomainId, by: Requester): Promise<void> {
    const { driver, list } = this.#of(id);
    await list.remove(id, 'undefine', async (machine) => {
      this.#check(driver, machine, 'undefine');
      await this.#perform(machine, 'undefine', by, (job) => driver.undefine(machine, job));
    });
  }

  /** Asks the running job to give up. Throws `wrong-state` where none runs or it can't be given up. */
  async cancel(id: DomainId): Promise<void> {
    const { list } = this.#of(id);
    await list.use(id, 'cancel', (machine) => {
      if (!machine.job) throw refusal('Nothing is running on this machine that could be cancelled.');
      if (!machine.job.cancellable) throw refusal(`“${machine.job.operation}” can’t be cancelled half way.`);
      machine.job.cancel('It was cancelled by a person.');
    });
  }

  async dismissFailure(id: DomainId): Promise<void> {
    await this.#of(id).list.use(id, 'dismiss', (machine) => machine.setFailure(null));
  }

  async openText(id: DomainId, consoleId: string): Promise<TextConsole> {
    const machine = this.snapshot(id);
    return this.#driver(machine.driver).driver.openText(machine, consoleId);
  }

  async openDisplay(id: DomainId, consoleId: string): Promise<DisplayConsole> {
    const machine = this.snapshot(id);
    return this.#driver(machine.driver).driver.openDisplay(machine, consoleId);
  }

  // --- inside ---

  #operate(id: DomainId, operation: Exclude<Operation, 'define' | 'undefine'>, by: Requester): Promise<void> {
    const { driver } = this.#of(id);
    return this.#run(id, operation, by, (machine, job) => driver[operation](machine, job));
  }

  /**
   * The dance of every change: lock the machine; where a job runs that gives way to this one, cancel it, wait for its end
   * unlocked and begin anew; check capability and state; begin the job, work, end the job, unlock.
   */
  async #run(
    id: DomainId,
    operation: Operation,
    by: Requester,
    work: (machine: LockedDomain<unknown, unknown>, job: Job) => Promise<void>,
  ): Promise<void> {
    const { driver, list } = this.#of(id);
    for (;;) {
      const inTheWay = await list.use(id, operation, async (machine) => {
        const running = machine.job;
        if (running) {
          if (!running.yieldsTo(operation)) throw busy(machine.definition.name, running.view());
          running.cancel(`“${operation}” was asked for.`);
          return running;
        }
        this.#check(driver, machine, operation);
        await this.#perform(machine, operation, by, (job) => work(machine, job));
        return null;
      });
      if (!inTheWay) return;
      await inTheWay.ended;
    }
  }

  /** Throws `unsupported` or `wrong-state`. */
  #check(driver: Driver, machine: LockedDomain<unknown, unknown>, operation: Operation): void {
    const capability = driver.capabilities[operation];
    if (!capability.able) throw unsupported(operation, capability.reason);
    if (machine.job) throw busy(machine.definition.name, machine.job.view());
    // Forcing off what is off already is what was wanted: a machine may stop while one clicks.
    if (ACCEPTED_STATES[operation].includes(machine.state) || operation === 'destroy') return;
    throw refusal(`“${machine.definition.name}” is ${STATE_WORDS[machine.state]}.`);
  }

  /** Runs one job on a locked machine and records how it ended. */
  async #perform(
    machine: LockedDomain<unknown, unknown>,
    operation: Operation,
    by: Requester,
    work: (job: Job) => Promise<void>,
  ): Promise<void> {
    const { id } = machine;
    const { name } = machine.definition;
    const job = machine.beginJob(operation, by);
    let failure: Failure | null = null;
    try {
      await work(job);
    } catch (error) {
      // What a cancelled job threw on its way out matters less than that it was cancelled.
      const told = job.cancelled ?? error;
      failure = toFailure(told);
      throw told instanceof PaddockError ? told : new PaddockError(failure, { cause: error });
    } finally {
      machine.setFailure(failure?.code === 'cancelled' ? null : failure);
      machine.endJob(job);
      const milliseconds = Date.now() - job.since;
      this.#log(
        `${operation} “${name}” ${id} by ${by}: ${failure ? `${failure.code}, ${failure.message}` : 'done'} (${milliseconds} ms)`,
      );
      this.#operations.emit({ id, name, operation, by, since: job.since, milliseconds, failure });
    }
  }

  #observe(
    { list }: Managed,
    id: DomainId,
    what: string,
    apply: (machine: LockedDomain<unknown, unknown>) => Promise<void> | void,
  ): void {
    if (this.#closed) return;
    asNewChain(() => list.use(id, what, apply)).catch((error: unknown) => {
      const { code, message } = toFailure(error);
      if (code !== 'machine-gone' && code !== 'machine-not-found') this.#log(`${what}: ${code}, ${message}`);
    });
  }

  #driver(id: string): Managed {
    const managed = this.#managed.get(id);
    if (managed) return managed;
    throw new PaddockError({
      code: 'argument-invalid',
      message: `There is no driver “${id}”.`,
      next: `Choose one of: ${[...this.#managed.keys()].join(', ')}.`,
    });
  }

  #of(id: DomainId): Managed {
    for (const managed of this.#managed.values()) if (managed.list.has(id)) return managed;
    throw new PaddockError({
      code: 'machine-not-found',
      message: 'There is no such machine.',
      cause: `No machine has the identity ${id}; it may have been deleted.`,
      next: 'Go back to the list of machines.',
    });
  }
}

function parseRequest(schema: z.ZodType, request: unknown): unknown {
  const parsed = schema.safeParse(request);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new PaddockError({
    code: 'argument-invalid',
    message: 'A value in the form can’t be used.',
    cause: z.prettifyError(parsed.error),
    next: 'Change it and try again.',
    field: ['request', ...(issue?.path ?? [])].join('.'),
  });
}

function refusal(message: string): PaddockError {
  return new PaddockError({
    code: 'wrong-state',
    message,
    next: 'Look at its state and choose what fits it.',
  });
}

function unsupported(operation: Operation, reason: string): PaddockError {
  return new PaddockError({
    code: 'unsupported',
    message: `“${operation}” can’t be done here.`,
    cause: reason,
  });
}
