import { z } from 'zod';
import { checkName, newDomainId, type Definition, type DomainId } from '../domains/definition';
import { checkText, readText, textOf, type DefinitionProblem } from '../domains/definition-text';
import { differencesOf, type Difference } from '../domains/differences';
import type { DomainSnapshot, LockedDomain } from '../domains/domain';
import type { ListInspection } from '../domains/domain-list';
import { EventStream, type DomainEvent } from '../domains/events';
import { PaddockError } from '../domains/failure';
import { lockFolder, type FolderLock } from '../domains/folder-lock';
import type { Happening } from '../domains/happening';
import type { Job, Operation, Requester } from '../domains/job';
import type { OperationRecord } from '../domains/operation-record';
import type { ProgramOutput } from '../domains/program-output';
import type {
  Action,
  ActionValues,
  Capability,
  ConsoleInfo,
  DisplayConsole,
  FoundProgram,
  Probe,
  StartHow,
  Summary,
  TextConsole,
  Usage,
} from '../drivers/driver';
import type { ForeignMachine } from '../drivers/foreign-machine';
import type { Remote, Remotes } from '../drivers/remotes';
import { checkAction } from './actions';
import { changeMachine } from './changes';
import { copyMachine, type CopyHow } from './copies';
import { DeletedMachines } from './deleted-machines';
import { Disks } from './disks';
import { happeningOf } from './happenings';
import {
  belongingsOf,
  needsIn,
  checkNoneStandsOn,
  stoodOnWords,
  useBeneath,
  type NeededBelonging,
} from './image-uses';
import { importMachine, type ImportHow } from './imports';
import {
  ManagedDrivers,
  type BrokenDefinition,
  type ManagedDriver,
  type ManagedDriversOptions,
} from './managed-drivers';
import { keepNew, newDefinition } from './new-machine';
import { discover, forget, openDriver, type Opening } from './opening';
import { Operations } from './operations';
import {
  checkPermitted,
  permissionFor,
  permissionsFor,
  refusal,
  unsupported,
  type MachineOperation,
  type Permission,
} from './permission';
import { dropSnapshot, goBackTo, renameSnapshot, takeSnapshot } from './snapshots';

export type { NeededBelonging } from './image-uses';

export interface DriverStatus {
  readonly id: string;
  readonly title: string;
  /** Null while the probe is under way. */
  readonly probe: Probe | null;
}

export type HypervisorOptions = ManagedDriversOptions;

/** What a person wants to be different of a machine; what is left out stays as it is. */
export interface MachineChange extends Partial<
  Pick<Definition, 'name' | 'description' | 'tags' | 'autostart' | 'protected'>
