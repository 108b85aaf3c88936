import { join } from 'node:path';
import type { Definition, DomainId, Snapshot as SavedState } from '../../domains/definition';
import type { DomainSnapshot, LockedDomain, Presence } from '../../domains/domain';
import { PaddockError, toFailure } from '../../domains/failure';
import type { Job } from '../../domains/job';
import { isActive } from '../../domains/state';
import {
  ABLE,
  everyCapability,
  unable,
  type Action,
  type ActionValues,
  type Belonging,
  type Capabilities,
  type Capability,
  type ConsoleInfo,
  type DisplayConsole,
  type Driver,
  type DriverHost,
  type FoundProgram,
  type Probe,
  type StartHow,
  type TextConsole,
  type Usage,
} from '../driver';
import { Acceleration, accelerationNote } from './acceleration';
import { clearRuntime, findProcess, runningIn, takeHoldOf } from './attach';
import { belongingsOf, deleteBelongings, makeDiskFolders } from './belongings';
import { builtIn, choicesOf, type Built } from './choices';
import { commandLine, type Accelerator } from './command-line';
import { Accompaniment, findCompanions, type Companions } from './companions';
import {
  QemuConfigSchema,
  QemuHardwareSchema,
  QemuRequestSchema,
  type QemuChoices,
  type QemuConfig,
  type QemuHardware,
  type QemuRequest,
} from './config';
import { checkFile, checkFolder, imgMissing } from './disks';
import { differencesOf } from '../../domains/differences';
import { checkForwards } from './forwards';
import type { Disk } from './devices/disks';
import { carryOver, hardwareOf, planChange } from './hardware';
import { changeRunning, released, settle, type Plugging } from './hotplug/hotplug';
import { deleteDetached, detachedActions, withoutDetached } from './detached-disks';
import { discardOverlays, isDisposable, withOverlays } from './disposable';
import { namingHolder } from './images/holders';
import { copyDisks, pairs, QemuImages } from './images/images';
import { QemuTakeOver } from './images/take-over';
import type { ImageTools } from './images/rewrite';
import { Unfinished } from './images/unfinished';
import { launch, type Launch } from './launch';
import type { LiveMachine } from './live-machine';
import { LIMITS, type Limits } from './operations';
import { NewDisks } from './new-disks';
import * as operations from './operations';
import { checkSocketPaths, pathsOf, type MachinePaths, type QemuFolders } from './paths';
import { copyBesides } from './besides';
import { makeFiles } from './create';
import { firmwareFolders, flashFirmwares, type FlashFirmware } from './firmware/descriptors';
import { planCopy, planMachine } from './plan';
import { findQemu, type Finding, type Programs, type QemuFacts } from './probe';
import { lookAtProgram } from './programs';
import { kill, startedAt } from '../process-identity';
import { followPulse } from './pulse';
import { discardSaved, goOn, isStillSaved, restoreMemory, savedState, saveMemory } from './saved-state';
import { pictureOf } from './screenshot';
import { checkSavable } from './savable';
import * as snapshots from './snapshots';
import { soundBackend } from './sound-backend';
import { maximumOf } from './devices/processors';
import { hasController } from './devices/usb';
import { usageOf } from './usage';
import { openVnc } from './vnc';

export interface QemuDriverOptions {
  readonly folders: QemuFolders;
  /** Programs to use instead of those that PATH has. */
  readonly programs?: Programs;
  /** How long things may take, in ms, where it differs from LIMITS. */
  readonly limits?: Partial<Limits>;
  /** Where descriptions of firmware are, where it differs from the usual places. */
  readonly firmwareFolders?: readonly string[];
}

