import { cpus as hostCpus } from 'node:os';
import { join } from 'node:path';
import type { Definition, DomainId, Snapshot } from '../../domains/definition';
import type { DomainSnapshot, LockedDomain } from '../../domains/domain';
import { PaddockError, toFailure } from '../../domains/failure';
import type { Job } from '../../domains/job';
import { isActive, type DomainState } from '../../domains/state';
import { ptyConsole } from '../../consoles/pty';
import { hostBridges } from '../bridges';
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
import { identify } from '../process-identity';
import { cannotBecomeAnother, checkHasShell, noConsole, runsInBin } from '../refusals';
import {
  OpenvzConfigSchema,
  OpenvzHardwareSchema,
  OpenvzRequestSchema,
  type OpenvzChoices,
  type OpenvzConfig,
  type OpenvzHardware,
  type OpenvzRequest,
} from './config';
import { configFileOf, type Container } from './containers';
import { Following } from './following';
import { findOpenvz, missing, notesOn, templatesOf, type OpenvzHost, type OpenvzPlaces } from './host';
import type { Seen, Taken, Tools, Work } from './tools';
import { PrlctlTools } from './prlctl';
import { VzctlTools } from './vzctl';

export interface OpenvzDriverOptions extends OpenvzPlaces {
  /** A folder for what Paddock has to remember. */
  readonly work: string;
}

type Machine = LockedDomain<OpenvzConfig, Running>;
type Snap = DomainSnapshot<OpenvzConfig>;

/** Which container a machine is, and what OpenVZ calls it besides. */
type Place = Pick<OpenvzConfig, 'ctid' | 'folder' | 'name'>;

/** A container that runs. */
interface Running {
  readonly pid: number | null;
  readonly startedAt: number | null;
}

/** OpenVZ as it was found. */
interface Found {
  readonly host: OpenvzHost;
  readonly tools: Tools;
}

const NOT_OPENVZ = 'The kernel is not OpenVZ’s';
const SHELL: ConsoleInfo = { id: 'shell', kind: 'text', title: 'Shell' };
const CONSOLE: ConsoleInfo = { id: 'console', kind: 'text', title: 'Console' };

/** Containers of OpenVZ: those that Paddock makes, and all others of this computer. */
export function createOpenvzDriver(
  options: OpenvzDriverOptions,
): Driver<OpenvzConfig, OpenvzRequest, Running, OpenvzHardware> {
  return new OpenvzDriver(options);
}

