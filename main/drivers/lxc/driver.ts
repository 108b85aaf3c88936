import { access, chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Definition, DomainId, Snapshot } from '../../domains/definition';
import type { DomainSnapshot, LockedDomain } from '../../domains/domain';
import { PaddockError } from '../../domains/failure';
import type { Job } from '../../domains/job';
import { isActive, type DomainState } from '../../domains/state';
import { ptyConsole } from '../../consoles/pty';
import { hostBridges } from '../bridges';
import { bytesBelow } from '../bytes-below';
import { usageOf } from '../container-usage';
import { findHierarchy, type Hierarchy } from '../control-groups';
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
  type Probe,
  type TextConsole,
  type Usage,
} from '../driver';
import { foreignDefinition } from '../foreign-definition';
import { identityOf, plainNameFor } from '../foreign-names';
import { Places } from '../places';
import { identify, startedAt } from '../process-identity';
import { cannotBecomeAnother, checkHasShell, noConsole, notListening, runsInBin } from '../refusals';
import { addressesOf } from './addresses';
import { doingOf, doingOfAll, LxcCommands, type Container, type Doing } from './commands';
import {
  LxcConfigSchema,
  LxcHardwareSchema,
  LxcRequestSchema,
  type LxcChoices,
  type LxcConfig,
  type LxcHardware,
  type LxcRequest,
} from './config';
import { ConfigFile, readConfigFile, writeConfigFile } from './config-file';
import { configFileOf, containersIn, folderOf, standingOn } from './containers';
import { makeContainer, making, removeContainer, type Making } from './create';
import { cpuLimit, memoryLimit } from './hierarchy';
import { containersFolder, defaultConfig, findLxc, notesOn } from './host';
import { Following } from './following';
import { settingsIn, withSettings } from './limits';
import * as snapshots from './snapshots';

export interface LxcDriverOptions {
  /** A folder for logs and for what is needed while something is made. */
  readonly work: string;
  /** The folder of the containers, where it is another than LXC's settings name for this user. */
  readonly folder?: string | undefined;
  /** How long a guest may take to shut down or to restart, in ms. */
  readonly shutdownLimitMs?: number;
}

type Machine = LockedDomain<LxcConfig, Running>;
type Seen = DomainSnapshot<LxcConfig>;

/** A container that runs. */
interface Running {
  readonly pid: number;
  /** The card that it was started with; null where that is not known. */
  readonly network: LxcConfig['network'] | null;
}

const START_LIMIT_MS = 60_000;
const SHUTDOWN_LIMIT_MS = 60_000;
/** How long a state that passes is waited for, in ms. */
const SETTLE = { limitMs: 5_000, everyMs: 50 } as const;
/** How long more is waited for once something was heard of a container, in ms. */
const ASK_AFTER_MS = 40;
/** When a container that has started is asked for its addresses, in ms: it gets them some time after. */
const ADDRESSES_AFTER_MS = [1_000, 4_000, 15_000, 60_000] as const;

const OFF_ONLY = unable('LXC copies the files of a container, which must be off meanwhile.');
const CONSOLES: readonly ConsoleInfo[] = [
  { id: 'shell', kind: 'text', title: 'Shell' },
  { id: 'login', kind: 'text', title: 'Login console' },
];

/** System containers of LXC: those that Paddock makes, and all others of this user. */
export function createLxcDriver(
  options: LxcDriverOptions,
): Driver<LxcConfig, LxcRequest, Running, LxcHardware> {
  return new LxcDriver(options);
}