type Machine = LockedDomain<QemuConfig, LiveMachine>;
type Snapshot = DomainSnapshot<QemuConfig>;

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
  readonly config = QemuConfigSchema;
  readonly request = QemuRequestSchema;
  readonly hardware = QemuHardwareSchema;
  readonly startsHow = ['paused', 'disposable'] as const;
  readonly #folders: QemuFolders;
  readonly #programs: Programs;
  readonly #limits: Limits;
  readonly #firmwareFolders: readonly string[];
  readonly #acceleration: Acceleration;
  readonly #unfinished: Unfinished;
  readonly disks: QemuImages;
  readonly takeOver: QemuTakeOver;
  /** Running machines by identity, for consoles, which take no lock. */
  readonly #live = new Map<DomainId, LiveMachine>();
  #host: DriverHost<QemuConfig, LiveMachine> | null = null;
  #finding: Promise<Finding> | null = null;
  #companions: Promise<Companions> | null = null;
  #built: Promise<Built> | null = null;
  #audio: Promise<string> | null = null;
  readonly #newDisks = new NewDisks();
  #capabilities: Capabilities = capabilities(ABLE);

  constructor({
    folders,
    programs = {},
    limits = {},
    firmwareFolders: firmware = firmwareFolders(),
  }: QemuDriverOptions) {
    this.#firmwareFolders = firmware;
    this.#folders = folders;
    this.#programs = programs;
    this.#limits = { ...LIMITS, ...limits };
    this.#unfinished = new Unfinished(join(folders.cache, 'unfinished'));
    this.disks = new QemuImages({
      img: () => this.#img(),
      unfinished: this.#unfinished,
      paths: (id) => this.#paths(id),
    });
    this.takeOver = new QemuTakeOver({
      facts: () => this.#facts(),
      img: () => this.#img(),
      firmwares: () => this.#firmwares(),
      unfinished: this.#unfinished,
      paths: (id) => this.#paths(id),
    });
    this.#acceleration = new Acceleration({
      cache: join(folders.cache, 'acceleration.json'),
      log: (message) => this.#log(message),
    });
  }

  get capabilities(): Capabilities {
    return this.#capabilities;
  }

  open(host: DriverHost<QemuConfig, LiveMachine>): void {
    this.#host = host;
  }

  async probe(): Promise<Probe> {
    this.#finding = findQemu(this.#programs);
    this.#companions = null;
    this.#built = null;
    this.#audio = null;
    const finding = await this.#finding;
    if (!finding.found) {
      this.#capabilities = capabilities(unable(finding.answer.why));
      return finding.answer;
    }
    this.#capabilities = capabilities(ABLE);
    const { facts } = finding;
    const verdict = await this.#acceleration.look(facts, () => this.#host?.probeChanged());
    const notes = [accelerationNote(verdict)];
    if (facts.img === null) {
      notes.push({
        tone: 'warning',
        text: 'The program qemu-img is not installed: no disks can be made or looked at.',
      });
    }
    return { status: 'ready', version: facts.version, notes };
  }

  lookAtProgram(program: string, path: string | null): Promise<FoundProgram> {
    return lookAtProgram(program, path, this.#programs);
  }

  async close(): Promise<void> {
    for (const live of this.#live.values()) live.release();
    this.#live.clear();
    await this.#acceleration.close();
  }

  async attach(machine: Machine): Promise<void> {
    const { id } = machine;
    const paths = this.#paths(id);
    const found = await findProcess(id, paths);
    switch (found.kind) {
      case 'none': {
        await discardOverlays(paths);
        const isSaved = (await savedState(paths)) !== null;
        if (!isSaved) await discardSaved(paths); // what a kill cut short
        await this.#finishRevert(machine.definition.config, paths);
        machine.setState(isSaved ? 'saved' : 'shutoff', null, null);
        return;
      }
      case 'died':
        await clearRuntime(paths);
        await discardOverlays(paths);
        if (await savedState(paths)) {
          machine.setState('saved', null, null); // killed while it was being started from there
          return;
        }
        await discardSaved(paths);
        await this.#finishRevert(machine.definition.config, paths);
        machine.setState(
          'crashed',
          'Its QEMU ended by accident while Paddock was not running, or the computer was switched off.',
          null,
        );
        return;
      case 'process': {
        const live = await takeHoldOf(found.identity, {
          id,
          paths,
          defined: machine.definition.config,
          limitMs: this.#limits.greeting,
          log: (message) => this.#log(message),
        });
        if (await isStillSaved(live, paths)) {
          // Paddock was killed while it started it from what is saved, or when it had just saved it.
          await operations.destroy(live, this.#limits);
          await clearRuntime(paths);
          live.release();
          machine.setState((await savedState(paths)) ? 'saved' : 'shutoff', null, null);
          return;
        }
        await goOn(live, paths);
        if (live.qmp) await discardSaved(paths); // it runs: what was saved does not fit its disks any more
        await snapshots.endRevert(paths); // it runs from there
        await this.#adopt(machine, live, null);
      }
    }
  }

  discover(): Promise<readonly Definition<QemuConfig>[]> {
    return Promise.resolve([]); // a QEMU of another tool's says too little to be made a machine of
  }

  async plan(id: DomainId, _name: string, request: QemuRequest): Promise<QemuConfig> {
    return planMachine(request, await this.#facts(), this.#paths(id), () => this.#firmwares());
  }

  async define(machine: Machine, request: QemuRequest, job: Job): Promise<void> {
    const { id } = machine;
    const { config } = machine.definition;
    const { img } = await this.#facts();
    if (img === null) return; // what would need it was refused by `plan`
    const creation = {
      instance: id,
      request,
      config,
      paths: this.#paths(id),
      tools: { img, unfinished: this.#unfinished },
      firmwares: () => this.#firmwares(),
      job,
    };
    // Nobody can remove it meanwhile: a define gives way to nothing, so it is there afterwards.
    await machine.unlocked(() => makeFiles(creation));
  }

  #firmwares(): Promise<readonly FlashFirmware[]> {
    return flashFirmwares(this.#firmwareFolders);
  }

  hardwareOf(config: QemuConfig): QemuHardware {
    return hardwareOf(config);
  }

  async hardwareChoices(): Promise<QemuChoices> {
    const facts = await this.#facts();
    this.#built ??= builtIn(facts);
    return choicesOf(facts, await this.#built, await this.#findCompanions());
  }

  async planChange(config: QemuConfig, hardware: QemuHardware, id: DomainId): Promise<QemuConfig> {
    const finding = await this.#find();
    return planChange(config, hardware, finding.found ? finding.facts.img : null, this.#paths(id));
  }

  async applyChange(
    machine: Machine,
    from: QemuConfig,
    to: QemuConfig,
    hardware: QemuHardware | null,
    job: Job,
  ): Promise<void> {
    const { id } = machine;
    const live = machine.runtime;
    const beside = new Accompaniment(await this.#findCompanions(), this.#paths(id));
    if (hardware) {
      const change = { from, to, wanted: hardware };
      await machine.unlocked(() => this.#newDisks.make(id, change, this.#paths(id), () => this.#img()));
    }
    try {
      // What is plugged into a run of which nothing is kept would be kept: it waits.
      if (live && !machine.presence?.disposable && differencesOf(from, to).length > 0) {
        const context: Plugging = {
          limits: this.#limits,
          job,
          accompany: (network) => beside.startPasst(network),
        };
        await this.#change(machine, () => changeRunning(live, from, to, context));
      }
    } catch (error) {
      await beside.end();
      await this.#newDisks.unmake(id, from);
      throw error;
    }
    if (!hardware) await this.#newDisks.unmake(id, to);
  }

  live({ id, presence }: Snapshot): readonly string[] {
    const running = this.#live.get(id)?.config;
    return running && !presence?.disposable ? liveFields(running) : [];
  }

  carryOver(from: QemuConfig, to: QemuConfig): QemuConfig {
    return carryOver(from, to);
  }

  /** Disks that were taken out are none of the running machine’s. */
  runningConfig({ id, definition }: Snapshot): QemuConfig | null {
    const running = this.#live.get(id)?.config;
    return running ? { ...running, detached: definition.config.detached } : null;
  }

  pending({ id, definition }: Snapshot): readonly string[] {
    const running = this.#live.get(id)?.config;
    if (!running) return [];
    const now = hardwareOf(running);
    const next = { ...hardwareOf(definition.config), fixed: now.fixed };
    return differencesOf(now, next).map(({ path }) => path);
  }

  async planClone(id: DomainId, source: QemuConfig): Promise<QemuConfig> {
    return planCopy(source, this.#paths(id));
  }

  async clone(copy: Machine, source: QemuConfig, job: Job): Promise<void> {
    const { config } = copy.definition;
    const paths = this.#paths(copy.id);
    const { img } = await this.#facts();
    if (img === null && source.disks.length > 0) throw imgMissing('disks');
    await copy.unlocked(async () => {
      if (img === null) return;
      const tools = { img, unfinished: this.#unfinished };
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
    return snapshots.canHoldSnapshots(config);
  }

  async createSnapshot(
    machine: Machine,
    { id: tag }: SavedState,
    job: Job,
  ): Promise<{
    readonly config: QemuConfig;
    readonly bytes: number | null;
    readonly diskBytes: number | null;
  }> {
    const img = await this.#img();
    const live = machine.runtime;
    const config = live?.config ?? machine.definition.config;
    const known = machine.definition.snapshots;
    await machine.unlocked(() => snapshots.dropStrays(img, config, known, live));
    if (!live) {
      job.report('Saving its disks');
      const { value: diskBytes } = await machine.unlocked(async () => {
        await snapshots.saveOff(img, config, tag);
        return snapshots.stateBytes(img, config, tag);
      });
      return { config, bytes: null, diskBytes };
    }
    checkSavable(config);
    job.report('Saving its memory and disks');
    await this.#change(machine, () => snapshots.saveRunning(live, config, tag, job.signal));
    const [first] = snapshots.imagesOf(config);
    const { value } = await machine.unlocked(() =>
      Promise.all([snapshots.runningTags(live), snapshots.stateBytes(img, config, tag)]),
    );
    const [tags, diskBytes] = value;
    return { config, bytes: tags.get(first?.id ?? '')?.get(tag) ?? null, diskBytes };
  }

  async checkSnapshot(machine: Machine, { id: tag, config }: SavedState): Promise<void> {
    const img = await this.#img();
    await machine.unlocked(() => snapshots.checkThere(img, QemuConfigSchema.parse(config), tag));
  }

  async revertSnapshot(machine: Machine, { id: tag, withMemory }: SavedState, job: Job): Promise<void> {
    const img = await this.#img();
    const { config } = machine.definition;
    const paths = this.#paths(machine.id);
    job.report('Going back to the snapshot');
    const { value: kept } = await machine.unlocked(async () => {
      await snapshots.beginRevert(paths, tag);
      if (withMemory) return snapshots.keepDisks(img, config);
      await snapshots.revertOff(img, config, tag);
      await snapshots.endRevert(paths);
      return null;
    });
    if (!kept) return;
    try {
      await this.#launch(machine, job, ['-loadvm', tag]);
    } catch (error) {
      // QEMU brings the disks back before it reads the memory: what it began is undone.
      await machine.unlocked(() => kept.bringBack());
      throw error;
    } finally {
      await snapshots.endRevert(paths);
    }
    const live = machine.runtime;
    if (live) await this.#change(machine, () => kept.dropWhileRunning(live));
  }

  async deleteSnapshot(machine: Machine, { id: tag, config }: SavedState, job: Job): Promise<void> {
    const img = await this.#img();
    const live = machine.runtime;
    const saved = QemuConfigSchema.parse(config);
    const running = live ? (live.config ?? machine.definition.config) : null;
    const isIn = (disk: Disk, of: QemuConfig | null): boolean =>
      of?.disks.some(({ path }) => path === disk.path) ?? false;
    job.report('Deleting the snapshot');
    if (live && running) {
      const disks = running.disks.filter((disk) => isIn(disk, saved));
      await this.#change(machine, () =>
        snapshots.deleteRunning(live, { ...running, disks }, tag, job.signal),
      );
    }
    // Those that have been taken out of the machine since hold it as well.
    const rest = saved.disks.filter((disk) => !isIn(disk, running));
    await machine.unlocked(() => snapshots.deleteOff(img, { ...saved, disks: rest }, tag));
  }

  files({ disks, detached }: QemuConfig): readonly string[] {
    return [...disks, ...detached].flatMap(({ path, backing }) => [path, ...backing]);
  }

  belongings({ id, config }: Definition<QemuConfig>): Promise<readonly Belonging[]> {
    return belongingsOf(config, this.#paths(id));
  }

  async undefine(machine: Machine): Promise<void> {
    await clearRuntime(this.#paths(machine.id));
  }

  async purge({ id, config }: Definition<QemuConfig>): Promise<void> {
    const finding = await this.#find();
    const img = finding.found ? finding.facts.img : null;
    await deleteBelongings(config, this.#paths(id), img);
  }

  async start(machine: Machine, job: Job, how: StartHow): Promise<void> {
    const paths = this.#paths(machine.id);
    if (machine.state !== 'saved') {
      await machine.unlocked(() => discardSaved(paths)); // whatever is left there is of another run
      return this.#launch(machine, job, how === 'paused' ? ['-S'] : [], { disposable: how === 'disposable' });
    }
    const { value: saved } = await machine.unlocked(() => savedState(paths));
    await this.#launch(machine, job, ['-incoming', 'defer'], saved ?? {});
    const live = machine.runtime;
    if (!live) return;
    try {
      await this.#change(machine, () => restoreMemory(live, paths, job));
    } catch (error) {
      // It is off again, and saved as before, unless it ran already.
      const { value: left } = await machine.unlocked(async () => {
        await operations.destroy(live, this.#limits);
        return savedState(paths);
      });
      await this.#sync(machine, live);
      machine.setState(left ? 'saved' : 'shutoff');
      throw job.cancelled ?? notRestored(error);
    }
  }

  async save(machine: Machine, job: Job): Promise<void> {
    const live = machine.runtime;
    if (!live) throw notConnected();
    const paths = this.#paths(machine.id);
    const config = live.config ?? machine.definition.config;
    checkSavable(config);
    await this.#change(machine, () => saveMemory(live, config, paths, job));
    await this.#change(machine, () => operations.destroy(live, this.#limits));
    if (!isActive(machine.state)) machine.setState('saved');
  }

  /** `more`: what the command line has besides what the definition says. */
  async #launch(
    machine: Machine,
    job: Job,
    more: readonly string[],
    options: { readonly config?: QemuConfig; readonly disposable?: boolean } = {},
  ): Promise<void> {
    const { id, definition } = machine;
    const { config = definition.config, disposable = false } = options;
    const paths = this.#paths(id);
    const { fate, value: live } = await machine.unlocked(async () => {
      const { networks, shares } = config;
      checkSocketPaths([
        ...[paths.qmp, paths.vnc, ...serialsOf(config).map(paths.serial)],
        ...networks.map(({ id: card }) => paths.passt(card)),
        ...shares.map(({ id: share }) => paths.virtiofs(share)),
      ]);
      await checkFiles(config);
      const found = await runningIn(id, paths);
      if (found) throw runsAlready(definition.name, found.pid);
      await checkForwards(config);
      const accelerator = this.#accelerator(config);
      await discardOverlays(paths); // of another run
      const imageTools = async (): Promise<ImageTools> => ({
        img: await this.#img(),
        unfinished: this.#unfinished,
      });
      const used = disposable ? await withOverlays(imageTools, config, paths, job.signal) : config;
      const start: Launch = {
        command: [...(await this.#command(id, definition.name, used, accelerator)), ...more],
        accelerator,
        config,
        paths,
        serials: serialsOf(config),
        signal: job.signal,
        limitMs: this.#limits.start,
        log: (message) => this.#log(message),
      };
      const beside = new Accompaniment(await this.#findCompanions(), paths);
      try {
        await beside.start(used);
        const started = await namingHolder(this.files(config), () => launch(start));
        await settle(started, config).catch(async (error: unknown) => {
          await operations.destroy(started, this.#limits);
          throw error;
        });
        return started;
      } catch (error) {
        await beside.end();
        await discardOverlays(paths);
        throw error;
      }
    });
    if (fate === 'gone') {
      await operations.destroy(live, this.#limits);
      await clearRuntime(paths);
      await discardOverlays(paths);
      return;
    }
    await this.#adopt(machine, live);
  }

  suspend(machine: Machine): Promise<void> {
    return this.#change(machine, (live) => operations.suspend(live));
  }

  resume(machine: Machine): Promise<void> {
    return this.#change(machine, (live) => operations.resume(live));
  }

  shutdown(machine: Machine, job: Job): Promise<void> {
    job.report('Waiting for the guest to power off');
    return this.#change(machine, async (live) => {
      await operations.shutdown(live, this.#limits, job.signal);
      return { off: true };
    });
  }

  /** Presses the power button and runs the machine again when it is off; see `operations.reboot`. */
  reboot(machine: Machine, job: Job): Promise<void> {
    job.report('Waiting for the guest to restart');
    return this.#change(machine, (live) => operations.reboot(live, this.#limits, job.signal));
  }

  reset(machine: Machine): Promise<void> {
    return this.#change(machine, (live) => operations.reset(live));
  }

  async destroy(machine: Machine): Promise<void> {
    if (machine.runtime) {
      await this.#change(machine, (live) => operations.destroy(live, this.#limits));
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
    const running = this.#live.get(id)?.config ?? (await savedState(this.#paths(id)))?.config ?? null;
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
        const live = this.#live.get(id);
        const usage = live && !live.ending ? await usageOf(live) : null;
        return usage && ([id, usage] as const);
      }),
    );
    return new Map(usages.filter((one) => one !== null));
  }

  async screenshot({ id, definition }: Snapshot): Promise<Uint8Array | null> {
    const live = this.#live.get(id);
    const { display } = live?.config ?? definition.config;
    return live && !live.ending && display !== 'none' ? pictureOf(live) : null;
  }

  consoles(machine: Snapshot): readonly ConsoleInfo[] {
    const { display, serials } = this.#live.get(machine.id)?.config ?? machine.definition.config;
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
    const line = this.#running(machine).serial(consoleId);
    if (!line) throw noConsole(consoleId);
    return line.open();
  }

  async openDisplay(machine: Snapshot, consoleId: string): Promise<DisplayConsole> {
    const live = this.#running(machine);
    const { display } = live.config ?? machine.definition.config;
    if (consoleId !== DISPLAY_CONSOLE || display === 'none') {
      throw noConsole(consoleId);
    }
    return openVnc(live.paths.vnc);
  }

  summary(config: QemuConfig): { readonly memoryBytes: number; readonly cpus: number } {
    return { memoryBytes: config.memory, cpus: config.cpus };
  }

  async commandLine(machine: Snapshot): Promise<readonly string[]> {
    const { name, config } = machine.definition;
    return this.#command(machine.id, name, config, this.#accelerator(config));
  }

  // --- inside ---

  /** Whatever hinders it, the machine is shown; the going back can be asked for again. */
  async #finishRevert(config: QemuConfig, paths: MachinePaths): Promise<void> {
    await snapshots
      .finishRevert(paths, config, () => this.#img())
      .catch((error: unknown) => this.#log(`going back was not finished: ${toFailure(error).message}`));
  }

  #log(message: string): void {
    this.#host?.log(message);
  }

  #paths(id: DomainId): MachinePaths {
    return pathsOf(this.#folders, id);
  }

  #find(): Promise<Finding> {
    this.#finding ??= findQemu(this.#programs);
    return this.#finding;
  }

  #findCompanions(): Promise<Companions> {
    this.#companions ??= findCompanions();
    return this.#companions;
  }

  /** Throws `program-missing` or `program-too-old`. */
  async #facts(): Promise<QemuFacts> {
    const finding = await this.#find();
    if (finding.found) return finding.facts;
    throw finding.error;
  }

  /** Throws `program-missing` where there is no qemu-img. */
  async #img(): Promise<string> {
    const { img } = await this.#facts();
    if (img === null) throw imgMissing('disks');
    return img;
  }

  async #command(
    id: DomainId,
    name: string,
    config: QemuConfig,
    accelerator: Accelerator,
  ): Promise<readonly string[]> {
    const { system: program } = await this.#facts();
    this.#audio ??= soundBackend(program);
    const audio = await this.#audio;
    return commandLine({ program, id, name, config, accelerator, paths: this.#paths(id), audio });
  }

  #accelerator({ accelerator }: QemuConfig): Accelerator {
    if (accelerator !== 'auto') return accelerator;
    return this.#acceleration.verdict.kind === 'works' ? 'kvm' : 'tcg';
  }

  /** Throws `wrong-state` where the machine does not run. */
  #running(machine: Snapshot): LiveMachine {
    const live = this.#live.get(machine.id);
    if (live && !live.ending) return live;
    throw new PaddockError({
      code: 'wrong-state',
      message: `“${machine.definition.name}” does not run.`,
      cause: 'A console is there while its machine runs.',
      next: 'Start the machine first.',
    });
  }

  /** Makes a process that was started or found the machine's own, and follows it. */
  async #adopt(machine: Machine, live: LiveMachine, since?: null): Promise<void> {
    const { id } = machine;
    machine.runtime = live;
    this.#live.set(id, live);
    live.onChange = () => this.#host?.observed(id, 'QEMU', (now) => this.#sync(now, live));
    live.onReleased = (device) =>
      this.#host?.observed(id, 'a device that its guest let go of', () => released(live, device));
    followPulse(live, this.#limits);
    await this.#sync(machine, live, since);
  }

  /** Makes the registry show what is true now of the process; nothing where the machine has another one. */
  async #sync(machine: Machine, live: LiveMachine, since?: null): Promise<void> {
    if (machine.runtime !== live) return;
    const { ending } = live;
    if (!ending) {
      const { state, reason } = live.doing;
      machine.setState(state, reason, since);
      // It is not shown of a machine that can't be made out, and is there again afterwards.
      if (state !== 'unknown' && !machine.presence) machine.setPresence(presenceOf(live));
      return;
    }
    machine.runtime = null;
    this.#live.delete(machine.id);
    machine.setState(ending.state, ending.reason);
    await clearRuntime(live.paths);
    await discardOverlays(live.paths);
  }

  /** Works on the running process with the machine unlocked, then shows what became of it. */
  async #change(
    machine: Machine,
    work: (live: LiveMachine) => Promise<{ readonly off: true } | void>,
  ): Promise<void> {
    const live = machine.runtime;
    if (!live) throw notConnected();
    try {
      const { fate, value } = await machine.unlocked(() => live.occupiedWith(() => work(live)));
      if (fate === 'gone') return;
      await this.#sync(machine, live);
      // It powered off because it was asked to: nothing needs to be said of it.
      if (value && live.ending?.state === 'shutoff') machine.setState('shutoff');
    } catch (error) {
      await this.#sync(machine, live);
      throw error;
    }
  }
}

function presenceOf(live: LiveMachine): Presence {
  return {
    pid: live.identity.pid,
    startedAt: startedAt(live.identity),
    accelerator: live.accelerator,
    addresses: [],
    disposable: isDisposable(live.paths),
  };
}

/** Which fields of the form a machine that runs so takes at once. */
function liveFields(running: QemuConfig): readonly string[] {
  const { slots, cdroms, networks, usb, display, balloon, cpus, processor } = running;
  return [
    ...(slots > 0 ? ['disks[]', 'cdroms[]', 'networks[]'] : []),
    ...cdroms.map(({ id }) => `cdroms.${id}.path`),
    ...networks.flatMap(({ id, mode }) => [
      `networks.${id}.link`,
      ...(mode === 'user' ? [`networks.${id}.forwards`] : []),
    ]),
    ...(hasController(usb, display !== 'none') ? ['usb.devices'] : []),
    ...(balloon ? ['balloon.target'] : []),
    ...(maximumOf(cpus, processor) > 1 ? ['cpus'] : []),
  ];
}

function capabilities(withQemu: Capability): Capabilities {
  return everyCapability(ABLE, { define: withQemu, start: withQemu });
}

function serialsOf({ serials }: QemuConfig): readonly string[] {
  return serials.map(({ id }) => id);
}

/** Throws for the first file that can't be used, with its field: better than QEMU's words about it. */
async function checkFiles({ boot, disks, cdroms, shares }: QemuConfig): Promise<void> {
  if (boot.kind === 'kernel') {
    await checkFile(boot.kernel, 'config.boot.kernel', 'read');
    if (boot.initrd !== null) await checkFile(boot.initrd, 'config.boot.initrd', 'read');
  }
  for (const [index, { path, backing }] of disks.entries()) {
    const field = `config.disks.${index}.path`;
    await checkFile(path, field, 'read and write');
    for (const below of backing) await checkFile(below, field, 'read');
  }
  for (const [index, { path }] of cdroms.entries()) {
    if (path !== null) await checkFile(path, `config.cdroms.${index}.path`, 'read');
  }
  for (const [index, { path }] of shares.entries()) await checkFolder(path, `config.shares.${index}.path`);
}

function runsAlready(name: string, pid: number): PaddockError {
  return new PaddockError({
    code: 'wrong-state',
    message: `“${name}” runs already, started by another program.`,
    cause: `Process ${pid} is its QEMU.`,
    next: 'Start Paddock again, so that it finds the running machine; or end that process.',
  });
}

function notRestored(error: unknown): PaddockError {
  const { message, cause, detail } = toFailure(error);
  return new PaddockError(
    {
      code: 'program-failed',
      message: 'The machine could not go on from where it was saved.',
      cause: cause === undefined ? message : `${message} ${cause}`,
      next: 'Try again; where that does not help, force it off to throw the saved memory away, and start it anew.',
      remedy: { kind: 'destroy' },
      ...(detail && { detail }),
    },
    { cause: error },
  );
}

function notConnected(): PaddockError {
  return new PaddockError({
    code: 'wrong-state',
    message: 'The machine has stopped.',
    next: 'Look at its state and choose what fits it.',
  });
}

function noConsole(consoleId: string): PaddockError {
  return new PaddockError({
    code: 'argument-invalid',
    message: `The machine has no console “${consoleId}”.`,
    next: 'Choose one that its page lists.',
  });
}