> {
  /** As the driver's `hardware` schema has it. */
  readonly hardware?: unknown;
}

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
  readonly #drivers: EventStream<readonly DriverStatus[]>;
  readonly #capabilities: EventStream<string>;
  readonly #log: (message: string) => void;
  readonly #definitions: string;
  /** What can be done with machines' disks. */
  readonly disks: Disks;
  /** The deleted machines, which can still be had back. */
  readonly bin: DeletedMachines;
  #folderLock: FolderLock | null = null;
  #closed = false;

  constructor(options: HypervisorOptions) {
    this.#log = options.log;
    this.#definitions = options.definitions;
    const listenerFailed = (error: unknown): void => this.#log(`a listener failed: ${String(error)}`);
    this.#events = new EventStream(listenerFailed);
    this.#operations = new Operations(this.#log, listenerFailed);
    this.#happenings = new EventStream(listenerFailed);
    this.#bins = new EventStream(listenerFailed);
    this.#drivers = new EventStream(listenerFailed);
    this.#capabilities = new EventStream(listenerFailed);
    this.#managed = new ManagedDrivers(options, this.#events, () => this.#bins.emit(null));
    this.#events.subscribe((event) => {
      const happening = event.kind === 'changed' ? happeningOf(event.previous, event.snapshot) : null;
      if (happening) this.#tell(happening);
    });
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
    return this.#managed.all().map(({ driver, probe }) => ({
      id: driver.id,
      title: driver.title,
      probe,
    }));
  }

  /**
   * Looks again for a driver's hypervisor, once those that look already have ended: where something else was chosen
   * meanwhile, the answer about that is the one that stays.
   */
  probe(driverId: string): Promise<void> {
    const managed = this.#managed.driver(driverId);
    const before = managed.probing ?? Promise.resolve();
    return (managed.probing = before.catch(() => undefined).then(() => this.#probeNow(managed)));
  }

  async #probeNow(managed: ManagedDriver): Promise<void> {
    managed.probe = await managed.driver.probe();
    if (this.#closed) return;
    this.#drivers.emit(this.drivers());
    const able = JSON.stringify(managed.driver.capabilities);
    if (able === managed.told) return;
    managed.told = able;
    this.#capabilities.emit(managed.driver.id);
  }

  /** Looks again for all hypervisors, side by side. */
  async probeAll(): Promise<void> {
    await Promise.all(this.#managed.all().map(({ driver }) => this.probe(driver.id)));
  }

  /** Resolves when no driver is still trying out what its machines can run under. */
  async triedOut(): Promise<void> {
    await Promise.all(this.#managed.all().map(({ driver }) => driver.triedOut?.()));
  }

  /** Looks at one of a driver’s programs, at a path or (null) at the one in use. Throws with why it can’t be used. */
  lookAtProgram(driverId: string, program: string, path: string | null): Promise<FoundProgram> {
    const { driver } = this.#managed.driver(driverId);
    if (!driver.lookAtProgram) throw new Error(`the programs of ${driverId} can't be chosen`);
    return driver.lookAtProgram(program, path);
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

  summary(machine: DomainSnapshot): Summary {
    return this.#managed.driver(machine.driver).driver.summary(machine.definition.config);
  }

  /** Whether a snapshot of this machine can be taken now, or why not. */
  canSnapshot(machine: DomainSnapshot): Capability {
    return this.#managed.driver(machine.driver).driver.canSnapshot(machine.definition.config, machine.state);
  }

  /** What the settings form of a machine starts from. */
  hardware(machine: DomainSnapshot): unknown {
    return this.#managed.driver(machine.driver).driver.hardwareOf(machine.definition.config);
  }

  /** What that form can offer; null where there is nothing to choose from. */
  async hardwareChoices(id: DomainId): Promise<unknown> {
    const { driver } = this.#managed.of(id);
    return (await driver.hardwareChoices?.(this.snapshot(id))) ?? null;
  }

  /** What a driver's create form can offer; null where there is nothing to choose from. May take seconds. */
  async requestChoices(driverId: string): Promise<unknown> {
    return (await this.#managed.driver(driverId).driver.requestChoices?.()) ?? null;
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

  /** Which fields of that form an active machine takes at once. */
  live(machine: DomainSnapshot): readonly string[] {
    return this.#managed.driver(machine.driver).driver.live(machine);
  }

  /** Which fields of that form an active machine will have only after its next start. */
  pending(machine: DomainSnapshot): readonly string[] {
    return this.#managed.driver(machine.driver).driver.pending(machine);
  }

  /** What only this driver's machines can do. */
  actions(machine: DomainSnapshot): readonly Action[] {
    return this.#managed.driver(machine.driver).driver.actions(machine);
  }

  /** What its driver's machines are like: whether acceleration is a question, and what their snapshots keep. */
  traits(machine: DomainSnapshot): { readonly accelerates: boolean; readonly snapshotsKeepMemory: boolean } {
    const { accelerates = false, snapshotsKeepMemory } = this.#managed.driver(machine.driver).driver;
    return { accelerates, snapshotsKeepMemory };
  }

  /** How a machine that is off can be started. */
  startsHow(machine: DomainSnapshot): readonly StartHow[] {
    return ['normal', ...(this.#managed.driver(machine.driver).driver.startsHow ?? [])];
  }

  /** What an active machine runs with that is not what it is defined to have; empty where nothing, or not known. */
  differences(machine: DomainSnapshot): readonly Difference[] {
    const running = this.#managed.driver(machine.driver).driver.runningConfig?.(machine) ?? null;
    return running === null ? [] : differencesOf(running, machine.definition.config);
  }

  consoles(machine: DomainSnapshot): readonly ConsoleInfo[] {
    return this.#managed.driver(machine.driver).driver.consoles(machine);
  }

  async commandLine(id: DomainId): Promise<readonly string[] | null> {
    const machine = this.snapshot(id);
    return this.#managed.driver(machine.driver).driver.commandLine(machine);
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

  /** Why a machine must stay as it is, where a linked one stands on its disks; else null. Looks at all machines. */
  stoodOn(machine: DomainSnapshot): string | null {
    const { driver, list } = this.#managed.driver(machine.driver);
    const use = useBeneath(driver, machine.definition, list);
    return use && stoodOnWords(use);
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
    return this.#drivers.subscribe(listener);
  }
  /** Hears which driver can do something else than before, so that its machines allow other things. */
  onCapabilities(listener: (driverId: string) => void): () => void {
    return this.#capabilities.subscribe(listener);
  }

  // --- changing ---

  /**
   * Creates a machine and saves its definition. Throws `name-invalid`, `name-taken`, `argument-invalid` (with the field)
   * and the driver's errors; when it fails nothing is left behind.
   */
  async define(driverId: string, name: string, request: unknown, by: Requester): Promise<DomainId> {
    const { driver, list } = this.#managed.driver(driverId);
    checkName(name);
    const capability = driver.capabilities.define;
    if (!capability.able) throw unsupported('define', capability.reason);
    const checked = parseRequest(driver.request, request, 'request');
    const id = newDomainId();
    const definition = newDefinition(driver, id, name, await driver.plan(id, name, checked));
    await list.add(definition, 'define', (machine) =>
      this.#operations.perform(machine, 'define', by, async (job) => {
        const made = await driver.define(machine, checked, job);
        await keepNew(machine, driver, definition, made);
      }),
    );
    return id;
  }

  /** Throws `unsupported` where its driver can't start it so, `wrong-state` where it is saved and would go on instead. */
  async start(id: DomainId, by: Requester, how: StartHow = 'normal'): Promise<void> {
    const managed = this.#managed.of(id);
    const { driver, list } = managed;
    if (!this.startsHow(this.snapshot(id)).includes(how)) {
      throw unsupported('start', `Machines of ${driver.title} can’t be started so.`);
    }
    const launch = async (machine: LockedDomain<unknown, unknown>, job: Job): Promise<void> => {
      if (how !== 'normal' && machine.state === 'saved') {
        throw refusal('It is saved, and goes on from there. Force it off first to start it anew.');
      }
      // A run of which nothing is kept writes nothing that another could stand on.
      if (how !== 'disposable') checkNoneStandsOn(driver, machine.definition, list);
      await driver.start(machine, job, how);
    };
    await this.#operations.run(managed, id, 'start', by, launch, how);
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
  async redefine(id: DomainId, { hardware, ...change }: MachineChange, by: Requester): Promise<void> {
    const managed = this.#managed.of(id);
    const { driver } = managed;
    if (change.name !== undefined) checkName(change.name);
    const wanted = hardware === undefined ? null : parseRequest(driver.hardware, hardware, 'hardware');
    await this.#operations.run(managed, id, 'redefine', by, async (machine, job) => {
      const { definition } = machine;
      const config =
        wanted === null ? definition.config : await driver.planChange(definition.config, wanted, id);
      await changeMachine(driver, machine, { ...definition, ...change, config }, wanted, job);
    });
  }

  /** What is wrong with a machine’s definition as it is edited; empty where it can be saved. */
  checkDefinition(id: DomainId, text: string): readonly DefinitionProblem[] {
    const { definition } = this.snapshot(id);
    return readText(text, definition, this.#managed.of(id).driver.config).problems;
  }

  /**
   * Changes a machine to what its edited definition says; `before` is the text that was edited. What can be changed of a
   * running machine is changed at once. Throws `argument-invalid` with the place, `wrong-state` where the definition was
   * changed by another since; nothing is changed then.
   */
  async redefineAs(id: DomainId, text: string, before: string, by: Requester): Promise<void> {
    const managed = this.#managed.of(id);
    const { driver } = managed;
    await this.#operations.run(managed, id, 'redefine', by, async (machine, job) => {
      const { definition } = machine;
      if (textOf(definition) !== before) {
        throw refusal('The definition was changed meanwhile. Look at it again before you save yours.');
      }
      const read = checkText(readText(text, definition, driver.config));
      const config = driver.carryOver?.(definition.config, read.config) ?? read.config;
      await changeMachine(driver, machine, { ...read, config }, null, job);
    });
  }

  /**
   * Saves the machine's state to go back to: its disks, and its memory where it is active. Throws `unsupported`, and
   * `name-invalid` or `name-taken` by another snapshot of the machine.
   */
  async createSnapshot(id: DomainId, name: string, note: string, by: Requester): Promise<void> {
    const managed = this.#managed.of(id);
    checkName(name);
    await this.#operations.run(managed, id, 'snapshot-create', by, (machine, job) =>
      takeSnapshot(machine, managed.list.snapshot(id), managed, job, { name, note }),
    );
  }

  /** Gives a snapshot another name and note. Throws `name-invalid`, `name-taken`. */
  async renameSnapshot(
    id: DomainId,
    snapshotId: string,
    named: { readonly name: string; readonly note: string },
    by: Requester,
  ): Promise<void> {
    checkName(named.name);
    await this.#operations.run(this.#managed.of(id), id, 'redefine', by, (machine) =>
      renameSnapshot(snapshotId, machine, named),
    );
  }

  /** A PNG of what the machine showed when a snapshot was taken; null where there is none. Takes no lock. */
  snapshotPicture(id: DomainId, snapshotId: string): Promise<Uint8Array | null> {
    const { list, pictures } = this.#managed.of(id);
    const isThere = list.snapshot(id).definition.snapshots.some((one) => one.id === snapshotId);
    return isThere ? pictures.read(id, snapshotId) : Promise.resolve(null);
  }

  /** Goes back to a snapshot: what has happened since is lost, unless another snapshot holds it. */
  async revertSnapshot(id: DomainId, snapshotId: string, by: Requester): Promise<void> {
    const { driver, list } = this.#managed.of(id);
    await this.#operations.run({ driver, list }, id, 'snapshot-revert', by, async (machine, job) => {
      checkNoneStandsOn(driver, machine.definition, list);
      await goBackTo(snapshotId, machine, driver, job);
    });
  }

  /** Deletes a snapshot; those that were taken on it stay, and stand on the one before. */
  async deleteSnapshot(id: DomainId, snapshotId: string, by: Requester): Promise<void> {
    const managed = this.#managed.of(id);
    await this.#operations.run(managed, id, 'snapshot-delete', by, (machine, job) =>
      dropSnapshot(snapshotId, machine, managed, job),
    );
  }

  /** What machines of a driver can't be given of one that another program made, a sentence each. */
  lacksOf(driverId: string, found: ForeignMachine): readonly string[] {
    return this.#managed.driver(driverId).driver.takeOver?.lacks(found) ?? [];
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
    const managed = this.#managed.of(id);
    const { driver, list } = managed;
    return this.#operations.run(managed, id, 'act', by, async (machine, job) => {
      // The machine as readers see it still stands as before this job: it was locked when that was checked.
      const asked = checkAction(driver.actions(list.snapshot(id)), action, values);
      job.report(asked.title);
      job.output = (await driver.act(machine, action, values, job)) ?? null;
      return job.output;
    });
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

function parseRequest(schema: z.ZodType, request: unknown, form: 'request' | 'hardware'): unknown {
  const parsed = schema.safeParse(request);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new PaddockError({
    code: 'argument-invalid',
    message: 'A value in the form can’t be used.',
    cause: z.prettifyError(parsed.error),
    next: 'Change it and try again.',
    field: [form, ...(issue?.path ?? [])].join('.'),
  });
}