class LxcDriver implements Driver<LxcConfig, LxcRequest, Running, LxcHardware> {
  readonly id = 'lxc';
  readonly title = 'LXC';
  readonly persistent = true;
  readonly config = LxcConfigSchema;
  readonly request = LxcRequestSchema;
  readonly hardware = LxcHardwareSchema;
  readonly #commands: LxcCommands;
  readonly #hierarchy: Hierarchy = findHierarchy();
  readonly #isRoot = process.getuid?.() === 0;
  #host: DriverHost<LxcConfig, Running> | null = null;
  #isThere = true;
  #folder: Promise<string> | null = null;
  #all: Promise<ReadonlyMap<string, Doing>> | null = null;
  #closed = false;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #places = new Places<Container>(folderOf);
  /** The machines that run, for what takes no lock. Changed with the machine locked, as `machine.runtime` is. */
  readonly #running = new Map<DomainId, Running>();
  /** Grows with each word of the monitor about a container: what was asked before it is old. */
  readonly #changes = new Map<string, number>();
  /** Containers that are to be asked about in a moment. */
  readonly #asking = new Set<string>();
  readonly #following = new Following({
    onFolder: () => void this.#look(),
    onChange: (container) => {
      this.#changes.set(container, (this.#changes.get(container) ?? 0) + 1);
      this.#observeSoon(container);
    },
    onGap: () => this.#observeAll(() => true),
    log: (message) => this.#host?.log(message),
  });

  constructor(private readonly options: LxcDriverOptions) {
    this.#commands = new LxcCommands(join(options.work, 'logs'));
  }

  get capabilities(): Capabilities {
    const there = this.#isThere ? ABLE : unable('LXC is not installed.');
    return everyCapability(there, {
      save: unable('LXC can’t save a container’s memory reliably.'),
      undefine: ABLE,
      redefine: ABLE,
    });
  }

  open(host: DriverHost<LxcConfig, Running>): void {
    this.#host = host;
  }

  async probe(): Promise<Probe> {
    const finding = await findLxc();
    this.#isThere = finding.found;
    if (!finding.found) return finding.answer;
    this.#following.begin(await this.#folderOfAll());
    return { status: 'ready', version: finding.version, notes: notesOn(this.#hierarchy, this.#isRoot) };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#following.close();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#running.clear();
  }

  // --- what is there ---

  async discover(): Promise<readonly Definition<LxcConfig>[]> {
    const finding = await findLxc();
    this.#isThere = finding.found;
    if (!finding.found) return [];
    this.#following.begin(await this.#folderOfAll());
    return this.#foreign();
  }

  /** Containers that no machine, in the list or in the bin, stands for. */
  async #foreign(): Promise<readonly Definition<LxcConfig>[]> {
    const folder = await this.#folderOfAll();
    const found: Definition<LxcConfig>[] = [];
    for (const container of await containersIn(folder)) {
      const id = identityOf(folder, container);
      if (this.#isOurs(id, { folder, container })) continue;
      const definition = await this.#definitionOf(id, { folder, container }).catch(() => null);
      if (definition) found.push(definition);
    }
    return found;
  }

  #isOurs(id: DomainId, one: Container): boolean {
    return this.#places.at(one) !== undefined || (this.#host?.neededBy(id, folderOf(one)) ?? null) !== null;
  }

  async #definitionOf(id: DomainId, one: Container): Promise<Definition<LxcConfig> | null> {
    const file = await readConfigFile(configFileOf(one));
    const parsed = LxcConfigSchema.safeParse({ ...one, ...settingsIn(file, this.#hierarchy) });
    if (!parsed.success) return null; // a name that no machine could have
    return foreignDefinition(id, this.id, one.container, parsed.data);
  }

  #folderOfAll(): Promise<string> {
    if (this.options.folder !== undefined) return Promise.resolve(this.options.folder);
    this.#folder ??= containersFolder().catch((error: unknown) => {
      this.#folder = null;
      throw error;
    });
    return this.#folder;
  }

  /** Tells which containers came and went by other tools' doing. Never throws. */
  async #look(): Promise<void> {
    try {
      const found = await this.#foreign();
      const there = new Set(await containersIn(await this.#folderOfAll()));
      if (this.#closed) return;
      for (const id of this.#places.takeMissing(({ container }) => there.has(container))) {
        this.#running.delete(id);
        this.#host?.vanished(id);
      }
      for (const definition of found) {
        if (!this.#isOurs(definition.id, definition.config)) this.#host?.appeared(definition);
      }
    } catch (error) {
      this.#host?.log(`the containers can’t be listed: ${String(error)}`);
    }
  }

  async attach(machine: Machine): Promise<void> {
    const { config } = machine.definition;
    this.#places.set(machine.id, config);
    await snapshots.settle(config);
    const doing = (await this.#doingOfAll(config.folder)).get(config.container);
    if (!doing) throw gone(config);
    await this.#takeSettings(machine);
    this.#become(machine, await this.#settled(config, doing), config);
  }

  /** What another tool changed of its configuration counts. */
  async #takeSettings(machine: Machine): Promise<void> {
    const { definition } = machine;
    const settings = settingsIn(await readConfigFile(configFileOf(definition.config)), this.#hierarchy);
    const config = { ...definition.config, ...settings };
    if (JSON.stringify(config) !== JSON.stringify(definition.config)) {
      await machine.redefine({ ...definition, config });
    }
  }

  /** One question for all that are asked for at once. */
  #doingOfAll(folder: string): Promise<ReadonlyMap<string, Doing>> {
    this.#all ??= doingOfAll(folder).finally(() => (this.#all = null));
    return this.#all;
  }

  /** Waits for the end of a state that passes. */
  async #settled(one: Container, doing: Doing): Promise<Doing> {
    let now: Doing | null = doing;
    for (const end = Date.now() + SETTLE.limitMs; now !== null && stateOf(now) === null;) {
      if (Date.now() > end) break;
      await new Promise((resolve) => setTimeout(resolve, SETTLE.everyMs));
      now = await doingOf(one);
    }
    return now ?? { state: 'STOPPED', pid: null };
  }

  /** Makes a machine what its container is doing. Needs its lock. */
  #become(machine: Machine, doing: Doing, network: LxcConfig | null = null): void {
    const state = stateOf(doing);
    if (state === null || (state !== 'shutoff' && doing.pid === null)) {
      machine.setState('unknown', `LXC says that it is ${doing.state.toLowerCase()}.`, null);
      return;
    }
    if (state === 'shutoff' || doing.pid === null) {
      this.#running.delete(machine.id);
      machine.runtime = null;
      machine.setState('shutoff');
      return;
    }
    const { pid } = doing;
    const before = this.#running.get(machine.id);
    const isSame = before?.pid === pid;
    const running: Running = isSame ? before : { pid, network: network?.network ?? null };
    this.#running.set(machine.id, running);
    machine.runtime = running;
    const identity = identify(pid);
    const since = identity ? startedAt(identity) : null;
    machine.setState(state, null, since);
    if (isSame && machine.presence) return;
    machine.setPresence({ pid, startedAt: since, accelerator: null, addresses: [] });
    this.#askForAddresses(machine.id, pid);
  }

  /** Asks after a moment, once for all that is heard of a container until then: a start alone is told in several words. */
  #observeSoon(container: string): void {
    if (this.#asking.has(container)) return;
    const timer = setTimeout(() => {
      this.#asking.delete(container);
      this.#timers.delete(timer);
      this.#observeAll((one) => one.container === container);
    }, ASK_AFTER_MS);
    this.#asking.add(container);
    this.#timers.add(timer);
  }

  #observeAll(which: (one: Container) => boolean): void {
    for (const id of this.#places.ids()) {
      const one = this.#places.get(id);
      if (one && which(one)) this.#observe(id, one);
    }
  }

  /** Asks what a container does and lets its machine follow, unless more was heard of it meanwhile. */
  #observe(id: DomainId, one: Container): void {
    const asked = this.#changes.get(one.container);
    void doingOf(one)
      .then((doing) => (doing ? this.#settled(one, doing) : { state: 'STOPPED' as const, pid: null }))
      .then((doing) =>
        this.#host?.observed(id, 'what LXC says', (machine) => {
          // A job that runs says itself what became of the machine.
          if (this.#changes.get(one.container) !== asked || machine.jobs.all.length > 0) return;
          this.#become(machine, doing);
        }),
      )
      .catch((error: unknown) => this.#host?.log(`${one.container}: ${String(error)}`));
  }

  #askForAddresses(id: DomainId, pid: number): void {
    for (const ms of ADDRESSES_AFTER_MS) {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        const one = this.#places.get(id);
        if (!one || this.#running.get(id)?.pid !== pid) return;
        void addressesOf(one).then((addresses) =>
          this.#host?.observed(id, 'its addresses', (machine) => {
            const { presence } = machine;
            if (presence?.pid !== pid || addresses.join() === presence.addresses.join()) return;
            machine.setPresence({ ...presence, addresses });
          }),
        );
      }, ms);
      timer.unref();
      this.#timers.add(timer);
    }
  }

  // --- making and changing ---

  async plan(_id: DomainId, name: string, request: LxcRequest): Promise<LxcConfig> {
    const folder = await this.#folderOfAll();
    const { memory, cpus, source } = request;
    if (source.kind === 'archive') await checkArchive(source.path);
    const network = request.network
      ? ({ kind: 'bridge', bridge: await this.#standardBridge() } as const)
      : ({ kind: 'none' } as const);
    return { container: await this.#freeName(folder, name), folder, memory, cpus, network };
  }

  /** The bridge that LXC's own settings name, or else the first of this computer. */
  async #standardBridge(): Promise<string> {
    const standard = new ConfigFile(await defaultConfig()).value('lxc.net.0.link');
    const bridge = standard ?? (await hostBridges())[0];
    if (bridge !== undefined) return bridge;
    throw new PaddockError({
      code: 'unsupported',
      message: 'There is no bridge for the machine’s network.',
      cause: 'LXC’s own settings name none, and this computer has none.',
      next: 'Set up LXC’s network (lxc-net), or make the machine without one.',
      field: 'request.network',
    });
  }

  async #freeName(folder: string, name: string): Promise<string> {
    const taken = new Set([
      ...(await containersIn(folder)),
      ...this.#places.all().map(({ container }) => container),
    ]);
    return plainNameFor(name, (candidate) => taken.has(candidate));
  }

  async define(machine: Machine, { source }: LxcRequest, job: Job): Promise<void> {
    const { id } = machine;
    const { config } = machine.definition;
    await this.#moving(id, config, () =>
      machine.unlocked(() => makeContainer(this.#making(), config, source, job)),
    );
    machine.setState('shutoff');
  }

  #making(): Making {
    return {
      commands: this.#commands,
      hierarchy: this.#hierarchy,
      isRoot: this.#isRoot,
      work: join(this.options.work, 'making'),
    };
  }

  /** Makes the folder of all containers, which an ordinary user's containers go through as users of their own. */
  async #makeFolder(folder: string): Promise<void> {
    const isMade = (await mkdir(folder, { recursive: true })) !== undefined;
    if (isMade && !this.#isRoot) await chmod(folder, 0o711);
  }

  /** Does what brings a machine to a container, as Paddock’s own doing; what came and went besides is looked at then. */
  async #moving<T>(id: DomainId, to: Container, work: () => Promise<T>): Promise<T> {
    await this.#makeFolder(to.folder).catch(() => undefined); // where that fails, so will the work, with words
    this.#following.begin(to.folder);
    return this.#places.moving(id, to, work).finally(() => this.#following.lookSoon());
  }

  hardwareOf({ memory, cpus, network }: LxcConfig): LxcHardware {
    return { memory, cpus, network };
  }

  async hardwareChoices(): Promise<LxcChoices> {
    return { bridges: [...(await hostBridges())] };
  }

  async planChange(config: LxcConfig, hardware: LxcHardware): Promise<LxcConfig> {
    return { ...config, ...hardware };
  }

  async applyChange(
    machine: Machine,
    from: LxcConfig,
    to: LxcConfig,
    _form: unknown,
    job: Job,
  ): Promise<void> {
    if (to.container !== from.container || to.folder !== from.folder) {
      throw cannotBecomeAnother('container', 'config.container');
    }
    const running = machine.runtime;
    await machine.unlocked(async () => {
      const path = configFileOf(to);
      const file = await readConfigFile(path);
      await writeConfigFile(path, withSettings(file, to, this.#hierarchy));
      if (!running) return;
      try {
        await this.#limit(from, to, job);
      } catch (error) {
        await writeConfigFile(path, file);
        throw error;
      }
    });
  }

  /** Limits a container that runs. */
  async #limit(from: LxcConfig, to: LxcConfig, job: Job): Promise<void> {
    const limits = [
      ...(from.memory === to.memory ? [] : [memoryLimit(this.#hierarchy, to.memory)]),
      ...(from.cpus === to.cpus ? [] : [cpuLimit(this.#hierarchy, to.cpus)]),
    ];
    for (const { file, value } of limits) {
      await this.#commands.run('lxc-cgroup', to, {
        doing: file.startsWith('memory') ? 'change its memory' : 'change its CPUs',
        args: [file, value],
        signal: job.signal,
      });
    }
  }

  live(): readonly string[] {
    return ['memory', 'cpus'];
  }

  pending({ id, definition: { config } }: Seen): readonly string[] {
    const network = this.#running.get(id)?.network ?? null;
    return network === null || JSON.stringify(network) === JSON.stringify(config.network) ? [] : ['network'];
  }

  carryOver(from: LxcConfig, to: LxcConfig): LxcConfig {
    return { ...to, container: from.container, folder: from.folder };
  }

  async rename(machine: Machine, config: LxcConfig, name: string): Promise<LxcConfig> {
    const { id } = machine;
    if (machine.runtime) return config; // LXC renames only what is off: the name inside Paddock is free
    const container = await this.#freeName(config.folder, name);
    if (plainNameFor(name, () => false) === config.container) return config;
    const renamed = { ...config, container };
    await this.#moving(id, renamed, () =>
      machine.unlocked(() =>
        this.#commands.run('lxc-copy', config, {
          doing: 'rename the container',
          args: ['-R', '-N', container],
        }),
      ),
    );
    return renamed;
  }

  async planClone(_id: DomainId, source: LxcConfig, name: string): Promise<LxcConfig> {
    return { ...source, container: await this.#freeName(source.folder, name) };
  }

  async clone(copy: Machine, source: LxcConfig, job: Job): Promise<void> {
    const { id } = copy;
    const { config } = copy.definition;
    job.report('Copying its root file system');
    await this.#moving(id, config, () =>
      copy.unlocked(() =>
        making(this.#commands, config, () =>
          this.#commands.run('lxc-copy', source, {
            doing: 'copy the container',
            args: ['-N', config.container],
            signal: job.signal,
            limitMs: null,
          }),
        ),
      ),
    );
    copy.setState('shutoff');
  }

  // --- snapshots ---

  canSnapshot(_config: LxcConfig, state: DomainState): Capability {
    return isActive(state) ? OFF_ONLY : ABLE;
  }

  async createSnapshot(
    machine: Machine,
    { id: identity }: Snapshot,
    job: Job,
  ): Promise<{ readonly config: LxcConfig; readonly bytes: null; readonly diskBytes: number }> {
    const { config } = machine.definition;
    job.report('Copying its root file system');
    const { value: diskBytes } = await machine.unlocked(async () => {
      await mkdir(this.options.work, { recursive: true, mode: 0o700 });
      return snapshots.saveOff(this.#commands, config, identity, this.options.work);
    });
    return { config, bytes: null, diskBytes };
  }

  async checkSnapshot(machine: Machine, { id: identity }: Snapshot): Promise<void> {
    const { config } = machine.definition;
    await machine.unlocked(() => snapshots.checkThere(config, identity));
  }

  async revertSnapshot(machine: Machine, { id: identity }: Snapshot, job: Job): Promise<void> {
    const { config } = machine.definition;
    job.report('Copying the root file system of then');
    await machine.unlocked(() => snapshots.bringBack(this.#commands, config, identity));
  }

  async deleteSnapshot(machine: Machine, { id: identity }: Snapshot): Promise<void> {
    const { config } = machine.definition;
    await machine.unlocked(() => snapshots.drop(this.#commands, config, identity));
  }

  // --- deleting ---

  files(config: LxcConfig): readonly string[] {
    return [folderOf(config)];
  }

  async belongings({ config }: Definition<LxcConfig>): Promise<readonly Belonging[]> {
    const path = folderOf(config);
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    return isThere ? [{ path, bytes: await bytesBelow(path) }] : [];
  }

  async undefine(machine: Machine): Promise<void> {
    const { config, name } = machine.definition;
    await machine.unlocked(() => checkStandsAlone(config, name));
    this.#places.delete(machine.id);
  }

  async purge({ name, config }: Definition<LxcConfig>): Promise<void> {
    const doing = await doingOf(config);
    if (doing && stateOf(doing) !== 'shutoff') throw runsInBin(name, 'Its container runs.');
    await checkStandsAlone(config, name);
    await removeContainer(this.#commands, config);
  }

  // --- the life of a machine ---

  async start(machine: Machine, job: Job): Promise<void> {
    const { config, name } = machine.definition;
    job.report('Starting the container');
    const { fate, value } = await machine.unlocked(async () => {
      await checkMayRun(config, name);
      try {
        await this.#commands.run('lxc-start', config, {
          doing: 'start the container',
          args: ['-d'],
          signal: job.signal,
          limitMs: START_LIMIT_MS,
        });
      } catch (error) {
        // Cut short it may run all the same; one that LXC refused to start was perhaps started by another tool.
        const isCutShort = job.signal.aborted || (error instanceof PaddockError && error.code === 'timeout');
        if (isCutShort) await this.#kill(config);
        throw error;
      }
      return this.#now(config);
    });
    if (fate === 'gone') return this.#kill(config);
    if (stateOf(value) === 'shutoff') throw endedAtOnce(name);
    this.#become(machine, value, config);
  }

  async suspend(machine: Machine): Promise<void> {
    await this.#run(machine, 'lxc-freeze', 'pause the container');
  }

  async resume(machine: Machine): Promise<void> {
    await this.#run(machine, 'lxc-unfreeze', 'resume the container');
  }

  async save(): Promise<void> {
    throw new Error('refused by its capability');
  }

  async shutdown(machine: Machine, job: Job): Promise<void> {
    const { definition } = machine;
    const limit = this.options.shutdownLimitMs ?? SHUTDOWN_LIMIT_MS;
    const seconds = Math.max(1, Math.round(limit / 1000));
    job.report('Waiting for the guest to power off');
    await this.#run(machine, 'lxc-stop', 'shut the container down', {
      args: ['--nokill', '-t', String(seconds)],
      signal: job.signal,
      limitMs: limit + 10_000,
    }).catch((error: unknown) => {
      if (!(error instanceof PaddockError) || error.code !== 'program-failed') throw error;
    });
    if (isActive(machine.state)) throw notListening(definition.name, limit);
  }

  async destroy(machine: Machine): Promise<void> {
    if (!isActive(machine.state) && machine.state !== 'unknown') return;
    const { config } = machine.definition;
    const { value } = await machine.unlocked(async () => {
      await this.#kill(config);
      return this.#now(config);
    });
    this.#become(machine, value);
  }

  async reboot(machine: Machine, job: Job): Promise<void> {
    const { definition } = machine;
    const limit = this.options.shutdownLimitMs ?? SHUTDOWN_LIMIT_MS;
    job.report('Waiting for the guest to restart');
    const before = machine.runtime?.pid;
    await this.#run(machine, 'lxc-stop', 'restart the container', {
      args: ['-r', '-t', String(Math.max(1, Math.round(limit / 1000)))],
      signal: job.signal,
      limitMs: limit + 10_000,
    }).catch((error: unknown) => {
      if (!(error instanceof PaddockError) || error.code !== 'program-failed') throw error;
    });
    if (machine.runtime?.pid === before) throw notListening(definition.name, limit);
  }

  async reset(machine: Machine, job: Job): Promise<void> {
    const { config } = machine.definition;
    await machine.unlocked(() => this.#kill(config));
    await this.start(machine, job);
  }

  /** Runs a program that changes what a container does, and lets its machine follow, however the program ended. */
  async #run(
    machine: Machine,
    program: string,
    doing: string,
    options: { args?: readonly string[]; signal?: AbortSignal; limitMs?: number } = {},
  ): Promise<void> {
    const { config } = machine.definition;
    try {
      await machine.unlocked(() => this.#commands.run(program, config, { doing, ...options }));
    } finally {
      const { value } = await machine.unlocked(() => this.#now(config));
      this.#become(machine, value, config);
    }
  }

  /** Of one that is off already it does nothing. */
  async #kill(config: LxcConfig): Promise<void> {
    try {
      await this.#commands.run('lxc-stop', config, { doing: 'force the container off', args: ['-k'] });
    } catch (error) {
      const doing = await doingOf(config);
      if (doing && stateOf(doing) !== 'shutoff') throw error;
    }
  }

  async #now(config: LxcConfig): Promise<Doing> {
    return this.#settled(config, (await doingOf(config)) ?? STOPPED);
  }

  // --- what only containers can do ---

  actions({ state, definition }: Seen): readonly Action[] {
    return [
      {
        id: LINKED_COPY,
        title: 'Make a linked copy',
        hint: 'A container that holds only what differs from this one, made in a moment. This one must stay off, and as it is, as long as the copy is there.',
        reason: isActive(state) ? 'The machine must be off.' : null,
        fields: [
          {
            name: 'name',
            label: 'Name',
            choices: null,
            initial: plainNameFor(`${definition.name}-linked`, () => false),
          },
        ],
        warning: null,
      },
    ];
  }

  async act(machine: Machine, _action: string, values: ActionValues, job: Job): Promise<void> {
    const { config } = machine.definition;
    const container = await this.#freeName(config.folder, values['name'] ?? '');
    await machine.unlocked(() =>
      this.#commands.run('lxc-copy', config, {
        doing: 'make a linked copy',
        args: ['-s', '-B', 'overlay', '-N', container],
        signal: job.signal,
      }),
    );
    this.#following.lookSoon();
  }

  // --- watching and consoles ---

  async sample(machines: readonly Seen[]): Promise<ReadonlyMap<DomainId, Usage>> {
    const found = new Map<DomainId, Usage>();
    for (const { id } of machines) {
      const running = this.#running.get(id);
      const usage = running && usageOf(running.pid, this.#hierarchy);
      if (usage) found.set(id, usage);
    }
    return found;
  }

  async screenshot(): Promise<null> {
    return null;
  }

  consoles(): readonly ConsoleInfo[] {
    return CONSOLES;
  }

  async openText({ definition, state }: Seen, consoleId: string): Promise<TextConsole> {
    if (!CONSOLES.some(({ id }) => id === consoleId)) throw noConsole();
    checkHasShell(definition.name, state);
    const { folder, container } = definition.config;
    const at = ['-P', folder, '-n', container];
    if (consoleId === 'login') return ptyConsole('lxc-console', [...at, '-t', '1']);
    const environment = ['TERM=xterm-256color', 'HOME=/root', 'USER=root', 'LANG=C.UTF-8'];
    return ptyConsole('lxc-attach', [
      ...at,
      '--clear-env',
      ...environment.flatMap((variable) => ['-v', variable]),
    ]);
  }

  async openDisplay(): Promise<DisplayConsole> {
    throw noConsole();
  }

  summary({ memory, cpus }: LxcConfig): {
    readonly memoryBytes: number | null;
    readonly cpus: number | null;
  } {
    return { memoryBytes: memory, cpus };
  }

  async commandLine({ definition: { config } }: Seen): Promise<readonly string[]> {
    return ['lxc-start', '-P', config.folder, '-n', config.container, '-d'];
  }
}

