import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as otherWork } from 'node:timers/promises';
import type { Definition, DomainId } from '../../domains/definition';
import type { DomainSnapshot, LockedDomain } from '../../domains/domain';
import { PaddockError } from '../../domains/failure';
import { usageOf } from '../container-usage';
import { findHierarchy, type Hierarchy } from '../control-groups';
import type { DriverHost, Probe, Usage } from '../driver';
import { foreignDefinition } from '../foreign-definition';
import { identityOf, plainNameFor } from '../foreign-names';
import { Heard } from '../heard';
import { isFrozen } from '../freezer';
import { Places } from '../places';
import { Remembered } from '../remembered';
import { identify, startedAt } from '../process-identity';
import { addressesOf } from './addresses';
import {
  doingOf,
  doingOfAll,
  stateOf,
  STOPPED,
  type Container,
  type Doing,
  type LxcCommands,
} from './commands';
import { LxcConfigSchema, type LxcConfig } from './config';
import { configAtOnce, readConfigFile } from './config-file';
import { configFileOf, containersIn, folderOf } from './containers';
import { Following } from './following';
import { containersFolder, findLxc, missingProgram, notesOn, VersionSchema } from './host';
import { settingsIn } from './limits';
import { settle } from './snapshots';

export type Machine = LockedDomain<LxcConfig, Running>;
type Seen = DomainSnapshot<LxcConfig>;

/** A container that runs. */
export interface Running {
  readonly pid: number;
  /** The card that it was started with; null where that is not known. */
  readonly network: LxcConfig['network'] | null;
}

/** Where a person can choose other folders than LXC's usual ones; may change at any time. */
export interface ChosenFolders {
  readonly folder?: string | undefined;
  readonly programs?: string | undefined;
}

/** How long a state that passes is waited for, in ms. */
const SETTLE = { limitMs: 5_000, everyMs: 50 } as const;
/** How long more is waited for once something was heard of a container, in ms. */
const ASK_AFTER_MS = 40;
/** How long after that a container is asked about again with whose machine a job is at work, in ms. */
const AFTER_JOB_MS = 1_000;
/** When a container that has started is asked for its addresses, in ms: it gets them some time after. */
const ADDRESSES_AFTER_MS = [1_000, 4_000, 15_000, 60_000] as const;

/** Which container each machine is, what it is doing, and which others there are. */
export class Machines {
  readonly hierarchy: Hierarchy = findHierarchy();
  readonly isRoot = process.getuid?.() === 0;
  #host: DriverHost<LxcConfig, Running> | null = null;
  #isThere = true;
  #discovered = false;
  #wasProbed = false;
  readonly #version: Remembered<string>;
  /** What LXC's settings name, as the programs at hand told. */
  #usual: { readonly programs: string | undefined; readonly folder: Promise<string> } | null = null;
  /** What is being asked about all containers of a folder. */
  readonly #all = new Map<string, Promise<ReadonlyMap<string, Doing>>>();
  #closed = false;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #places = new Places<Container>(folderOf);
  /** The machines that run, for what takes no lock. Changed with the machine locked, as `machine.runtime` is. */
  readonly #running = new Map<DomainId, Running>();
  /** The monitor's words about containers. */
  readonly #heard = new Heard();
  /** What was read of the containers that have just been found: to list many of them they are not all read twice. */
  readonly #justRead = new WeakSet<LxcConfig>();
  /** Containers that are to be asked about in a moment, each with how long that is. */
  readonly #asking = new Set<string>();
  readonly following = new Following({
    monitor: () => this.commands.at('lxc-monitor'),
    onFolder: () => void this.#look(),
    onChange: (container) => {
      this.#heard.note(container);
      this.#observeSoon(container);
    },
    onGap: () => this.#observeAll(() => true),
    log: (message) => this.#host?.log(message),
  });