class OpenvzDriver implements Driver<OpenvzConfig, OpenvzRequest, Running, OpenvzHardware> {
  readonly id = 'openvz';
  readonly title = 'OpenVZ';
  readonly persistent = true;
  readonly config = OpenvzConfigSchema;
  readonly request = OpenvzRequestSchema;
  readonly hardware = OpenvzHardwareSchema;
  #host: DriverHost<OpenvzConfig, Running> | null = null;
  #found: Found | null = null;
  #finding: Promise<Found | null> | null = null;
  /** Why it is not there. */
  #why: string | null = null;
  #all: ReturnType<Tools['seenAll']> | null = null;
  #closed = false;
  readonly #places = new Places<Place>(configFileOf);
  /** The machines that run, for what takes no lock. Changed with the machine locked, as `machine.runtime` is. */
  readonly #running = new Map<DomainId, Running>();
  /** Containers whose configurations were written while a job ran: they are read with the next round. */
  readonly #unread = new Set<string>();
  /** Whether there are containers that were not whole when they were looked at. */
  #mustLook = false;
  /** What is being asked about containers now. */
  readonly #asking = new Set<Promise<void>>();
  /** Grows with each word about a container: what was asked before it is old. */
  readonly #changes = new Map<string, number>();
  readonly #following = new Following({
    onFolder: (ctids) => this.#follow(this.#look(ctids), 'the containers'),
    onChange: (ctid) => this.#heardOf(ctid),
    onRound: () => this.#round(),
    log: (message) => this.#host?.log(message),
  });

  constructor(private readonly options: OpenvzDriverOptions) {}

  get capabilities(): Capabilities {
    if (this.#why !== null) {
      return everyCapability(unable('OpenVZ is not installed, or can’t be used.'), {
        undefine: ABLE,
        redefine: ABLE,
      });
    }
    const host = this.#found?.host;
    if (!host) return everyCapability(ABLE);
    const pausing = host.kernel === 'openvz' ? ABLE : unable(`${NOT_OPENVZ}, so containers can’t be paused.`);
    return everyCapability(ABLE, {
      suspend: pausing,
      resume: pausing,
      save: host.canSave ? ABLE : unable(`${NOT_OPENVZ}: saving a container needs the program criu.`),
    });
  }

  open(host: DriverHost<OpenvzConfig, Running>): void {
    this.#host = host;
  }

  async probe(): Promise<Probe> {
    const found = await this.#find();
    if (!found) return { status: 'missing', why: this.#why ?? 'OpenVZ was not found.', install: null };
    return { status: 'ready', version: found.host.version, notes: notesOn(found.host) };
  }

  /** Looks whether OpenVZ is there, once for all that ask at once. */
  #find(): Promise<Found | null> {
    this.#finding ??= this.#findNow().finally(() => (this.#finding = null));
    return this.#finding;
  }

  /** Looks whether OpenVZ is there, and begins to hear of its containers. */
  async #findNow(): Promise<Found | null> {
    const finding = await findOpenvz(this.options);
    if (!finding.found) {
      this.#found = null;
      this.#why = finding.why;
      return null;
    }
    const { host } = finding;
    const isSame = JSON.stringify(host) === JSON.stringify(this.#found?.host);
    if (!isSame || !this.#found) this.#found = { host, tools: this.#toolsOf(host) };
    this.#why = null;
    this.#following.begin(host.folder, host.locks);
    return this.#found;
  }

  #toolsOf(host: OpenvzHost): Tools {
    return host.tools === 'prlctl' ? new PrlctlTools(host) : new VzctlTools(host, this.options.work);
  }

  /** Throws `program-missing` with why it is not there. */
  async #there(): Promise<Found> {
    const found = this.#found ?? (await this.#find());
    if (found) return found;
    throw missing(this.#why ?? 'OpenVZ was not found.');
  }

  async #tools(): Promise<Tools> {
    return (await this.#there()).tools;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#following.close();
    this.#running.clear();
    await Promise.all(this.#asking);
  }

  // --- what is there ---

  async discover(): Promise<readonly Definition<OpenvzConfig>[]> {
    const found = await this.#find();
    return found ? this.#foreign(found.tools) : [];
  }

  /** Containers that no machine, in the list or in the bin, stands for. */
  async #foreign(tools: Tools): Promise<readonly Definition<OpenvzConfig>[]> {
    const found: Definition<OpenvzConfig>[] = [];
    this.#mustLook = false;
    for (const ctid of await tools.all()) {
      const one = { ctid, folder: (await this.#there()).host.folder };
      const id = identityOf(this.id, configFileOf(one));
      if (this.#isOurs(id, one)) continue;
      if (await tools.isBusy(ctid)) {
        this.#mustLook = true; // it has no name yet where it is just being made
        continue;
      }
      const config = await tools.read(ctid).catch(() => null);
      if (config) found.push(foreignDefinition(id, this.id, config.name ?? config.hostName ?? ctid, config));
    }
    // What Paddock itself makes just now may be among them: prlctl gives a copy another identity than was planned, and its
    // name last. All are looked at again once that is over.
    return this.#places.ids().some((id) => this.#places.isMoving(id)) ? [] : found;
  }

  #isOurs(id: DomainId, one: Container): boolean {
    const isNeeded = (this.#host?.neededBy(id, configFileOf(one)) ?? null) !== null;
    return isNeeded || this.#places.at({ ...one, name: null }) !== undefined;
  }

  /** Tells which containers came and went, and what was written of others, by other tools' doing. Never throws. */
  async #look(touched: readonly string[]): Promise<void> {
    try {
      const tools = await this.#tools();
      // One that is made while it is being asked need not be in the answer.
      const known = new Set(this.#settled().map(({ ctid }) => ctid));
      const found = await this.#foreign(tools);
      const there = new Set(await tools.all());
      if (this.#closed) return;
      for (const id of this.#places.takeMissing(({ ctid }) => there.has(ctid) || !known.has(ctid))) {
        this.#running.delete(id);
        this.#host?.vanished(id);
      }
      for (const definition of found) {
        if (!this.#isOurs(definition.id, definition.config)) this.#host?.appeared(definition);
      }
      for (const ctid of touched) this.#settingsOf(ctid);
    } catch (error) {
      this.#host?.log(`the containers can’t be listed: ${String(error)}`);
    }
  }

  /** Where the machines are that Paddock itself does not make or move just now. */
  #settled(): readonly Place[] {
    return this.#places
      .ids()
      .flatMap((id) => (this.#places.isMoving(id) ? [] : (this.#places.get(id) ?? [])));
  }

  /** What another tool wrote of a container counts. It is read before the machine is locked. */
  #settingsOf(ctid: string): void {
    const id = this.#machineAt(ctid);
    if (!id || this.#places.isMoving(id)) return;
    const read = async (): Promise<void> => {
      const config = await (await this.#tools()).read(ctid).catch(() => null);
      if (config === null || this.#closed) return; // one that just went is looked at elsewhere
      this.#host?.observed(id, 'what was written of it', async (machine) => {
        if (machine.jobs.all.length > 0) this.#unread.add(ctid);
        else await this.#takeSettings(machine, config).catch((error: unknown) => notKnown(machine, error));
      });
    };
    this.#follow(read(), ctid);
  }

  #machineAt(ctid: string): DomainId | undefined {
    return this.#places.ids().find((id) => this.#places.get(id)?.ctid === ctid);
  }

  async attach(machine: Machine): Promise<void> {
    const { config } = machine.definition;
    this.#places.set(machine.id, config);
    const tools = await this.#tools();
    const { seen, unreadable } = await this.#seenAll(tools);
    if (unreadable.includes(config.ctid)) throw untold(config.ctid);
    const one = seen.get(config.ctid);
    if (!one) throw gone(config);
    const now = await tools.read(config.ctid);
    if (!now) throw gone(config);
    await this.#takeSettings(machine, now);
    this.#become(machine, one);
  }

  /** What its configuration says now counts. Throws where the number is another container's by now. */
  async #takeSettings(machine: Machine, config: OpenvzConfig): Promise<void> {
    const { definition } = machine;
    if (isAnother(definition.config, config)) throw another(config);
    if (JSON.stringify(config) === JSON.stringify(definition.config)) return;
    await machine.redefine({ ...definition, config: OpenvzConfigSchema.parse(config) });
  }

  /** One question for all that are asked for at once. */
  #seenAll(tools: Tools): ReturnType<Tools['seenAll']> {
    this.#all ??= tools.seenAll().finally(() => (this.#all = null));
    return this.#all;
  }

  /** Makes a machine what its container is doing; what was asked before that is old. Needs its lock. */
  #become(machine: Machine, seen: Seen | null): void {
    this.#changed(machine.definition.config.ctid);
    const state = stateOf(seen);
    if (seen === null || !isActive(state)) {
      this.#running.delete(machine.id);
      machine.runtime = null;
      machine.setState(state);
      return;
    }
    const { pid, startedAt, addresses } = seen;
    const running: Running = { pid, startedAt };
    this.#running.set(machine.id, running);
    machine.runtime = running;
    machine.setState(state, null, startedAt);
    const known = addresses.length > 0 ? addresses : plain(machine.definition.config.addresses);
    const before = machine.presence;
    if (before && before.pid === pid && before.addresses.join() === known.join()) return;
    machine.setPresence({ pid, startedAt, accelerator: null, addresses: known });
  }

  #changed(ctid: string): void {
    this.#changes.set(ctid, (this.#changes.get(ctid) ?? 0) + 1);
  }

  #heardOf(ctid: string): void {
    this.#changed(ctid);
    const id = this.#machineAt(ctid);
    if (id) this.#observe(id, ctid);
    else if (this.#mustLook) this.#following.lookSoon();
  }

  /** Asks what containers do of which nothing would tell: all, where one question does, or else those that seem to have ended. */
  #round(): void {
    const tools = this.#found?.tools;
    if (!tools || this.#closed) return;
    const unread = [...this.#unread];
    this.#unread.clear();
    for (const ctid of unread) this.#settingsOf(ctid);
    if (this.#mustLook) this.#following.lookSoon();
    if (tools.asksAllAtOnce) return this.#observeAll(tools);
    for (const [id, { pid }] of this.#running) {
      if (pid !== null && identify(pid)) continue;
      const ctid = this.#places.get(id)?.ctid;
      if (ctid !== undefined) this.#observe(id, ctid);
    }
  }

  #observeAll(tools: Tools): void {
    if (this.#places.ids().length === 0) return;
    const asked = new Map(this.#changes);
    this.#follow(
      this.#seenAll(tools).then(({ seen, unreadable }) => {
        for (const id of this.#places.ids()) {
          const ctid = this.#places.get(id)?.ctid;
          if (ctid === undefined || unreadable.includes(ctid) || this.#places.isMoving(id)) continue;
          this.#tell(id, ctid, asked.get(ctid), seen.get(ctid) ?? null);
        }
      }),
      'the containers',
    );
  }

  /** Asks what a container does and lets its machine follow, unless more was heard of it meanwhile. */
  #observe(id: DomainId, ctid: string): void {
    if (this.#closed) return;
    const asked = this.#changes.get(ctid);
    this.#follow(
      this.#tools()
        .then((tools) => tools.seen(ctid))
        .then((seen) => this.#tell(id, ctid, asked, seen)),
      ctid,
    );
  }

  #tell(id: DomainId, ctid: string, asked: number | undefined, seen: Seen | null): void {
    if (this.#closed || this.#changes.get(ctid) !== asked) return;
    this.#host?.observed(id, 'what OpenVZ says', (machine) => {
      // A job that runs says itself what became of the machine.
      if (this.#changes.get(ctid) !== asked || machine.jobs.all.length > 0) return;
      this.#become(machine, seen);
    });
  }

  /** Keeps hold of what is being asked, so that closing waits for it. */
  #follow(asking: Promise<void>, what: string): void {
    const settled = asking
      .catch((error: unknown) => this.#host?.log(`${what}: ${String(error)}`))
      .finally(() => this.#asking.delete(settled));
    this.#asking.add(settled);
  }

  // --- making and changing ---

  async plan(id: DomainId, name: string, request: OpenvzRequest): Promise<OpenvzConfig> {
    const { tools } = await this.#there();
    return tools.plan(id, name, request, this.#taken());
  }

  /** What machines of Paddock's have taken, those too that are just being made. */
  #taken(): Taken {
    const all = this.#places.all();
    return {
      ctids: new Set(all.map(({ ctid }) => ctid)),
      names: new Set(all.flatMap(({ name }) => name ?? [])),
    };
  }

  async define(machine: Machine, request: OpenvzRequest, job: Job): Promise<OpenvzConfig> {
    const { id } = machine;
    const { config } = machine.definition;
    const tools = await this.#tools();
    const { value } = await this.#moving(id, config, () =>
      machine.unlocked(() => tools.create(config, request, workOf(job))),
    );
    this.#places.set(id, value);
    machine.setState('shutoff');
    return value;
  }

  /** Does what brings a machine to a container, as Paddock’s own doing; what came and went besides is looked at then. */
  async #moving<T>(id: DomainId, to: Place, work: () => Promise<T>): Promise<T> {
    return this.#places.moving(id, to, work).finally(() => this.#following.lookSoon());
  }

  hardwareOf(config: OpenvzConfig): OpenvzHardware {
    return OpenvzHardwareSchema.parse(config);
  }

  async hardwareChoices(): Promise<OpenvzChoices> {
    const { host } = await this.#there();
    return { bridges: [...(await hostBridges())], templates: [...(await templatesOf(host))] };
  }

  requestChoices(): Promise<OpenvzChoices> {
    return this.hardwareChoices();
  }

  async planChange(config: OpenvzConfig, hardware: OpenvzHardware): Promise<OpenvzConfig> {
    for (const [field, what] of KEPT) {
      const [before, wanted] = [config[field], hardware[field]];
      const isEmpty = wanted === null || (Array.isArray(wanted) && wanted.length === 0);
      if (isEmpty && JSON.stringify(before) !== JSON.stringify(wanted)) throw cannotBeTakenAway(field, what);
    }
    // OpenVZ takes a number alone: that of all is as good as no limit.
    const cpus = hardware.cpus ?? (config.cpus === null ? null : hostCpus().length);
    return { ...config, ...hardware, cpus };
  }

  async applyChange(
    machine: Machine,
    from: OpenvzConfig,
    to: OpenvzConfig,
    _form: unknown,
    job: Job,
  ): Promise<void> {
    if (to.ctid !== from.ctid || to.folder !== from.folder) {
      throw cannotBecomeAnother('container', 'config.ctid');
    }
    const tools = await this.#tools();
    await machine.unlocked(() => tools.change(from, to, workOf(job)));
  }

  /** All; but on a plain kernel a container must be off for a change of its disk limits. */
  live(): readonly string[] {
    const isPlain = this.#found?.host.kernel === 'plain';
    return Object.keys(OpenvzHardwareSchema.shape).filter((field) => !(isPlain && /^disk/.test(field)));
  }

  pending(): readonly string[] {
    return [];
  }

  carryOver(from: OpenvzConfig, to: OpenvzConfig): OpenvzConfig {
    const { ctid, folder, name, template, layout, mark } = from;
    return { ...to, ctid, folder, name, template, layout, mark };
  }

  async rename(machine: Machine, config: OpenvzConfig, name: string, job: Job): Promise<OpenvzConfig> {
    if (plainNameFor(name, () => false) === config.name) return config;
    const tools = await this.#tools();
    const { value } = await machine.unlocked(async () => {
      const free = await tools.freeName(name, this.#taken());
      await tools.rename(config, free, workOf(job));
      return { ...config, name: free };
    });
    this.#places.set(machine.id, value);
    return value;
  }

  async planClone(_id: DomainId, source: OpenvzConfig, name: string): Promise<OpenvzConfig> {
    return (await this.#tools()).planCopy(source, name, this.#taken());
  }

  async clone(copy: Machine, source: OpenvzConfig, job: Job): Promise<OpenvzConfig> {
    const { id } = copy;
    const { config } = copy.definition;
    const tools = await this.#tools();
    const { value } = await this.#moving(id, config, () =>
      copy.unlocked(() => tools.copy(source, config, workOf(job))),
    );
    this.#places.set(id, value);
    copy.setState('shutoff');
    return value;
  }

  // --- snapshots ---

  canSnapshot({ layout }: OpenvzConfig, _state: DomainState): Capability {
    return layout === 'ploop'
      ? ABLE
      : unable('OpenVZ takes snapshots only of machines whose files are in an image file (ploop).');
  }

  async createSnapshot(
    machine: Machine,
    { id: identity, name }: Snapshot,
    job: Job,
  ): Promise<{ readonly config: OpenvzConfig; readonly bytes: null }> {
    const { config } = machine.definition;
    const tools = await this.#tools();
    job.report('Taking the snapshot');
    await this.#do(machine, tools, () => tools.takeSnapshot(config, identity, name, workOf(job)));
    return { config, bytes: null };
  }

  async checkSnapshot(machine: Machine, { id: identity }: Snapshot): Promise<void> {
    const { config } = machine.definition;
    const tools = await this.#tools();
    const { value } = await machine.unlocked(() => tools.hasSnapshot(config, identity));
    if (value) return;
    throw new PaddockError({
      code: 'file-missing',
      message: 'OpenVZ does not have this snapshot any more.',
      cause: `None of container ${config.ctid} has the identity ${identity}: another program deleted it.`,
      next: 'Delete the snapshot here as well; nothing was changed.',
    });
  }

  async revertSnapshot(machine: Machine, { id: identity }: Snapshot, job: Job): Promise<void> {
    const { config } = machine.definition;
    const tools = await this.#tools();
    job.report('Going back to the snapshot');
    await this.#do(machine, tools, () => tools.revert(config, identity, workOf(job)));
  }

  async deleteSnapshot(machine: Machine, { id: identity }: Snapshot, job: Job): Promise<void> {
    const { config } = machine.definition;
    const tools = await this.#tools();
    await machine.unlocked(async () => {
      if (await tools.hasSnapshot(config, identity)) await tools.dropSnapshot(config, identity, workOf(job));
    });
  }

  // --- deleting ---

  files(config: OpenvzConfig): readonly string[] {
    return [configFileOf(config)];
  }

  async belongings({ config }: Definition<OpenvzConfig>): Promise<readonly Belonging[]> {
    return (await this.#tools()).belongings(config);
  }

  async undefine(machine: Machine): Promise<void> {
    this.#places.delete(machine.id);
  }

  async purge({ name, config }: Definition<OpenvzConfig>): Promise<void> {
    const tools = await this.#tools();
    const seen = await tools.seen(config.ctid);
    if (isActive(stateOf(seen))) throw runsInBin(name, 'Its container runs.');
    await tools.remove(config);
  }

  // --- the life of a machine ---

  async start(machine: Machine, job: Job): Promise<void> {
    const { definition } = machine;
    const { config } = definition;
    const tools = await this.#tools();
    job.report(machine.state === 'saved' ? 'Going on from where it was saved' : 'Starting the container');
    const { fate, value } = await machine.unlocked(async () => {
      if (isAnother(config, await readIfThere(tools, config.ctid))) throw another(config);
      try {
        await tools.start(config, workOf(job));
        return await tools.seen(config.ctid);
      } catch (error) {
        // What vzctl refused may run by another tool's doing; what was cancelled is half there.
        if (job.signal.aborted) await tools.kill(config);
        throw error;
      }
    });
    if (fate === 'gone') return tools.kill(config);
    if (!isActive(stateOf(value))) throw endedAtOnce(definition.name);
    this.#become(machine, value);
  }

  async suspend(machine: Machine, job: Job): Promise<void> {
    const tools = await this.#tools();
    const { config } = machine.definition;
    await this.#do(machine, tools, () => tools.pause(config, workOf(job)));
  }

  async resume(machine: Machine, job: Job): Promise<void> {
    const tools = await this.#tools();
    const { config } = machine.definition;
    await this.#do(machine, tools, () => tools.unpause(config, workOf(job)));
  }

  async save(machine: Machine, job: Job): Promise<void> {
    const tools = await this.#tools();
    const { config } = machine.definition;
    job.report('Writing its processes to the drive');
    await this.#do(machine, tools, () => tools.save(config, workOf(job)));
  }

  async shutdown(machine: Machine, job: Job): Promise<void> {
    const tools = await this.#tools();
    const { config } = machine.definition;
    job.report('Waiting for the guest to power off');
    await this.#do(machine, tools, () => tools.stop(config, workOf(job)));
  }

  async destroy(machine: Machine): Promise<void> {
    const { config } = machine.definition;
    const { state } = machine;
    if (!isActive(state) && state !== 'unknown' && state !== 'saved') return;
    const tools = await this.#tools();
    if (state === 'unknown') {
      // Where its container is gone there is nothing to end, and what has its number by now is another tool's.
      const { value } = await machine.unlocked(() => readIfThere(tools, config.ctid));
      if (value === null || isAnother(config, value)) return this.#become(machine, null);
    }
    await this.#do(machine, tools, () => (state === 'saved' ? tools.forget(config) : tools.kill(config)));
  }

  async reboot(machine: Machine, job: Job): Promise<void> {
    const tools = await this.#tools();
    const { config } = machine.definition;
    job.report('Waiting for the guest to restart');
    await this.#do(machine, tools, () => tools.restart(config, workOf(job)));
  }

  async reset(machine: Machine, job: Job): Promise<void> {
    const tools = await this.#tools();
    const { config } = machine.definition;
    await machine.unlocked(() => tools.kill(config));
    await this.start(machine, job);
  }

  /** Does what changes a container, and lets its machine follow, however that ended. */
  async #do(machine: Machine, tools: Tools, work: () => Promise<void>): Promise<void> {
    const { ctid } = machine.definition.config;
    try {
      await machine.unlocked(work);
    } finally {
      const { value } = await machine.unlocked(() => tools.seen(ctid));
      this.#become(machine, value);
    }
  }

  // --- what only containers of OpenVZ can do ---

  actions({ state }: Snap): readonly Action[] {
    const mustBeOff = state === 'shutoff' ? null : 'The machine must be off.';
    return [
      {
        id: 'exec',
        title: 'Run a command',
        hint: 'Runs it inside as root, without a terminal, and tells how it ended.',
        reason: state === 'running' ? null : 'The machine must run.',
        fields: [{ name: 'command', label: 'Command', choices: null, initial: '' }],
        warning: null,
      },
      {
        id: 'mount',
        title: 'Mount its files',
        hint: 'Its root file system can be looked at on this computer without starting it.',
        reason: mustBeOff,
        fields: [],
        warning: null,
      },
      {
        id: 'unmount',
        title: 'Unmount its files',
        hint: 'Undoes that; a machine that ended by itself stays mounted as well.',
        reason: mustBeOff,
        fields: [],
        warning: null,
      },
    ];
  }

  async act(machine: Machine, action: string, values: ActionValues, job: Job): Promise<void> {
    const tools = await this.#tools();
    const { config } = machine.definition;
    await machine.unlocked(async () => {
      if (action === 'mount') await tools.mount(config, workOf(job));
      else if (action === 'unmount') await tools.unmount(config, workOf(job));
      else {
        job.report('Running the command');
        await tools.exec(config, values['command'] ?? '', workOf(job));
      }
    });
  }

  // --- watching and consoles ---

  async sample(machines: readonly Snap[]): Promise<ReadonlyMap<DomainId, Usage>> {
    const found = new Map<DomainId, Usage>();
    const running = machines.filter(({ id }) => this.#running.has(id));
    if (running.length === 0 || !this.#found) return found;
    const pids = new Map(
      running.map(({ id, definition }) => [definition.config.ctid, this.#running.get(id)?.pid ?? null]),
    );
    const usage = await this.#found.tools.usage(pids).catch(() => new Map<string, Usage>());
    for (const { id, definition } of running) {
      const one = usage.get(definition.config.ctid);
      if (one) found.set(id, one);
    }
    return found;
  }

  async screenshot(): Promise<null> {
    return null;
  }

  consoles({ definition }: Snap): readonly ConsoleInfo[] {
    return this.#found?.tools.console(definition.config) ? [SHELL, CONSOLE] : [SHELL];
  }

  async openText(machine: Snap, consoleId: string): Promise<TextConsole> {
    const { name, config } = machine.definition;
    if (!this.consoles(machine).some(({ id }) => id === consoleId)) throw noConsole();
    checkHasShell(name, machine.state);
    const tools = await this.#tools();
    const shell = consoleId === CONSOLE.id ? tools.console(config) : tools.shell(config);
    if (!shell) throw noConsole();
    return ptyConsole(shell.file, shell.args);
  }

  async openDisplay(): Promise<DisplayConsole> {
    throw noConsole();
  }

  summary({ memory, cpus }: OpenvzConfig): {
    readonly memoryBytes: number | null;
    readonly cpus: number | null;
  } {
    return { memoryBytes: memory, cpus };
  }

  async commandLine({ definition: { config } }: Snap): Promise<readonly string[] | null> {
    return this.#found?.tools.startCommand(config) ?? null;
  }
}

/** Whether a container is not the one of then any more: another tool renames it, or brings its files back, but not both. */
function isAnother(then: OpenvzConfig, now: OpenvzConfig | null): boolean {
  return now !== null && then.mark !== null && now.mark !== then.mark && now.name !== then.name;
}

/** What a container's configuration says; null where it has none any more. */
async function readIfThere(tools: Tools, ctid: string): Promise<OpenvzConfig | null> {
  return tools.read(ctid).catch((error: unknown) => {
    if (toFailure(error).code === 'file-missing') return null;
    throw error;
  });
}

/** A machine of which is not known what it is any more. */
function notKnown(machine: Machine, error: unknown): void {
  const failure = toFailure(error);
  machine.setState('unknown', failure.message, null);
  machine.setFailure(failure);
}

function workOf(job: Job): Work {
  return { signal: job.signal, report: (step) => job.report(step) };
}

/** Of a container that is not there: off. */
function stateOf(seen: Seen | null): DomainState {
  return seen === null || seen.state === 'off' ? 'shutoff' : seen.state;
}

/** Addresses without the lengths of their networks' prefixes. */
function plain(addresses: readonly string[]): readonly string[] {
  return addresses.map((address) => address.replace(/\/\d+$/, ''));
}

/** What `vzctl set` can change, but not take away. */
const KEPT = [
  ['diskSpace', 'limit of disk space'],
  ['diskInodes', 'limit of files'],
  ['hostName', 'host name'],
  ['nameServers', 'name servers'],
  ['onBoot', 'choice whether it starts with the computer'],
] as const satisfies readonly (readonly [keyof OpenvzHardware, string])[];

function cannotBeTakenAway(field: string, what: string): PaddockError {
  return new PaddockError({
    code: 'unsupported',
    message: `OpenVZ can’t take a container’s ${what} away again.`,
    cause: 'Its tools can only put another in its place.',
    next: 'Give another one, or leave it as it is.',
    field: `hardware.${field}`,
  });
}

function gone({ ctid, folder }: Container): PaddockError {
  return new PaddockError({
    code: 'file-missing',
    message: 'OpenVZ knows no such container any more.',
    cause: `There is none with the number ${ctid}, or its files are gone.`,
    next: 'Put its files back, or delete the machine here.',
    detail: { path: join(folder, `${ctid}.conf`) },
  });
}

function another({ ctid }: Container): PaddockError {
  return new PaddockError({
    code: 'file-exists',
    message: `OpenVZ has another container with the number ${ctid} by now.`,
    cause:
      'Another tool deleted this machine’s and made that one: neither its name nor its files are those of then.',
    next: 'Delete the machine here; the other container is left as it is.',
  });
}

function untold(ctid: string): PaddockError {
  return new PaddockError({
    code: 'definition-unreadable',
    message: `What OpenVZ tells of container ${ctid} can’t be read.`,
    next: 'Look at what “vzlist -a -j” prints of it.',
  });
}

function endedAtOnce(name: string): PaddockError {
  return new PaddockError({
    code: 'program-failed',
    message: `“${name}” ended as soon as it had started.`,
    cause: 'Its first program came to an end.',
    next: 'Look whether its files are whole, and what its first program needs.',
  });
}
