import { access, constants } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Definition, DomainId, Snapshot } from '../../domains/definition';
import type { DomainSnapshot, LockedDomain } from '../../domains/domain';
import { PaddockError, toFailure } from '../../domains/failure';
import type { Job } from '../../domains/job';
import { isActive, type DomainState } from '../../domains/state';
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
import { installCommand } from '../install-command';
import { Places } from '../places';
import {
  cannotBecomeAnother,
  checkHasShell,
  nameCameBetween,
  noConsole,
  notListening,
  runsInBin,
} from '../refusals';
import {
  InstanceSchema,
  InstanceStateSchema,
  ServerSchema,
  STATUS,
  type Instance,
  type InstanceState,
} from './answers';
import { IncusClient, type Call } from './client';
import {
  IncusConfigSchema,
  IncusHardwareSchema,
  IncusRequestSchema,
  LOCAL,
  type IncusConfig,
  type IncusHardware,
  type IncusRequest,
} from './config';
import { Events } from './events';
import { limitsOf, parseCpus, parseMemory } from './limits';
import { terminalOf } from './terminal';

export interface IncusDriverOptions {
  /** The server's socket. */
  readonly socket: string;
  /** How long a guest may take to shut down or to restart, in ms. */
  readonly shutdownLimitMs?: number;
}

type Machine = LockedDomain<IncusConfig, Running>;
type Seen = DomainSnapshot<IncusConfig>;

interface Running {
  readonly pid: number | null;
}

const SHUTDOWN_LIMIT_MS = 60_000;
/** Above so many a list of all is asked for, instead of each. */
const EACH_MAX = 8;
/** How long a change is waited with, in ms: one act makes several events. */
const LOOK_MS = 50;
/** When a machine that has started is asked for its addresses again, in ms. */
const ADDRESSES_AFTER_MS = [2_000, 8_000, 30_000] as const;
const PUBLISH = 'publish';

const SHELL: ConsoleInfo = { id: 'shell', kind: 'text', title: 'Shell' };
const CONSOLE: ConsoleInfo = { id: 'console', kind: 'text', title: 'Console' };

/** Instances of an Incus server: containers and virtual machines, those that Paddock makes and all others. */
export function createIncusDriver(
  options: IncusDriverOptions,
): Driver<IncusConfig, IncusRequest, Running, IncusHardware> {
  return new IncusDriver(options);
}

class IncusDriver implements Driver<IncusConfig, IncusRequest, Running, IncusHardware> {
  readonly id = 'incus';
  readonly title = 'Incus';
  readonly persistent = true;
  readonly config = IncusConfigSchema;
  readonly request = IncusRequestSchema;
  readonly hardware = IncusHardwareSchema;
  readonly #client: IncusClient;
  #host: DriverHost<IncusConfig, Running> | null = null;
  #events: Events | null = null;
  #isThere = false;
  #closed = false;
  #all: Promise<readonly Instance[]> | null = null;
  #looking: NodeJS.Timeout | null = null;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #places = new Places<IncusConfig>(placeOf);
  readonly #running = new Map<DomainId, Running>();
  /** The instances of which something was heard since they were read last; null where any may have changed. */
  #changed: Set<string> | null = new Set();

  constructor(private readonly options: IncusDriverOptions) {
    this.#client = new IncusClient(options.socket);
  }

  get capabilities(): Capabilities {
    const there = this.#isThere ? ABLE : unable('No Incus server can be reached.');
    return everyCapability(there, {
      save: unable('Incus saves the memory of virtual machines only that were set up for it.'),
      undefine: ABLE,
      redefine: ABLE,
    });
  }

  open(host: DriverHost<IncusConfig, Running>): void {
    this.#host = host;
  }

