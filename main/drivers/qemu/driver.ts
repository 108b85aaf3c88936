import type { Definition, DomainId, Snapshot as SavedState } from '../../domains/definition';
import { PaddockError } from '../../domains/failure';
import type { Job } from '../../domains/job';
import type {
  Action,
  ActionValues,
  Belonging,
  Capabilities,
  Capability,
  ConsoleInfo,
  DisplayConsole,
  Driver,
  DriverHost,
  FoundProgram,
  Probe,
  StartHow,
  Summary,
  TextConsole,
  Usage,
} from '../driver';
import { clearRuntime, findProcess } from './attach';
import { belongingsOf, deleteBelongings, makeDiskFolders } from './belongings';
import { copyBesides } from './besides';
import {
  QemuConfigSchema,
  QemuHardwareSchema,
  QemuRequestSchema,
  type QemuChoices,
  type QemuConfig,
  type QemuHardware,
  type QemuRequest,
} from './config';
import { makeFiles } from './create';
import { deleteDetached, detachedActions, withoutDetached } from './detached-disks';
import { imgMissing } from './disks';
import { discardOverlays } from './disposable';
import { findAgain } from './finding-again';
import { firmwareFolders } from './firmware/descriptors';
import { carryOver, hardwareOf, planChange } from './hardware';
import { copyDisks, pairs, QemuImages } from './images/images';
import { HardwareChanges } from './hardware-changes';
import { QemuTakeOver } from './images/take-over';
import { Installation } from './installation';
import type { LiveMachine } from './live-machine';
import type { Parts } from './parts';
import { pathsOf, type MachinePaths, type QemuFolders } from './paths';
import { planCopy, planMachine } from './plan';
import type { Programs } from './probe';
import { kill } from '../process-identity';
import { RunningMachines, type Machine, type Snapshot } from './running-machines';
import { discardSaved, savedState } from './saved-state';
import { pictureOf } from './screenshot';
import { SnapshotOperations, type TakenSnapshot } from './snapshot-operations';
import { canHoldSnapshots } from './snapshots';
import { filesOf, Starting } from './starting';
import { usageOf } from './usage';
import { openVnc } from './vnc';
import * as operations from './operations';
import { LIMITS, type Limits } from './operations';

export interface QemuDriverOptions {
  readonly folders: QemuFolders;
  /** Programs to use instead of those that PATH has. */
  readonly programs?: Programs;
  /** How long things may take, in ms, where it differs from LIMITS. */
  readonly limits?: Partial<Limits>;
  /** Where descriptions of firmware are, where it differs from the usual places. */
  readonly firmwareFolders?: readonly string[];
}

const DISPLAY_CONSOLE = 'display';

/** Machines under QEMU: one process each, that outlives Paddock and is found again. */
export function createQemuDriver(
  options: QemuDriverOptions,
): Driver<QemuConfig, QemuRequest, LiveMachine, QemuHardware> {
  return new QemuDriver(options);
}

class QemuDriver implements Driver<QemuConfig, QemuRequest, LiveMachine, QemuHardware> {
  readonly id = 'qemu';
  readonly title = 'QEMU';
  readonly persistent = true;
  readonly accelerates = true;
  readonly snapshotsKeepMemory = true;
  readonly config = QemuConfigSchema;
  readonly request = QemuRequestSchema;
  readonly hardware = QemuHardwareSchema;
  readonly startsHow = ['paused', 'disposable'] as const;
  readonly #folders: QemuFolders;
  readonly #limits: Limits;
  readonly #installation: Installation;
  readonly #running: RunningMachines;
  readonly #parts: Parts;
  readonly #starting: Starting;
  readonly #snapshots: SnapshotOperations;
  readonly #changes: HardwareChanges;
  readonly disks: QemuImages;
  readonly takeOver: QemuTakeOver;
  #host: DriverHost<QemuConfig, LiveMachine> | null = null;

  constructor({ folders, programs = {}, limits = {}, firmwareFolders: firmware }: QemuDriverOptions) {
    const paths = (id: DomainId): MachinePaths => this.#paths(id);
    const log = (message: string): void => this.#host?.log(message);
    this.#folders = folders;
    this.#limits = { ...LIMITS, ...limits };
    const installation = new Installation({
      programs,
      firmwareFolders: firmware ?? firmwareFolders(),
      cache: folders.cache,
      paths,
      log,
    });
    this.#installation = installation;
    this.#running = new RunningMachines(this.#limits, (...what) => this.#host?.observed(...what));
    this.#parts = { installation, running: this.#running, limits: this.#limits, paths, log };
    this.#starting = new Starting(this.#parts);
    this.#changes = new HardwareChanges(this.#parts);
    this.#snapshots = new SnapshotOperations(this.#parts, this.#starting);
    const img = (): Promise<string> => installation.img();
    const { unfinished } = installation;
    this.disks = new QemuImages({ img, unfinished, paths });
    this.takeOver = new QemuTakeOver({
      facts: () => installation.facts(),
      firmwares: () => installation.firmwares(),
      img,
      unfinished,
      paths,
    });
  }

