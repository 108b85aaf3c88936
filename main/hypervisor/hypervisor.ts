import { checkName, type DomainId } from '../domains/definition';
import { readText, type DefinitionProblem } from '../domains/definition-text';
import type { DomainSnapshot } from '../domains/domain';
import type { ListInspection } from '../domains/domain-list';
import { EventStream, type DomainEvent } from '../domains/events';
import { PaddockError } from '../domains/failure';
import { lockFolder, type FolderLock } from '../domains/folder-lock';
import type { Happening } from '../domains/happening';
import type { Operation, Requester } from '../domains/job';
import type { OperationRecord } from '../domains/operation-record';
import type { ProgramOutput } from '../domains/program-output';
import type {
  ActionValues,
  ConsoleInfo,
  DisplayConsole,
  FoundProgram,
  StartHow,
  TextConsole,
  Usage,
} from '../drivers/driver';
import type { ForeignMachine } from '../drivers/foreign-machine';
import type { Remote, Remotes } from '../drivers/remotes';
import { act } from './actions';
import { changeByForm, changeByText, type MachineChange } from './changes';
import { copyMachine, type CopyHow } from './copies';
import { DeletedMachines } from './deleted-machines';
import { Disks } from './disks';
import { happeningOf } from './happenings';
import { belongingsOf, needsIn, type NeededBelonging } from './image-uses';
import { importMachine, type ImportHow } from './imports';
import { MachineFacts } from './machine-facts';
import { ManagedDrivers, type BrokenDefinition, type ManagedDriversOptions } from './managed-drivers';
import { makeMachine } from './new-machine';
import { discover, forget, openDriver, type Opening } from './opening';
import { Operations } from './operations';
import {
  checkPermitted,
  permissionFor,
  permissionsFor,
  refusal,
  type MachineOperation,
  type Permission,
} from './permission';
import { Probing, type DriverStatus } from './probing';
import { Snapshots } from './snapshots';
import { startMachine } from './starting';

export type { NeededBelonging } from './image-uses';
export type { DriverStatus } from './probing';

/**
 * The driver layer's one door: every machine of every driver, and all that can be done to one. The lock dance, the jobs,
 * the checks of state and capability, events and errors live here, once; a driver holds what is peculiar to its hypervisor.
 */
export class Hypervisor {
  readonly #managed: ManagedDrivers;
  readonly #events: EventStream<DomainEvent>;
  readonly #operations: Operations;
  readonly #happenings: EventStream<Happening>;
  readonly #bins: EventStream<null>;
  readonly #probing: Probing;
  readonly #log: (message: string) => void;
  readonly #definitions: string;
  /** What is to be known of a machine besides its state. */
  readonly facts: MachineFacts;
  /** What can be done with machines' snapshots. */
  readonly snapshots: Snapshots;
  /** What can be done with machines' disks. */
  readonly disks: Disks;
  /** The deleted machines, which can still be had back. */
  readonly bin: DeletedMachines;
  #folderLock: FolderLock | null = null;
  #closed = false;