  async probe(): Promise<Probe> {
    const { socket } = this.options;
    const reachable = await access(socket, constants.R_OK | constants.W_OK).then(
      () => null,
      (error: NodeJS.ErrnoException) => error.code ?? 'ENOENT',
    );
    this.#isThere = false;
    if (reachable === 'EACCES' || reachable === 'EPERM') {
      return {
        status: 'missing',
        why: 'Incus is there, but your user may not speak to it.',
        install: 'sudo adduser "$USER" incus-admin',
      };
    }
    if (reachable !== null) {
      return {
        status: 'missing',
        why: `Incus is not installed, or does not run: there is no ${socket}.`,
        install: await installCommand(PACKAGES),
      };
    }
    try {
      const server = await this.#client.ask(
        { method: 'GET', path: '/1.0', doing: 'ask for its version' },
        ServerSchema,
      );
      if (server.auth !== 'trusted') {
        return { status: 'missing', why: 'The Incus server does not trust your user.', install: null };
      }
      this.#isThere = true;
      this.#follow();
      const clustered = server.environment?.server_clustered === true;
      return {
        status: 'ready',
        version: server.environment?.server_version ?? 'unknown',
        notes: clustered ? [{ tone: 'good', text: 'It is a member of a cluster.' }] : [],
      };
    } catch (error) {
      const { message, cause } = toFailure(error);
      return { status: 'missing', why: [message, cause].filter(Boolean).join(' '), install: null };
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#events?.close();
    if (this.#looking) clearTimeout(this.#looking);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#client.close();
    this.#running.clear();
  }

  // --- what is there ---

  async discover(): Promise<readonly Definition<IncusConfig>[]> {
    if ((await this.probe()).status !== 'ready') return [];
    return this.#foreign(await this.#listed());
  }

  /** Instances that no machine, in the list or in the bin, stands for. */
  #foreign(all: readonly Instance[]): readonly Definition<IncusConfig>[] {
    return all.flatMap((instance) => {
      const parsed = IncusConfigSchema.safeParse({
        remote: LOCAL,
        project: instance.project,
        instance: instance.name,
        type: instance.type,
        ...limitsIn(instance),
      });
      if (!parsed.success) return [];
      const config = parsed.data;
      const id = identityOf('incus', config.remote, config.project, instanceIdentity(instance));
      return this.#isOurs(id, config) ? [] : [this.#definition(id, instance, config)];
    });
  }