  get capabilities(): Capabilities {
    return this.#installation.capabilities;
  }

  open(host: DriverHost<QemuConfig, LiveMachine>): void {
    this.#host = host;
  }

  probe(): Promise<Probe> {
    return this.#installation.probe(() => this.#host?.probeChanged());
  }

  triedOut(): Promise<void> {
    return this.#installation.triedOut();
  }

  lookAtProgram(program: string, path: string | null): Promise<FoundProgram> {
    return this.#installation.lookAtProgram(program, path);
  }

  async close(): Promise<void> {
    this.#running.release();
    await this.#installation.close();
  }

  attach(machine: Machine): Promise<void> {
    return findAgain(machine, this.#parts);
  }

  discover(): Promise<readonly Definition<QemuConfig>[]> {
    return Promise.resolve([]); // a QEMU of another tool's says too little to be made a machine of
  }

  async plan(id: DomainId, _name: string, request: QemuRequest): Promise<QemuConfig> {
    return planMachine(request, await this.#installation.facts(), this.#paths(id), () =>
      this.#installation.firmwares(),
    );
  }

  async define(machine: Machine, request: QemuRequest, job: Job): Promise<void> {
    const { id } = machine;
    const { config } = machine.definition;
    const { img } = await this.#installation.facts();
    if (img === null) return; // what would need it was refused by `plan`
    const creation = {
      instance: id,
      request,
      config,
      paths: this.#paths(id),
      tools: { img, unfinished: this.#installation.unfinished },
      firmwares: () => this.#installation.firmwares(),
      job,
    };
    // Nobody can remove it meanwhile: a define gives way to nothing, so it is there afterwards.
    await machine.unlocked(() => makeFiles(creation));
  }

  hardwareOf(config: QemuConfig): QemuHardware {
    return hardwareOf(config);
  }

  hardwareChoices(): Promise<QemuChoices> {
    return this.#installation.choices();
  }

  async planChange(config: QemuConfig, hardware: QemuHardware, id: DomainId): Promise<QemuConfig> {
    const finding = await this.#installation.find();
    return planChange(config, hardware, finding.found ? finding.facts.img : null, this.#paths(id));
  }

  applyChange(
    machine: Machine,
    from: QemuConfig,
    to: QemuConfig,
    hardware: QemuHardware | null,
    job: Job,
  ): Promise<void> {
    return this.#changes.apply(machine, from, to, hardware, job);
  }

  live(machine: Snapshot): readonly string[] {
    return this.#changes.live(machine);
  }

  runningConfig(machine: Snapshot): QemuConfig | null {
    return this.#changes.runningConfig(machine);
  }

  pending(machine: Snapshot): readonly string[] {
    return this.#changes.pending(machine);
  }

  carryOver(from: QemuConfig, to: QemuConfig): QemuConfig {
    return carryOver(from, to);
  }

  async planClone(id: DomainId, source: QemuConfig): Promise<QemuConfig> {
    return planCopy(source, this.#paths(id));
  }

  async clone(copy: Machine, source: QemuConfig, job: Job): Promise<void> {
    const { config } = copy.definition;
    const paths = this.#paths(copy.id);
    const { img } = await this.#installation.facts();
    if (img === null && source.disks.length > 0) throw imgMissing('disks');
    await copy.unlocked(async () => {
      if (img === null) return;
      const tools = { img, unfinished: this.#installation.unfinished };
      await makeDiskFolders(paths);
      try {
        await copyDisks(tools, pairs(config, source), job);
        await copyBesides(tools, config, source, job.signal);
      } catch (error) {
        await deleteBelongings(config, paths, null);
        throw error;
      }
    });
    copy.setState('shutoff');
  }

  canSnapshot(config: QemuConfig): Capability {
    return canHoldSnapshots(config);
  }

  createSnapshot(machine: Machine, snapshot: SavedState, job: Job): Promise<TakenSnapshot> {
    return this.#snapshots.create(machine, snapshot, job);
  }

  checkSnapshot(machine: Machine, snapshot: SavedState): Promise<void> {
    return this.#snapshots.check(machine, snapshot);
  }

  revertSnapshot(machine: Machine, snapshot: SavedState, job: Job): Promise<void> {
    return this.#snapshots.revert(machine, snapshot, job);
  }

  deleteSnapshot(machine: Machine, snapshot: SavedState, job: Job): Promise<void> {
    return this.#snapshots.delete(machine, snapshot, job);
  }

  files(config: QemuConfig): readonly string[] {
    return filesOf(config);
  }

  belongings({ id, config }: Definition<QemuConfig>): Promise<readonly Belonging[]> {
    return belongingsOf(config, this.#paths(id));
  }

  async undefine(machine: Machine): Promise<void> {
    await clearRuntime(this.#paths(machine.id));
  }

  async purge({ id, config }: Definition<QemuConfig>): Promise<void> {
    const finding = await this.#installation.find();
    const img = finding.found ? finding.facts.img : null;
    await deleteBelongings(config, this.#paths(id), img);
  }

  start(machine: Machine, job: Job, how: StartHow): Promise<void> {
    return this.#starting.start(machine, job, how);
  }

  save(machine: Machine, job: Job): Promise<void> {
    return this.#starting.save(machine, job);
  }

  suspend(machine: Machine): Promise<void> {
    return this.#running.change(machine, (live) => operations.suspend(live));
  }

  resume(machine: Machine): Promise<void> {
    return this.#running.change(machine, (live) => operations.resume(live));
  }

  shutdown(machine: Machine, job: Job): Promise<void> {
    job.report('Waiting for the guest to power off');
    return this.#running.change(machine, async (live) => {
      await operations.shutdown(live, this.#limits, job.signal);
      return { off: true };
    });
  }

  /** Has its guest power off and runs the machine again when it is off; see `operations.reboot`. */
  reboot(machine: Machine, job: Job): Promise<void> {
    job.report('Waiting for the guest to restart');
    return this.#running.change(machine, (live) => operations.reboot(live, this.#limits, job.signal));
  }

  reset(machine: Machine): Promise<void> {
    return this.#running.change(machine, (live) => operations.reset(live));
  }

  async destroy(machine: Machine): Promise<void> {
    if (machine.runtime) {
      await this.#running.change(machine, (live) => operations.destroy(live, this.#limits));
      return;
    }
    // In a state that could not be found out: what runs under its identity is ended.
    const { id } = machine;
    const paths = this.#paths(id);
    await machine.unlocked(async () => {
      const found = await findProcess(id, paths);
      if (found.kind === 'process') kill(found.identity);
      await clearRuntime(paths);
      await discardOverlays(paths);
      await discardSaved(paths);
    });
    if (machine.state !== 'crashed') machine.setState('shutoff');
  }

  actions({ definition: { config } }: Snapshot): readonly Action[] {
    return detachedActions(config);
  }

  async act(machine: Machine, _action: string, values: ActionValues): Promise<void> {
    const { definition, id } = machine;
    const running = this.#running.get(id)?.config ?? (await savedState(this.#paths(id)))?.config ?? null;
    const config = withoutDetached(
      definition,
      values,
      running,
      (path) => this.#host?.neededBy(id, path) ?? null,
    );
    const gone = definition.config.detached.filter((disk) => !config.detached.includes(disk));
    // Out of the definition first: a file that is left over harms less than a disk that is listed and gone.
    await machine.redefine({ ...definition, config });
    await machine.unlocked(() => deleteDetached(gone, this.#paths(id)));
  }

  async sample(machines: readonly Snapshot[]): Promise<ReadonlyMap<DomainId, Usage>> {
    const usages = await Promise.all(
      machines.map(async ({ id }) => {
        const live = this.#running.get(id);
        const usage = live && !live.ending ? await usageOf(live) : null;
        return usage && ([id, usage] as const);
      }),
    );
    return new Map(usages.filter((one) => one !== null));
  }

  async screenshot({ id, definition }: Snapshot): Promise<Uint8Array | null> {
    const live = this.#running.get(id);
    const { display } = live?.config ?? definition.config;
    return live && !live.ending && display !== 'none' ? pictureOf(live) : null;
  }

  consoles(machine: Snapshot): readonly ConsoleInfo[] {
    const { display, serials } = this.#running.get(machine.id)?.config ?? machine.definition.config;
    const screen: ConsoleInfo = { id: DISPLAY_CONSOLE, kind: 'display', title: 'Screen' };
    return [
      ...(display === 'none' ? [] : [screen]),
      ...serials.map(({ id }, index): ConsoleInfo => {
        const title = serials.length === 1 ? 'Serial line' : `Serial line ${index + 1}`;
        return { id, kind: 'text', title };
      }),
    ];
  }

  async openText(machine: Snapshot, consoleId: string): Promise<TextConsole> {
    const line = this.#running.expect(machine).serial(consoleId);
    if (!line) throw noConsole(consoleId);
    return line.open();
  }

  async openDisplay(machine: Snapshot, consoleId: string): Promise<DisplayConsole> {
    const live = this.#running.expect(machine);
    const { display } = live.config ?? machine.definition.config;
    if (consoleId !== DISPLAY_CONSOLE || display === 'none') {
      throw noConsole(consoleId);
    }
    const screen = await openVnc(live.paths.vnc);
    await live.portsKnown;
    if (!live.clipboard.isThere) return screen;
    const clipboard = live.clipboard.sit();
    const close = (): void => {
      clipboard.leave();
      screen.close();
    };
    return { ...screen, clipboard, close };
  }

  summary(config: QemuConfig): Summary {
    return { keeps: 'disks', memoryBytes: config.memory, cpus: config.cpus };
  }

  async commandLine(machine: Snapshot): Promise<readonly string[]> {
    const { name, config } = machine.definition;
    return this.#installation.command(machine.id, name, config, this.#installation.accelerator(config));
  }

  // --- inside ---

  #paths(id: DomainId): MachinePaths {
    return pathsOf(this.#folders, id);
  }
}

function noConsole(consoleId: string): PaddockError {
  return new PaddockError({
    code: 'argument-invalid',
    message: `The machine has no console “${consoleId}”.`,
    next: 'Choose one that its page lists.',
  });
}