  constructor(
    readonly commands: LxcCommands,
    private readonly chosen: ChosenFolders,
    work: string,
  ) {
    this.#version = new Remembered(join(work, 'version.json'), VersionSchema, (message) =>
      this.#host?.log(message),
    );
  }

  /** Whether LXC was there when it was looked for last. */
  get isThere(): boolean {
    return this.#isThere;
  }

  open(host: DriverHost<LxcConfig, Running>): void {
    this.#host = host;
  }

  close(): void {
    this.#closed = true;
    this.following.close();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#running.clear();
  }

  /** What a machine runs as, where it runs. Takes no lock. */
  running(id: DomainId): Running | undefined {
    return this.#running.get(id);
  }

  /** Lets go of a machine that is put into the bin. */
  forget(id: DomainId): void {
    this.#places.delete(id);
  }

  /** Looks for LXC, and follows its containers where it is there. Never throws. */
  async probe(): Promise<Probe> {
    // Whoever looks once more wants it asked.
    const finding = await findLxc(this.commands.at, this.#version, this.#wasProbed);
    this.#wasProbed = true;
    this.#isThere = finding.found;
    if (!finding.found) return finding.answer;
    this.following.begin(await this.folderOfAll());
    if (this.#discovered) this.following.lookSoon(); // it may be another folder than it was
    return { status: 'ready', version: finding.version, notes: notesOn(this.hierarchy, this.isRoot) };
  }

  /** Containers that no machine stands for. */
  async discover(): Promise<readonly Definition<LxcConfig>[]> {
    this.#discovered = true;
    this.#isThere = (await missingProgram(this.commands.at)) === undefined;
    if (!this.#isThere) return [];
    this.following.begin(await this.folderOfAll());
    return this.#foreign();
  }

  /** Containers that no machine, in the list or in the bin, stands for. */
  async #foreign(): Promise<readonly Definition<LxcConfig>[]> {
    const folder = await this.folderOfAll();
    const found: Definition<LxcConfig>[] = [];
    for (const container of await containersIn(folder)) {
      const one = { folder, container };
      const id = identityOf(folder, container);
      const definition = this.#isOurs(id, one) ? null : this.#definitionOf(id, one);
      if (definition) found.push(definition);
      await otherWork();
    }
    // A container that Paddock itself renames just now is among them under its old name. All are looked at again once that is over.
    return this.#places.isAnyMoving ? [] : found;
  }

  #isOurs(id: DomainId, one: Container): boolean {
    return this.#places.at(one) !== undefined || (this.#host?.neededBy(id, folderOf(one)) ?? null) !== null;
  }

  /** Null where it can't be read, or has a name that no machine could have. */
  #definitionOf(id: DomainId, one: Container): Definition<LxcConfig> | null {
    const file = configAtOnce(configFileOf(one));
    if (!file) return null;
    const parsed = LxcConfigSchema.safeParse({ ...one, ...settingsIn(file, this.hierarchy) });
    if (!parsed.success) return null;
    this.#justRead.add(parsed.data);
    return foreignDefinition(id, 'lxc', one.container, parsed.data);
  }

  /** Where containers are. Throws `program-failed` where LXC does not tell. */
  folderOfAll(): Promise<string> {
    const { folder, programs } = this.chosen;
    if (folder !== undefined) return Promise.resolve(folder);
    if (this.#usual && this.#usual.programs === programs) return this.#usual.folder;
    const usual = containersFolder(this.commands.at).catch((error: unknown) => {
      this.#usual = null;
      throw error;
    });
    this.#usual = { programs, folder: usual };
    return usual;
  }

  /** Tells which containers came and went by other tools' doing. Never throws. */
  async #look(): Promise<void> {
    try {
      const found = await this.#foreign();
      // Those of a folder that was chosen before are still there, and stay.
      const folders = new Set([await this.folderOfAll(), ...this.#places.all().map(({ folder }) => folder)]);
      const there = new Set<string>();
      for (const folder of folders) {
        for (const container of await containersIn(folder)) there.add(folderOf({ folder, container }));
      }
      if (this.#closed) return;
      for (const id of this.#places.takeMissing((one) => there.has(folderOf(one)))) {
        this.#running.delete(id);
        this.#host?.vanished(id);
      }
      this.#heard.keep(new Set(this.#places.all().map(({ container }) => container)));
      for (const definition of found) {
        if (!this.#isOurs(definition.id, definition.config)) this.#host?.appeared(definition);
      }
    } catch (error) {
      this.#host?.log(`the containers can’t be listed: ${String(error)}`);
    }
  }

  /** Finds the container of a machine from the store. Throws `file-missing`. */
  async attach(machine: Machine): Promise<void> {
    const { config } = machine.definition;
    this.#places.set(machine.id, config);
    this.following.begin(config.folder);
    await settle(this.commands, config);
    const doing = (await this.#doingOfAll(config.folder)).get(config.container);
    if (!doing) throw gone(config);
    await this.#takeSettings(machine);
    this.become(machine, await this.#settled(config, doing), config);
  }

  /** What another tool changed of its configuration counts. */
  async #takeSettings(machine: Machine): Promise<void> {
    const { definition } = machine;
    if (this.#justRead.delete(definition.config)) return;
    const settings = settingsIn(await readConfigFile(configFileOf(definition.config)), this.hierarchy);
    const config = { ...definition.config, ...settings, mark: null };
    if (JSON.stringify(config) !== JSON.stringify(definition.config)) {
      await machine.redefine({ ...definition, config });
    }
  }

  /** One question for all that are asked for at once. */
  #doingOfAll(folder: string): Promise<ReadonlyMap<string, Doing>> {
    const asked = this.#all.get(folder);
    if (asked) return asked;
    const asking = doingOfAll(this.commands.at, folder).finally(() => this.#all.delete(folder));
    this.#all.set(folder, asking);
    return asking;
  }

  /** What a container is doing, once what passes is over. */
  async now(config: LxcConfig): Promise<Doing> {
    return this.#settled(config, (await doingOf(this.commands.at, config)) ?? STOPPED);
  }

  /** Waits for the end of a state that passes. */
  async #settled(one: Container, doing: Doing): Promise<Doing> {
    let now: Doing | null = doing;
    for (const end = Date.now() + SETTLE.limitMs; now !== null && stateOf(now) === null;) {
      if (Date.now() > end) break;
      await new Promise((resolve) => setTimeout(resolve, SETTLE.everyMs));
      now = await doingOf(this.commands.at, one);
    }
    return now ?? STOPPED;
  }

  /** Makes a machine what its container is doing. Needs its lock. */
  become(machine: Machine, doing: Doing, network: LxcConfig | null = null): void {
    const told = stateOf(doing);
    const state = this.#kernelSays(told, doing.pid);
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

  /** LXC tells only of its own freezing; the kernel of any. */
  #kernelSays<State>(told: State, pid: number | null): State | 'paused' | 'running' {
    const frozen = pid === null || told === null || told === 'shutoff' ? null : isFrozen(pid, this.hierarchy);
    return frozen === null ? told : frozen ? 'paused' : 'running';
  }

  /** Asks after a moment, once for all that is heard of a container until then: a start alone is told in several words. */
  #observeSoon(container: string, afterMs: number = ASK_AFTER_MS): void {
    const key = `${afterMs} ${container}`;
    if (this.#closed || this.#asking.has(key)) return;
    const timer = setTimeout(() => {
      this.#asking.delete(key);
      this.#timers.delete(timer);
      this.#observeAll((one) => one.container === container);
    }, afterMs);
    this.#asking.add(key);
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
    const asked = this.#heard.ask(one.container);
    void doingOf(this.commands.at, one)
      .then((doing) => (doing ? this.#settled(one, doing) : { state: 'STOPPED' as const, pid: null }))
      .then((doing) =>
        this.#host?.observed(id, 'what LXC says', (machine) => {
          if (!this.#heard.isGood(one.container, asked)) return;
          // A job that runs says itself what became of the machine; another tool may have done something beside it.
          if (machine.jobs.all.length > 0) this.#observeSoon(one.container, AFTER_JOB_MS);
          else this.become(machine, doing);
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
        void addressesOf(this.commands.at, one).then((addresses) =>
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

  /** What machines that run take. Never throws. */
  sample(machines: readonly Seen[]): ReadonlyMap<DomainId, Usage> {
    const found = new Map<DomainId, Usage>();
    for (const { id, state, definition } of machines) {
      const running = this.#running.get(id);
      // Nothing tells of what was frozen behind LXC's back.
      const now = running ? this.#kernelSays(state, running.pid) : state;
      if ((state === 'running' || state === 'paused') && now !== state) this.#observe(id, definition.config);
      const usage = running && usageOf(running.pid, this.hierarchy);
      if (usage) found.set(id, usage);
    }
    return found;
  }

  /** A name for a container that none has. */
  async freeName(folder: string, name: string): Promise<string> {
    const taken = new Set([
      ...(await containersIn(folder)),
      ...this.#places.all().map(({ container }) => container),
    ]);
    return plainNameFor(name, (candidate) => taken.has(candidate));
  }

  /** Makes the folder of all containers, which an ordinary user's containers go through as users of their own. */
  async #makeFolder(folder: string): Promise<void> {
    const isMade = (await mkdir(folder, { recursive: true })) !== undefined;
    if (isMade && !this.isRoot) await chmod(folder, 0o711);
  }

  /** Does what brings a machine to a container, as Paddock’s own doing; what came and went besides is looked at then. */
  async moving<T>(id: DomainId, to: Container, work: () => Promise<T>): Promise<T> {
    await this.#makeFolder(to.folder).catch(() => undefined); // where that fails, so will the work, with words
    this.following.begin(to.folder);
    return this.#places.moving(id, to, work).finally(() => this.following.lookSoon());
  }
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