  #definition(id: DomainId, { name, created_at }: Instance, config: IncusConfig): Definition<IncusConfig> {
    return foreignDefinition(id, this.id, name, config, new Date(created_at ?? 0));
  }

  #isOurs(id: DomainId, config: IncusConfig): boolean {
    return (
      this.#places.at(config) !== undefined || (this.#host?.neededBy(id, placeOf(config)) ?? null) !== null
    );
  }

  /** Every instance with its state: one question for all that ask at once. Throws `connection-lost`. */
  #listed(): Promise<readonly Instance[]> {
    this.#all ??= this.#client
      .ask(
        {
          method: 'GET',
          path: '/1.0/instances?recursion=2&all-projects=true',
          doing: 'list the instances',
        },
        z.array(InstanceSchema),
      )
      .finally(() => (this.#all = null));
    return this.#all;
  }

  #follow(): void {
    if (this.#closed || this.#events) return;
    this.#events = new Events({
      client: this.#client,
      onChange: (project, name) => this.#lookSoon(placeOfInstance({ project, name })),
      onConnected: () => this.#lookSoon(),
      onLost: (why) => this.#lose(why),
    });
    this.#events.start();
  }

  /** Looks at one instance after a while, or at all of them, once for all that happens until then. */
  #lookSoon(place?: string): void {
    if (this.#closed) return;
    if (place === undefined) this.#changed = null;
    else this.#changed?.add(place);
    this.#looking ??= setTimeout(() => {
      this.#looking = null;
      const changed = this.#changed;
      this.#changed = new Set();
      void this.#look(changed);
    }, LOOK_MS);
  }

  /** Reads what has changed, and lets the machines follow. Never throws. */
  async #look(changed: ReadonlySet<string> | null): Promise<void> {
    try {
      const known = new Map(this.#places.all().map((config) => [placeOf(config), config]));
      const one = changed?.size === 1 ? known.get([...changed][0] ?? '') : undefined;
      if (one) await this.#lookAt(one);
      else await this.#lookAtAll();
      if (!this.#isThere && !this.#closed) {
        this.#isThere = true;
        this.#host?.probeChanged();
      }
    } catch (error) {
      this.#host?.log(`the instances can’t be read: ${toFailure(error).message}`);
    }
  }

  async #lookAtAll(): Promise<void> {
    const all = await this.#listed();
    if (this.#closed) return;
    const found = new Map(all.map((instance) => [placeOfInstance(instance), instance]));
    for (const id of this.#places.takeMissing((config) => found.has(placeOf(config)))) this.#vanish(id);
    for (const config of this.#places.all()) {
      const instance = found.get(placeOf(config));
      if (instance) this.#observe(config, instance);
    }
    for (const definition of this.#foreign(all)) this.#host?.appeared(definition);
  }

  async #lookAt(config: IncusConfig): Promise<void> {
    const instance = await this.#read(config).catch((error: unknown) => {
      if (error instanceof PaddockError && error.code === 'file-missing') return null;
      throw error;
    });
    if (this.#closed) return;
    if (instance) return this.#observe(config, instance);
    const place = placeOf(config);
    for (const id of this.#places.takeMissing((one) => placeOf(one) !== place)) this.#vanish(id);
  }

  /** A job that runs says itself what became of its machine. */
  #observe(config: IncusConfig, instance: Instance): void {
    const id = this.#places.at(config);
    if (id === undefined || this.#places.isMoving(id)) return;
    this.#host?.observed(id, 'what Incus says', (machine) => {
      if (machine.jobs.all.length === 0) this.#become(machine, instance);
    });
  }

  #vanish(id: DomainId): void {
    this.#running.delete(id);
    this.#host?.vanished(id);
  }

  /** What was known last is said as such: nothing is known now. */
  #lose(why: string): void {
    this.#isThere = false;
    this.#host?.probeChanged();
    for (const id of this.#places.ids()) {
      this.#host?.observed(id, 'the connection was lost', (machine) => {
        if (machine.state === 'unknown') return;
        const last = LAST_WORDS[machine.state];
        machine.setState('unknown', `The connection to Incus is lost. Last it was ${last}. ${why}`, null);
        machine.runtime = null;
      });
    }
    this.#running.clear();
  }

  async attach(machine: Machine): Promise<void> {
    const { definition } = machine;
    this.#places.set(machine.id, definition.config);
    this.#follow();
    const place = placeOf(definition.config);
    const instance = (await this.#listed()).find((one) => placeOfInstance(one) === place);
    if (!instance) throw gone(definition.config);
    const config = { ...definition.config, ...limitsIn(instance) };
    if (JSON.stringify(config) !== JSON.stringify(definition.config)) {
      await machine.redefine({ ...definition, config }); // another tool changed it
    }
    this.#become(machine, instance);
  }

  /** Makes a machine what its instance is doing. Needs its lock. */
  #become(machine: Machine, { status, status_code, location, state: details }: Instance): void {
    const state = stateOf(status_code);
    if (state === null) {
      const at = location === 'none' ? '' : ` Its cluster member is ${location}.`;
      machine.setState('unknown', `Incus says “${status}”.${at}`, null);
      return;
    }
    if (!isActive(state)) {
      this.#running.delete(machine.id);
      machine.runtime = null;
      machine.setState(state);
      return;
    }
    const pid = details?.pid ?? null;
    const began = Date.parse(details?.started_at ?? '');
    const since = Number.isNaN(began) || began <= 0 ? null : began;
    const running = { pid };
    const isNew = this.#running.get(machine.id)?.pid !== pid || !machine.presence;
    this.#running.set(machine.id, running);
    machine.runtime = running;
    machine.setState(state, null, since);
    const addresses = addressesIn(details);
    if (!isNew && machine.presence?.addresses.join() === addresses.join()) return;
    machine.setPresence({ pid, startedAt: since, accelerator: null, addresses });
    if (isNew) this.#askForAddresses();
  }

  #askForAddresses(): void {
    for (const ms of ADDRESSES_AFTER_MS) {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.#lookSoon();
      }, ms);
      timer.unref();
      this.#timers.add(timer);
    }
  }

  /** What an instance is doing now, once what passes is over. Throws `file-missing`, `connection-lost`. */
  async #read(config: IncusConfig): Promise<Instance> {
    for (let tries = 0; ; tries++) {
      let instance: Instance;
      try {
        instance = await this.#client.ask(
          this.#call('GET', config, 'read the instance', { query: { recursion: '1' } }),
          InstanceSchema,
        );
      } catch (error) {
        // Between two states Incus may find no control group to read.
        const passes = error instanceof PaddockError && error.code === 'program-failed' && tries < 20;
        if (!passes) throw error;
        await delay(100);
        continue;
      }
      const state = stateOf(instance.status_code);
      if (state !== null || !PASSING.includes(instance.status_code) || tries > 50) return instance;
      await delay(100);
    }
  }

  #call(
    method: Call['method'],
    { project, instance }: IncusConfig,
    doing: string,
    more: { below?: string; body?: unknown; query?: Readonly<Record<string, string>> } = {},
  ): Call {
    const query = new URLSearchParams({ project, ...more.query });
    const path = `/1.0/instances/${encodeURIComponent(instance)}${more.below ?? ''}?${query.toString()}`;
    return { method, path, doing, ...(more.body !== undefined && { body: more.body }) };
  }

  // --- making and changing ---

  async plan(_id: DomainId, name: string, request: IncusRequest): Promise<IncusConfig> {
    const { memory, cpus, type } = request;
    const project = 'default';
    return { remote: LOCAL, project, instance: await this.#freeName(project, name), type, memory, cpus };
  }

  async #freeName(project: string, name: string): Promise<string> {
    const taken = new Set([
      ...(await this.#listed()).filter((one) => one.project === project).map((one) => one.name),
      ...this.#places.all().map(({ instance }) => instance),
    ]);
    return plainNameFor(name, (candidate) => taken.has(candidate));
  }

  async define(machine: Machine, { source }: IncusRequest, job: Job): Promise<void> {
    const from =
      source.kind === 'image'
        ? { type: 'image', ...imageOf(source.image) }
        : {
            type: 'image',
            mode: 'pull',
            protocol: 'simplestreams',
            server: source.server,
            ...imageOf(source.image),
          };
    await this.#make(machine, from, 'make the instance', job);
  }

  /** Makes the instance of a machine; where that fails or is cancelled nothing of it is left. */
  async #make(machine: Machine, source: object, doing: string, job: Job): Promise<void> {
    const { id } = machine;
    const { config } = machine.definition;
    const { project, instance, type } = config;
    const limits = Object.entries(limitsOf(config)).filter(([, value]) => value !== '');
    const body = { name: instance, type, config: Object.fromEntries(limits), source };
    await this.#moving(id, config, () =>
      machine.unlocked(async () => {
        try {
          await this.#client.run(
            { method: 'POST', path: `/1.0/instances?${new URLSearchParams({ project })}`, body, doing },
            { signal: job.signal, onProgress: (words) => job.report(words) },
          );
        } catch (error) {
          // Refused for its name, it is another tool's; else it may have been made half.
          if (error instanceof PaddockError && error.code === 'file-exists') {
            throw nameCameBetween('instance', instance);
          }
          await this.#remove(config);
          throw error;
        }
      }),
    );
    machine.setState('shutoff');
  }

  /** Deletes an instance; one that is not there is passed over. */
  async #remove(config: IncusConfig): Promise<void> {
    await this.#client.run(this.#call('DELETE', config, 'delete the instance')).catch((error: unknown) => {
      if (!(error instanceof PaddockError) || error.code !== 'file-missing') throw error;
    });
  }

  /** Does what brings a machine to an instance, as Paddock’s own doing; what came and went besides is looked at then. */
  async #moving<T>(id: DomainId, to: IncusConfig, work: () => Promise<T>): Promise<T> {
    return this.#places.moving(id, to, work).finally(() => this.#lookSoon());
  }

  hardwareOf({ memory, cpus }: IncusConfig): IncusHardware {
    return { memory, cpus };
  }

  async planChange(config: IncusConfig, hardware: IncusHardware): Promise<IncusConfig> {
    return { ...config, ...hardware };
  }

  async applyChange(machine: Machine, from: IncusConfig, to: IncusConfig): Promise<void> {
    if (placeOf(from) !== placeOf(to) || from.type !== to.type) {
      throw cannotBecomeAnother('instance', 'config.instance');
    }
    const body = { config: limitsOf(to) };
    await machine.unlocked(() => this.#client.run(this.#call('PATCH', to, 'change its limits', { body })));
  }

  live(): readonly string[] {
    return ['memory', 'cpus'];
  }

  pending(): readonly string[] {
    return [];
  }

  carryOver(from: IncusConfig, to: IncusConfig): IncusConfig {
    const { remote, project, instance, type } = from;
    return { ...to, remote, project, instance, type };
  }

  async rename(machine: Machine, config: IncusConfig, name: string): Promise<IncusConfig> {
    const { id } = machine;
    if (machine.runtime || plainNameFor(name, () => false) === config.instance) return config;
    const instance = await machine.unlocked(() => this.#freeName(config.project, name));
    const renamed = { ...config, instance: instance.value };
    await this.#moving(id, renamed, () =>
      machine.unlocked(() =>
        this.#client.run(
          this.#call('POST', config, 'rename the instance', { body: { name: renamed.instance } }),
        ),
      ),
    );
    return renamed;
  }

  async planClone(_id: DomainId, source: IncusConfig, name: string): Promise<IncusConfig> {
    return { ...source, instance: await this.#freeName(source.project, name) };
  }

  async clone(copy: Machine, source: IncusConfig, job: Job): Promise<void> {
    job.report('Copying the instance');
    const from = { type: 'copy', source: source.instance, project: source.project, instance_only: true };
    await this.#make(copy, from, 'copy the instance', job);
  }

  // --- snapshots ---

  canSnapshot(_config: IncusConfig, _state: DomainState): Capability {
    return ABLE;
  }

  async createSnapshot(
    machine: Machine,
    { id: identity }: Snapshot,
    job: Job,
  ): Promise<{ readonly config: IncusConfig; readonly bytes: null; readonly withMemory: false }> {
    const { config } = machine.definition;
    job.report('Saving its disk');
    const body = { name: identity, stateful: false };
    await machine.unlocked(() =>
      this.#client.run(this.#call('POST', config, 'take the snapshot', { below: '/snapshots', body })),
    );
    return { config, bytes: null, withMemory: false };
  }

  async checkSnapshot(machine: Machine, { id: identity }: Snapshot): Promise<void> {
    const { config } = machine.definition;
    await machine.unlocked(() =>
      this.#client
        .ask(this.#call('GET', config, 'find the snapshot', { below: `/snapshots/${identity}` }), z.unknown())
        .catch((error: unknown) => {
          throw error instanceof PaddockError && error.code === 'file-missing' ? snapshotGone() : error;
        }),
    );
  }

  async revertSnapshot(machine: Machine, { id: identity }: Snapshot, job: Job): Promise<void> {
    const { config } = machine.definition;
    job.report('Going back to the snapshot');
    const body = { restore: identity };
    await machine.unlocked(async () => {
      await this.#client.run(this.#call('PUT', config, 'go back to the snapshot', { body }));
      // The limits came back with the rest; the definition's are of then as well.
      const limits = { config: limitsOf(config) };
      await this.#client.run(this.#call('PATCH', config, 'set its limits', { body: limits }));
    });
  }

  async deleteSnapshot(machine: Machine, { id: identity }: Snapshot): Promise<void> {
    const { config } = machine.definition;
    await machine.unlocked(() =>
      this.#client
        .run(this.#call('DELETE', config, 'delete the snapshot', { below: `/snapshots/${identity}` }))
        .catch((error: unknown) => {
          if (!(error instanceof PaddockError) || error.code !== 'file-missing') throw error;
        }),
    );
  }

  // --- deleting ---

  files(config: IncusConfig): readonly string[] {
    return [placeOf(config)];
  }

  async belongings({ config }: Definition<IncusConfig>): Promise<readonly Belonging[]> {
    const instance = await this.#read(config).catch(() => null);
    if (!instance) return [];
    const disks = Object.values(instance.state?.disk ?? {});
    return [{ path: placeOf(config), bytes: disks.reduce((sum, { usage }) => sum + Math.max(0, usage), 0) }];
  }

  async undefine(machine: Machine): Promise<void> {
    this.#places.delete(machine.id);
  }

  async purge({ name, config }: Definition<IncusConfig>): Promise<void> {
    const instance = await this.#read(config).catch((error: unknown) => {
      if (error instanceof PaddockError && error.code === 'file-missing') return null;
      throw error;
    });
    if (instance === null) return;
    if (stateOf(instance.status_code) !== 'shutoff')
      throw runsInBin(name, `Incus says “${instance.status}”.`);
    await this.#remove(config);
  }

  // --- the life of a machine ---

  async start(machine: Machine, job: Job): Promise<void> {
    job.report('Starting the instance');
    const { config } = machine.definition;
    try {
      await this.#act(machine, { action: 'start' }, 'start the instance', job);
    } catch (error) {
      if (!job.signal.aborted) throw error;
      // It may have started all the same.
      const { value } = await machine.unlocked(async () => {
        await this.#forceOff(config);
        return this.#read(config);
      });
      this.#become(machine, value);
      throw error;
    }
  }

  async suspend(machine: Machine): Promise<void> {
    await this.#act(machine, { action: 'freeze' }, 'pause the instance');
  }

  async resume(machine: Machine): Promise<void> {
    await this.#act(machine, { action: 'unfreeze' }, 'resume the instance');
  }

  async save(): Promise<void> {
    throw new Error('refused by its capability');
  }

  async shutdown(machine: Machine, job: Job): Promise<void> {
    job.report('Waiting for the guest to power off');
    const { name } = machine.definition;
    await this.#politely(machine, 'stop', 'shut the instance down', job);
    if (isActive(machine.state)) throw notListening(name, this.#shutdownLimitMs);
  }

  async reboot(machine: Machine, job: Job): Promise<void> {
    job.report('Waiting for the guest to restart');
    const { name } = machine.definition;
    const before = machine.runtime?.pid;
    await this.#politely(machine, 'restart', 'restart the instance', job);
    if (machine.runtime?.pid === before) throw notListening(name, this.#shutdownLimitMs);
  }

  /** Asks the guest, which may not listen. */
  async #politely(machine: Machine, action: string, doing: string, job: Job): Promise<void> {
    const timeout = Math.max(1, Math.round(this.#shutdownLimitMs / 1000));
    await this.#act(machine, { action, timeout, force: false }, doing, job).catch((error: unknown) => {
      if (!(error instanceof PaddockError) || error.code !== 'program-failed') throw error;
    });
  }

  get #shutdownLimitMs(): number {
    return this.options.shutdownLimitMs ?? SHUTDOWN_LIMIT_MS;
  }

  async destroy(machine: Machine): Promise<void> {
    if (!isActive(machine.state) && machine.state !== 'unknown') return;
    const { config } = machine.definition;
    const { value } = await machine.unlocked(async () => {
      await this.#forceOff(config);
      return this.#read(config);
    });
    this.#become(machine, value);
  }

  /** Of one that is off already it does nothing. */
  async #forceOff(config: IncusConfig): Promise<void> {
    const body = { action: 'stop', force: true, timeout: -1 };
    try {
      await this.#client.run(this.#call('PUT', config, 'force the instance off', { below: '/state', body }));
    } catch (error) {
      if (stateOf((await this.#read(config)).status_code) !== 'shutoff') throw error;
    }
  }

  async reset(machine: Machine, job: Job): Promise<void> {
    job.report('Restarting the instance');
    await this.#act(machine, { action: 'restart', force: true }, 'restart the instance', job);
  }

  /** Changes what an instance does, and lets its machine follow, however that ended. */
  async #act(machine: Machine, body: object, doing: string, job?: Job): Promise<void> {
    const { config } = machine.definition;
    try {
      const call = this.#call('PUT', config, doing, { below: '/state', body });
      await machine.unlocked(() => this.#onceIdle(call, job));
    } finally {
      const { value } = await machine.unlocked(() => this.#read(config));
      this.#become(machine, value);
    }
  }

  /** An instance that ended just now is still being cleared away by Incus, which refuses everything meanwhile. */
  async #onceIdle(call: Call, job: Job | undefined): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        await this.#client.run(call, { ...(job && { signal: job.signal }) });
        return;
      } catch (error) {
        const cause = error instanceof PaddockError ? (error.failure.cause ?? '') : '';
        if (!/busy running|operation in progress|already running/i.test(cause) || tries >= 50) throw error;
        await delay(100);
      }
    }
  }

  // --- what only instances can do ---

  actions({ state, definition }: Seen): readonly Action[] {
    return [
      {
        id: PUBLISH,
        title: 'Make an image of it',
        hint: 'An image at the server, of which new instances can be made.',
        reason: isActive(state) ? 'The machine must be off.' : null,
        fields: [
          {
            name: 'alias',
            label: 'Name of the image',
            choices: null,
            initial: plainNameFor(definition.name, () => false),
          },
        ],
        warning: null,
      },
    ];
  }

  async act(machine: Machine, _action: string, values: ActionValues, job: Job): Promise<void> {
    const { config } = machine.definition;
    const body = {
      source: { type: 'instance', name: config.instance },
      aliases: [{ name: values['alias'] ?? '', description: '' }],
    };
    await machine.unlocked(() =>
      this.#client.run(
        {
          method: 'POST',
          path: `/1.0/images?${new URLSearchParams({ project: config.project })}`,
          body,
          doing: 'make an image of it',
        },
        { signal: job.signal, onProgress: (words) => job.report(words) },
      ),
    );
  }

  // --- watching and consoles ---

  async sample(machines: readonly Seen[]): Promise<ReadonlyMap<DomainId, Usage>> {
    const found = new Map<DomainId, Usage>();
    const wanted = machines.filter(({ state }) => isActive(state));
    if (wanted.length === 0 || !this.#isThere) return found;
    try {
      const states = wanted.length > EACH_MAX ? await this.#statesOfAll() : await this.#statesOfEach(wanted);
      for (const { id, definition } of wanted) {
        const state = states.get(placeOf(definition.config));
        if (state) found.set(id, usageIn(state));
      }
    } catch {
      // The connection was lost: the stream of events tells.
    }
    return found;
  }

  async #statesOfAll(): Promise<ReadonlyMap<string, InstanceState>> {
    const all = await this.#listed();
    return new Map(all.flatMap((one) => (one.state ? [[placeOfInstance(one), one.state] as const] : [])));
  }

  async #statesOfEach(machines: readonly Seen[]): Promise<ReadonlyMap<string, InstanceState>> {
    const states = await Promise.all(
      machines.map(async ({ definition: { config } }) => {
        const call = this.#call('GET', config, 'read its state', { below: '/state' });
        return [placeOf(config), await this.#client.ask(call, InstanceStateSchema)] as const;
      }),
    );
    return new Map(states);
  }

  async screenshot(): Promise<null> {
    return null;
  }

  consoles(): readonly ConsoleInfo[] {
    return [SHELL, CONSOLE];
  }

  async openText({ definition, state }: Seen, consoleId: string): Promise<TextConsole> {
    if (consoleId !== SHELL.id && consoleId !== CONSOLE.id) throw noConsole();
    checkHasShell(definition.name, state);
    const { config } = definition;
    const size = { width: 80, height: 24 };
    if (consoleId === CONSOLE.id) {
      const body = { ...size, type: 'console' };
      const call = this.#call('POST', config, 'open its console', { below: '/console', body });
      return terminalOf(this.#client, await this.#client.begin(call), new Uint8Array());
    }
    const body = {
      ...size,
      command: ['/bin/sh', '-c', 'exec "$(command -v bash || echo /bin/sh)" -l'],
      environment: { TERM: 'xterm-256color', HOME: '/root', USER: 'root', LANG: 'C.UTF-8' },
      interactive: true,
      'wait-for-websocket': true,
    };
    const call = this.#call('POST', config, 'open a shell', { below: '/exec', body });
    return terminalOf(this.#client, await this.#client.begin(call), new Uint8Array());
  }

  async openDisplay(): Promise<DisplayConsole> {
    throw noConsole();
  }

  summary({ memory, cpus }: IncusConfig): {
    readonly memoryBytes: number | null;
    readonly cpus: number | null;
  } {
    return { memoryBytes: memory, cpus };
  }

  async commandLine({ definition: { config } }: Seen): Promise<readonly string[]> {
    return ['incus', 'start', config.instance, '--project', config.project];
  }
}

const PACKAGES = {
  debian: 'incus',
  rhel: null,
  fedora: 'incus',
  arch: 'incus',
  suse: 'incus',
} as const;

const PASSING: readonly number[] = [
  STATUS.starting,
  STATUS.stopping,
  STATUS.aborting,
  STATUS.freezing,
  STATUS.pending,
];

const LAST_WORDS: Readonly<Record<DomainState, string>> = {
  running: 'running',
  paused: 'paused',
  shutoff: 'off',
  saved: 'saved',
  crashed: 'crashed',
  unknown: 'unknown',
};

/** Null where Incus itself does not know, or the state passes. */
function stateOf(code: number): 'running' | 'paused' | 'shutoff' | null {
  switch (code) {
    case STATUS.running:
    case STATUS.thawed:
    case STATUS.ready:
      return 'running';
    case STATUS.frozen:
      return 'paused';
    case STATUS.stopped:
      return 'shutoff';
    default:
      return null;
  }
}

/** Where an instance is, as one word: what tells it from all others. */
function placeOf({ remote, project, instance }: IncusConfig): string {
  return `incus:${remote}/${project}/${instance}`;
}

function placeOfInstance({ project, name }: Pick<Instance, 'project' | 'name'>): string {
  return `incus:${LOCAL}/${project}/${name}`;
}

/** Stays the same when an instance is renamed. */
function instanceIdentity({ config, name }: Instance): string {
  return config['volatile.uuid'] ?? name;
}

function limitsIn({ config }: Instance): Pick<IncusConfig, 'memory' | 'cpus'> {
  return { memory: parseMemory(config['limits.memory']), cpus: parseCpus(config['limits.cpu']) };
}

/** An image by its fingerprint, or the beginning of it; else by its alias. */
function imageOf(image: string): { readonly fingerprint: string } | { readonly alias: string } {
  return /^[0-9a-f]{12,64}$/.test(image) ? { fingerprint: image } : { alias: image };
}

/** Those by which it can be reached from elsewhere. */
function addressesIn(state: InstanceState | null | undefined): readonly string[] {
  return Object.values(state?.network ?? {}).flatMap(({ addresses }) =>
    (addresses ?? []).filter(({ scope }) => scope === 'global').map(({ address }) => address),
  );
}

function usageIn({ cpu, memory, network }: InstanceState): Usage {
  const cards = Object.entries(network ?? {}).filter(([name]) => name !== 'lo');
  const sum = (counter: 'bytes_received' | 'bytes_sent'): number =>
    cards.reduce((total, [, { counters }]) => total + counters[counter], 0);
  return {
    cpuNanoseconds: cpu && cpu.usage >= 0 ? cpu.usage : null,
    memoryBytes: memory && memory.usage > 0 ? memory.usage : null,
    diskReadBytes: null,
    diskWrittenBytes: null,
    netReceivedBytes: network ? sum('bytes_received') : null,
    netSentBytes: network ? sum('bytes_sent') : null,
  };
}

function gone({ instance, project }: IncusConfig): PaddockError {
  return new PaddockError({
    code: 'file-missing',
    message: 'Incus knows no such instance any more.',
    cause: `There is none called ${instance} in the project ${project}.`,
    next: 'Delete the machine here as well.',
  });
}

function snapshotGone(): PaddockError {
  return new PaddockError({
    code: 'file-missing',
    message: 'Incus does not have this snapshot any more.',
    cause: 'Another program deleted it.',
    next: 'Delete the snapshot here as well; nothing was changed.',
  });
}