  constructor(options: ManagedDriversOptions) {
    this.#log = options.log;
    this.#definitions = options.definitions;
    const listenerFailed = (error: unknown): void => this.#log(`a listener failed: ${String(error)}`);
    this.#events = new EventStream(listenerFailed);
    this.#operations = new Operations(this.#log, listenerFailed);
    this.#happenings = new EventStream(listenerFailed);
    this.#bins = new EventStream(listenerFailed);
    this.#managed = new ManagedDrivers(options, this.#events, () => this.#bins.emit(null));
    this.#probing = new Probing(this.#managed, listenerFailed);
    this.#events.subscribe((event) => {
      const happening = event.kind === 'changed' ? happeningOf(event.previous, event.snapshot) : null;
      if (happening) this.#tell(happening);
    });
    this.facts = new MachineFacts(this.#managed);
    this.snapshots = new Snapshots(this.#managed, this.#operations);
    this.disks = new Disks(this.#operations, (id) => this.#managed.of(id));
    this.bin = new DeletedMachines(this.#managed, this.#operations);
  }

  // --- opening and closing ---

  /**
   * Lists every stored machine and begins to find out what each is doing. Returns when all are listed; those not looked
   * at yet are `unknown`. The promise in the answer resolves when all have been looked at. Looks for no hypervisor:
   * `probeAll` does, when there is time. Throws `data-folder-in-use` where another Paddock has these machines.
   */
  async open(): Promise<{ readonly attached: Promise<void> }> {
    await this.#lockFolder();
    const opening: Opening = {
      isClosed: () => this.#closed,
      probe: (id) => void this.probe(id),
      log: this.#log,
    };
    const opened = await Promise.all(this.#managed.all().map((managed) => openDriver(managed, opening)));
    const attaching = opened.flatMap((one) => one.attaching);
    return { attached: Promise.all([...attaching, this.bin.emptyInTime()]).then(() => undefined) };
  }

  async #lockFolder(): Promise<void> {
    if (!this.#managed.all().some(({ driver }) => driver.persistent)) return; // nothing is written
    this.#folderLock = await lockFolder(this.#definitions);
    const { missing } = this.#folderLock;
    if (missing !== null) this.#log(`${this.#definitions} is not locked: ${missing}`);
  }

  /** Lists the machines that a driver finds by itself (a demo world, machines made by other tools). */
  discover(driverId: string): Promise<void> {
    return discover(this.#managed.driver(driverId));
  }

  /** Takes every machine of a memory-only driver out of the list, and out of its bin. */
  forget(driverId: string): Promise<void> {
    return forget(this.#managed.driver(driverId), this.#operations);
  }

  /** Lets go of all machines; none is stopped. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#probing.close();
    this.bin.close();
    try {
      await Promise.all(this.#managed.all().map(({ driver }) => driver.close()));
    } finally {
      await this.#folderLock?.release();
      this.#folderLock = null;
    }
  }

  // --- drivers ---

  drivers(): readonly DriverStatus[] {
    return this.#probing.drivers();
  }

  /** Looks again for a driver's hypervisor, once those that look already have ended. */
  probe(driverId: string): Promise<void> {
    return this.#probing.probe(driverId);
  }

  /** Looks again for all hypervisors, side by side. */
  probeAll(): Promise<void> {
    return this.#probing.probeAll();
  }

  /** Resolves when no driver is still trying out what its machines can run under. */
  triedOut(): Promise<void> {
    return this.#probing.triedOut();
  }

  /** Looks at one of a driver’s programs, at a path or (null) at the one in use. Throws with why it can’t be used. */
  lookAtProgram(driverId: string, program: string, path: string | null): Promise<FoundProgram> {
    return this.#probing.lookAtProgram(driverId, program, path);
  }

  /** What a driver's create form can offer; null where there is nothing to choose from. May take seconds. */
  async requestChoices(driverId: string): Promise<unknown> {
    return (await this.#managed.driver(driverId).driver.requestChoices?.()) ?? null;
  }

  /** What machines of a driver can't be given of one that another program made, a sentence each. */
  lacksOf(driverId: string, found: ForeignMachine): readonly string[] {
    return this.#managed.driver(driverId).driver.takeOver?.lacks(found) ?? [];
  }

  /** A driver's servers on other computers. Throws `unsupported` where it has none. */
  remotes(driverId: string): Remotes {
    const { driver } = this.#managed.driver(driverId);
    if (driver.remotes) return driver.remotes;
    throw new PaddockError({
      code: 'unsupported',
      message: `${driver.title} has no servers on other computers.`,
    });
  }

  /** What the drivers' servers on other computers are called, and where they are. */
  knownRemotes(): readonly Pick<Remote, 'name' | 'address'>[] {
    return this.#managed.all().flatMap(({ driver }) => driver.remotes?.known() ?? []);
  }

  // --- reading: takes no lock, never waits ---

  list(): readonly DomainSnapshot[] {
    const lists = this.#managed.all().flatMap(({ list }) => (list.size > 0 ? [list.snapshots()] : []));
    const [first = [], ...others] = lists;
    return others.length === 0 ? first : first.concat(...others); // ten thousand are not copied for nothing
  }

  /** How many machines there are. */
  get count(): number {
    let count = 0;
    for (const { list } of this.#managed.all()) count += list.size;
    return count;
  }

  broken(): readonly BrokenDefinition[] {
    return this.#managed.all().flatMap(({ broken }) => broken);
  }

  /** Throws `machine-not-found`. */
  snapshot(id: DomainId): DomainSnapshot {
    return this.#managed.of(id).list.snapshot(id);
  }

  /** Those of these machines that there are; costs nothing for the others in the list. */
  those(ids: Iterable<DomainId>): readonly DomainSnapshot[] {
    const lists = this.#managed.all().map(({ list }) => list);
    return [...ids].flatMap((id) => lists.find((list) => list.has(id))?.find(id) ?? []);
  }

  freeName(driverId: string, name: string): string {
    return this.#managed.driver(driverId).list.freeName(name);
  }

  consoles(machine: DomainSnapshot): readonly ConsoleInfo[] {
    return this.#managed.driver(machine.driver).driver.consoles(machine);
  }

  /** What belongs to a machine, in the list or in the bin, and would go with it for good. Looks at all machines. */
  async belongings(id: DomainId): Promise<readonly NeededBelonging[]> {
    const binned = this.#managed.binnedIn(id);
    const { driver, list } = binned ?? this.#managed.of(id);
    const definition = binned?.entry.definition ?? this.snapshot(id).definition;
    return belongingsOf(driver, definition, needsIn(driver, list));
  }

  /** What active machines take of their hosts; takes no lock. Machines of which nothing is known are left out. */
  async sample(machines: readonly DomainSnapshot[]): Promise<ReadonlyMap<DomainId, Usage>> {
    const all = this.#managed.all().map(({ driver }) => {
      const own = machines.filter((machine) => machine.driver === driver.id);
      return own.length > 0 ? driver.sample(own) : new Map<DomainId, Usage>();
    });
    return new Map((await Promise.all(all)).flatMap((usage) => [...usage]));
  }

  /** A PNG picture of a machine's screen; null where it shows none now. */
  screenshot(id: DomainId): Promise<Uint8Array | null> {
    const machine = this.snapshot(id);
    return this.#managed.driver(machine.driver).driver.screenshot(machine);
  }

  /** Whether an operation would be accepted now, or why not. */
  permission(machine: DomainSnapshot, operation: MachineOperation): Permission {
    return permissionFor(this.#managed.driver(machine.driver).driver, machine, operation);
  }

  permissions(machine: DomainSnapshot): ReadonlyMap<MachineOperation, Permission> {
    return permissionsFor(this.#managed.driver(machine.driver).driver, machine);
  }

  /** Every lock of every list: who holds it, for which job, and what waits. */
  inspect(): readonly ListInspection[] {
    return this.#managed.all().map(({ list }) => list.inspect());
  }

  onMachine(listener: (event: DomainEvent) => void): () => void {
    return this.#events.subscribe(listener);
  }
  onOperation(listener: (record: OperationRecord) => void): () => void {
    return this.#operations.onEnded(listener);
  }
  /** Hears what becomes of machines by itself. */
  onHappening(listener: (happening: Happening) => void): () => void {
    return this.#happenings.subscribe(listener);
  }
  /** Hears that something went into the bin or out of it; what is in it is asked with `bin.list`. */
  onBin(listener: () => void): () => void {
    return this.#bins.subscribe(listener);
  }
  onDrivers(listener: (drivers: readonly DriverStatus[]) => void): () => void {
    return this.#probing.onDrivers(listener);
  }
  /** Hears which driver can do something else than before, so that its machines allow other things. */
  onCapabilities(listener: (driverId: string) => void): () => void {
    return this.#probing.onCapabilities(listener);
  }

  // --- changing ---

  /** Creates a machine and saves its definition (`makeMachine`). Throws `name-invalid` as well. */
  async define(driverId: string, name: string, request: unknown, by: Requester): Promise<DomainId> {
    checkName(name);
    return makeMachine(this.#managed.driver(driverId), this.#operations, name, request, by);
  }

  /** Throws `unsupported` where its driver can't start it so, `wrong-state` where it is saved and would go on instead. */
  async start(id: DomainId, by: Requester, how: StartHow = 'normal'): Promise<void> {
    await startMachine(this.#managed.of(id), this.#operations, id, how, by);
  }
  suspend(id: DomainId, by: Requester): Promise<void> {
    return this.#operate(id, 'suspend', by);
  }
  resume(id: DomainId, by: Requester): Promise<void> {
    return this.#operate(id, 'resume', by);
  }
  /** Writes its memory to the disk and ends it; the next start goes on from there. */
  save(id: DomainId, by: Requester): Promise<void> {
    return this.#operate(id, 'save', by);
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

  /** Puts a machine into the bin, with what Paddock made for it: `recover` undoes that. */
  async undefine(id: DomainId, by: Requester): Promise<void> {
    const { driver, list } = this.#managed.of(id);
    await list.remove(id, 'undefine', async (machine) => {
      checkPermitted(driver, machine, 'undefine');
      await this.#operations.perform(machine, 'undefine', by, (job) => driver.undefine(machine, job));
    });
  }

  /**
   * Changes what a person can change of a machine; what can't be changed while it runs comes with its next start (see
   * `pending`). Throws `name-invalid`, `name-taken`, `argument-invalid` (with the field); nothing is changed then.
   */
  async redefine(id: DomainId, change: MachineChange, by: Requester): Promise<void> {
    const managed = this.#managed.of(id);
    if (change.name !== undefined) checkName(change.name);
    await changeByForm(managed, this.#operations, id, change, by);
  }

  /** What is wrong with a machine’s definition as it is edited; empty where it can be saved. */
  checkDefinition(id: DomainId, text: string): readonly DefinitionProblem[] {
    const { definition } = this.snapshot(id);
    return readText(text, definition, this.#managed.of(id).driver.config).problems;
  }

  /** Changes a machine to what its edited definition says (`changeByText`). */
  async redefineAs(id: DomainId, text: string, before: string, by: Requester): Promise<void> {
    await changeByText(this.#managed.of(id), this.#operations, id, { text, before }, by);
  }

  /** Makes a machine of one that another program made (`importMachine`). Throws `name-invalid` as well. */
  async import(driverId: string, found: ForeignMachine, how: ImportHow, by: Requester): Promise<DomainId> {
    checkName(how.name);
    return importMachine(this.#managed.driver(driverId), this.#operations, found, how, by);
  }

  /** Makes a copy of a machine that is off (`copyMachine`) and answers when it is whole. Throws `name-invalid` as well. */
  async clone(
    source: DomainId,
    name: string,
    by: Requester,
    how: CopyHow = { kind: 'whole' },
  ): Promise<DomainId> {
    checkName(name);
    return copyMachine(this.#managed.of(source), this.#operations, source, name, how, by);
  }

  /**
   * Does what only this driver's machines can do, and gives what a program printed where it ran one. Throws `unsupported`,
   * `wrong-state`, `argument-invalid`.
   */
  async act(
    id: DomainId,
    action: string,
    values: ActionValues,
    by: Requester,
  ): Promise<ProgramOutput | null> {
    return act(this.#managed.of(id), this.#operations, id, { action, values }, by);
  }

  /** Asks a running job to give up. Throws `wrong-state` where none runs or it can't be given up. */
  async cancel(id: DomainId, jobId: string): Promise<void> {
    const { list } = this.#managed.of(id);
    await list.use(id, 'cancel', (machine) => {
      const job = machine.jobs.all.find((one) => one.id === jobId);
      if (!job) throw refusal('That has ended already; there is nothing to cancel.');
      if (!job.cancellable) throw refusal(`“${job.operation}” can’t be cancelled half way.`);
      job.cancel('It was cancelled by a person.');
    });
  }

  async dismissFailure(id: DomainId): Promise<void> {
    await this.#managed.of(id).list.use(id, 'dismiss', (machine) => machine.setFailure(null));
  }

  async openText(id: DomainId, consoleId: string): Promise<TextConsole> {
    const machine = this.snapshot(id);
    return this.#managed.driver(machine.driver).driver.openText(machine, consoleId);
  }

  async openDisplay(id: DomainId, consoleId: string): Promise<DisplayConsole> {
    const machine = this.snapshot(id);
    return this.#managed.driver(machine.driver).driver.openDisplay(machine, consoleId);
  }

  // --- inside ---

  #tell(happening: Happening): void {
    const { id, name, happened, reason } = happening;
    this.#log(`“${name}” ${id} by itself: ${happened}${reason === null ? '' : `, ${reason}`}`);
    this.#happenings.emit(happening);
  }

  #operate(
    id: DomainId,
    operation: Extract<
      Operation,
      'suspend' | 'resume' | 'save' | 'shutdown' | 'destroy' | 'reboot' | 'reset'
    >,
    by: Requester,
  ): Promise<void> {
    const managed = this.#managed.of(id);
    return this.#operations.run(managed, id, operation, by, (machine, job) =>
      managed.driver[operation](machine, job),
    );
  }
}