const LINKED_COPY = 'linked-copy';
const STOPPED: Doing = { state: 'STOPPED', pid: null };

/** Null for a state that passes. */
function stateOf({ state }: Doing): 'running' | 'paused' | 'shutoff' | null {
  switch (state) {
    case 'RUNNING':
    case 'THAWED':
      return 'running';
    case 'FROZEN':
      return 'paused';
    case 'STOPPED':
      return 'shutoff';
    default:
      return null;
  }
}

async function checkArchive(path: string): Promise<void> {
  await access(path).catch((error: unknown) => {
    throw new PaddockError(
      {
        code: 'file-missing',
        message: `${path} can’t be read.`,
        next: 'Choose an archive of a root file system that is there.',
        field: 'request.source.path',
      },
      { cause: error },
    );
  });
}

/** Throws `file-in-use` where linked copies stand on a container: what it wrote would change beneath them. */
async function checkMayRun(config: LxcConfig, name: string): Promise<void> {
  const others = await standingOn(config);
  if (others.length === 0) return;
  throw new PaddockError({
    code: 'file-in-use',
    message: `“${name}” can’t be started: linked copies stand on it.`,
    cause: `They hold only what differs from it, and it would change beneath them: ${others.join(', ')}.`,
    next: 'Start one of those, or delete them first.',
  });
}

/** Throws `file-in-use` with the containers that hold only what differs from this one. */
async function checkStandsAlone(config: LxcConfig, name: string): Promise<void> {
  const others = await standingOn(config);
  if (others.length === 0) return;
  throw new PaddockError({
    code: 'file-in-use',
    message: `“${name}” can’t be deleted: linked copies stand on it.`,
    cause: `They hold only what differs from it: ${others.join(', ')}.`,
    next: 'Delete those first.',
  });
}

function gone({ container, folder }: Container): PaddockError {
  return new PaddockError({
    code: 'file-missing',
    message: 'LXC knows no such container any more.',
    cause: `There is none called ${container} in ${folder}.`,
    next: 'Put its files back, or delete the machine here.',
    detail: { path: join(folder, container) },
  });
}

function endedAtOnce(name: string): PaddockError {
  return new PaddockError({
    code: 'program-failed',
    message: `“${name}” ended as soon as it had started.`,
    cause: 'Its first program came to an end.',
    next: 'Look whether its root file system is whole, and what its first program needs.',
  });
}
