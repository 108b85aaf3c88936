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
  type Summary,
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
import { InstanceStateSchema, stateOf, type Instance, type InstanceState, type Operation } from './answers';
import type { Call, IncusClient } from './client';
import {
  IncusConfigSchema,
  IncusHardwareSchema,
  IncusRequestSchema,
  LOCAL,
  type IncusChoices,
  type IncusConfig,
  type IncusHardware,
  type IncusRequest,
} from './config';
import { socketEndpoint, type Endpoint } from './endpoint';
import { imageOf, imagesAt } from './images';
import { limitsOf, parseCpus, parseMemory } from './limits';
import { instanceIdentity, placeIn, placeOf } from './place';
import { IncusRemotes } from './remotes';
import { callTo, isPassing, nullWhereGone, Server } from './server';
import { terminalOf } from './terminal';
import { addressesIn, usageIn } from './usage';

export interface IncusDriverOptions {
  /** The socket of this computer's server. */
  readonly socket: string;
  /** Where servers elsewhere are kept. */
  readonly folder: string;
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
/** When a machine that has started is asked for its addresses again, in ms. */
const ADDRESSES_AFTER_MS = [2_000, 8_000, 30_000] as const;
const PUBLISH = 'publish';
const MOVE = 'move';

const SHELL: ConsoleInfo = { id: 'shell', kind: 'text', title: 'Shell' };
const CONSOLE: ConsoleInfo = { id: 'console', kind: 'text', title: 'Login console' };

/** Instances of Incus servers, here and elsewhere: containers and virtual machines, those that Paddock makes and all others. */
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
  readonly remotes: IncusRemotes;
  #host: DriverHost<IncusConfig, Running> | null = null;
  #closed = false;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** By the word in a machine's config that says at which it is. */
  readonly #servers = new Map<string, Server>();
  readonly #places = new Places<IncusConfig>(placeOf);
  readonly #running = new Map<DomainId, Running>();
  /** When Paddock changed an instance last, by where it is. */
  readonly #changed = new Map<string, number>();
  /** At which member of its cluster each machine is, as it was heard last. */
  readonly #locations = new Map<DomainId, string>();

  constructor(private readonly options: IncusDriverOptions) {
    const local = this.#connect(LOCAL, socketEndpoint(options.socket));
    this.remotes = new IncusRemotes({
      local,
      folder: options.folder,
      onAdded: (name, endpoint) => {
        const server = this.#connect(name, endpoint);
        server.follow();
        return server;
      },
      onRemoved: (name) => this.#disconnect(name),
    });
  }

  get capabilities(): Capabilities {
    const isThere = [...this.#servers.values()].some((server) => server.isThere);
    return everyCapability(isThere ? ABLE : unable('No Incus server can be reached.'), {
      save: unable('Incus saves the memory of virtual machines only that were set up for it.'),
      undefine: ABLE,
      redefine: ABLE,
    });
  }

  open(host: DriverHost<IncusConfig, Running>): void {
    this.#host = host;
  }

  async probe(): Promise<Probe> {
    const here = await this.#probeHere();
    const notes = await this.#probeElsewhere();
    if (here.status === 'ready') return { ...here, notes: [...here.notes, ...notes] };
    // One elsewhere is enough to work with.
    const isThere = [...this.#servers.values()].some((server) => server.isThere);
    return isThere ? { status: 'ready', version: 'elsewhere', notes } : here;
  }

  async #probeHere(): Promise<Probe> {
    const { socket } = this.options;
    const reachable = await access(socket, constants.R_OK | constants.W_OK).then(
      () => null,
      (error: NodeJS.ErrnoException) => error.code ?? 'ENOENT',
    );
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
      const { version, isClustered } = await this.#server(LOCAL).probe();
      const notes = isClustered ? [{ tone: 'good' as const, text: 'It is a member of a cluster.' }] : [];
      return { status: 'ready', version, notes };
    } catch (error) {
      const { message, cause } = toFailure(error);
      return { status: 'missing', why: [message, cause].filter(Boolean).join(' '), install: null };
    }
  }

  async #probeElsewhere(): Promise<Extract<Probe, { status: 'ready' }>['notes']> {
    const remotes = await this.remotes.list().catch(toFailure);
    if ('code' in remotes) return [{ tone: 'warning', text: remotes.message }];
    return remotes
      .filter(({ name }) => name !== LOCAL)
      .map(({ name, address, found }) => {
        if (found.status === 'lost') {
          return { tone: 'warning', text: `${name} (${address}) can’t be reached: ${found.why}` };
        }
        const members = found.members === null ? '' : `, a cluster of ${found.members.length}`;
        return { tone: 'good', text: `${name} (${address}) runs Incus ${found.version}${members}.` };
      });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const server of this.#servers.values()) server.close();
    this.#running.clear();
  }

  // --- servers ---

  #connect(remote: string, endpoint: Endpoint): Server {
    const server = new Server({
      remote,
      endpoint,
      onAll: (all, asked) => this.#lookAtAll(remote, all, asked),
      onOne: (project, name, instance, asked) => this.#lookAtOne(remote, { project, name }, instance, asked),
      onFound: () => this.#host?.probeChanged(),
      onLost: (why) => this.#lose(remote, why),
      log: (message) => this.#host?.log(message),
    });
    this.#servers.set(remote, server);
    if (this.#closed) server.close();
    return server;
  }

  /** Throws `connection-lost` for one that was removed. */
  #server(remote: string): Server {
    const server = this.#servers.get(remote);
    if (server) return server;
    throw new PaddockError({
      code: 'connection-lost',
      message: `The Incus server “${remote}” is not known here any more.`,
      next: 'Add it again in the settings, or delete the machine here.',
    });
  }

  /** Its machines are shown no more; what is stored of them stays, for the server may be added again. */
  #disconnect(remote: string): void {
    this.#servers.get(remote)?.close();
    this.#servers.delete(remote);
    for (const id of this.#places.takeMissing((config) => config.remote !== remote)) this.#vanish(id);
    this.#host?.probeChanged();
  }

  // --- what is there ---

  async discover(): Promise<readonly Definition<IncusConfig>[]> {
    await this.probe();
    const there = [...this.#servers.values()].filter(({ isThere }) => isThere);
    const all = await Promise.all(
      there.map(async (server) => this.#foreign(server.remote, await server.listed().catch(() => []))),
    );
    return all.flat();
  }

  /** Instances that no machine, in the list or in the bin, stands for. */
  #foreign(remote: string, all: readonly Instance[]): readonly Definition<IncusConfig>[] {
    return all.flatMap((instance) => {
      const parsed = IncusConfigSchema.safeParse({
        remote,
        project: instance.project,
        instance: instance.name,
        type: instance.type,
        ...limitsIn(instance),
      });
      if (!parsed.success) return [];
      const config = parsed.data;
      const identity = instanceIdentity(instance);
      if (identity === null) return []; // it is shown once its member answers again
      const id = identityOf('incus', remote, config.project, identity);
      if (this.#isOurs(id, config)) return [];
      return [foreignDefinition(id, this.id, instance.name, config, new Date(instance.created_at ?? 0))];
    });
  }

  #isOurs(id: DomainId, config: IncusConfig): boolean {
    return (
      this.#places.at(config) !== undefined || (this.#host?.neededBy(id, placeOf(config)) ?? null) !== null
    );
  }

  #lookAtAll(remote: string, all: readonly Instance[], asked: number): void {
    const found = new Map(all.map((instance) => [placeIn(remote, instance), instance]));
    const isThere = (config: IncusConfig): boolean => config.remote !== remote || found.has(placeOf(config));
    for (const id of this.#places.takeMissing(isThere)) this.#vanish(id);
    for (const config of this.#places.all()) {
      const instance = found.get(placeOf(config));
      if (instance) this.#observe(config, instance, asked);
    }
    for (const definition of this.#foreign(remote, all)) this.#host?.appeared(definition);
  }

  #lookAtOne(
    remote: string,
    name: Pick<Instance, 'project' | 'name'>,
    instance: Instance | null,
    asked: number,
  ): void {
    const place = placeIn(remote, name);
    const config = this.#places.all().find((one) => placeOf(one) === place);
    if (instance && config) this.#observe(config, instance, asked);
    else if (instance) {
      for (const definition of this.#foreign(remote, [instance])) this.#host?.appeared(definition);
    } else {
      for (const id of this.#places.takeMissing((one) => placeOf(one) !== place)) this.#vanish(id);
    }
  }

  /** A job that runs says itself what became of its machine; what was read before it ended is old. */
  #observe(config: IncusConfig, instance: Instance, asked: number): void {
    const id = this.#places.at(config);
    if (id === undefined || this.#places.isMoving(id)) return;
    const place = placeOf(config);
    this.#host?.observed(id, 'what Incus says', (machine) => {
      if (machine.jobs.all.length > 0) return;
      if (asked > (this.#changed.get(place) ?? 0)) this.#become(machine, instance);
      else this.#servers.get(config.remote)?.lookSoon(config);
    });
  }

  #vanish(id: DomainId): void {
    this.#running.delete(id);
    this.#locations.delete(id);
    this.#host?.vanished(id);
  }

  /** What was known last is said as such: nothing is known now. */
  #lose(remote: string, why: string): void {
    this.#host?.probeChanged();
    for (const id of this.#places.ids()) {
      if (this.#places.get(id)?.remote !== remote) continue;
      this.#running.delete(id);
      this.#host?.observed(id, 'the connection was lost', (machine) => {
        if (machine.state === 'unknown') return;
        const last = LAST_WORDS[machine.state];
        machine.setState('unknown', `The connection to Incus is lost. Last it was ${last}. ${why}`, null);
        machine.runtime = null;
      });
    }
  }

  async attach(machine: Machine): Promise<void> {
    const { definition } = machine;
    this.#places.set(machine.id, definition.config);
    const { remote } = definition.config;
    if (remote !== LOCAL) await this.remotes.load();
    const server = this.#server(remote);
    server.follow();
    const place = placeOf(definition.config);
    const listed = (await server.listedLately()).find((one) => placeIn(remote, one) === place);
    if (!listed) throw gone(definition.config);
    const instance = isPassing(listed) ? await server.read(definition.config) : listed;
    const config = { ...definition.config, ...limitsIn(instance) };
    if (JSON.stringify(config) !== JSON.stringify(definition.config)) {
      await machine.redefine({ ...definition, config }); // another tool changed it
    }
    this.#become(machine, instance);
  }

  /** Makes a machine what its instance is doing. Needs its lock. */
  #become(machine: Machine, { status, status_code, location, state: details }: Instance): void {
    if (location !== 'none') this.#locations.set(machine.id, location);
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
    if (isNew) this.#askForAddresses(machine.definition.config);
  }

  #askForAddresses(config: IncusConfig): void {
    for (const ms of ADDRESSES_AFTER_MS) {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.#servers.get(config.remote)?.lookSoon(config);
      }, ms);
      timer.unref();
      this.#timers.add(timer);
    }
  }

  /** Throws `file-missing`, `connection-lost`. */
  async #read(config: IncusConfig): Promise<Instance> {
    return this.#server(config.remote).read(config);
  }

  /** Throws what the server's refusal means, `connection-lost`, or the signal's reason. */
  async #run(
    config: IncusConfig,
    call: Call,
    options: Parameters<IncusClient['run']>[1] = {},
  ): Promise<Operation> {
    const server = this.#server(config.remote);
    return server.client.run(call, options).finally(() => {
      this.#changed.set(placeOf(config), performance.now());
      server.noteChange();
    });
  }

  // --- making and changing ---

  async plan(_id: DomainId, name: string, request: IncusRequest): Promise<IncusConfig> {
    const { memory, cpus, type, remote, project } = request;
    return { remote, project, instance: await this.#freeName(remote, project, name), type, memory, cpus };
  }

  /** What the servers have that can be reached now. */
  async requestChoices(): Promise<IncusChoices> {
    const there = [...this.#servers.values()].filter(({ isThere }) => isThere);
    const servers = await Promise.all(
      there
        .map(async (server) => {
          const [images, projects] = await Promise.all([imagesAt(server), server.projects()]);
          const types: IncusConfig['type'][] = server.runsVirtualMachines
            ? ['container', 'virtual-machine']
            : ['container'];
          return [
            { remote: server.remote, images, projects: [...projects], members: [...server.members], types },
          ];
        })
        .map((one) => one.catch(() => [])), // lost meanwhile
    );
    return { servers: servers.flat() };
  }

  async #freeName(remote: string, project: string, name: string): Promise<string> {
    const there = await this.#server(remote).listed();
    const taken = new Set([
      ...there.filter((one) => one.project === project).map((one) => one.name),
      ...this.#places.all().map(({ instance }) => instance),
    ]);
    return plainNameFor(name, (candidate) => taken.has(candidate));
  }

  async define(machine: Machine, { source, member }: IncusRequest, job: Job): Promise<void> {
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
    await this.#make(machine, from, 'make the instance', job, member);
  }

  /** Makes the instance of a machine; where that fails or is cancelled nothing of it is left. */
  async #make(
    machine: Machine,
    source: object,
    doing: string,
    job: Job,
    member: string | null = null,
  ): Promise<void> {
    const { id } = machine;
    const { config } = machine.definition;
    const { project, instance, type } = config;
    const limits = Object.entries(limitsOf(config)).filter(([, value]) => value !== '');
    const body = { name: instance, type, config: Object.fromEntries(limits), source };
    const { value } = await this.#moving(id, config, () =>
      machine.unlocked(async () => {
        try {
          await this.#run(
            config,
            {
              method: 'POST',
              path: `/1.0/instances?${new URLSearchParams({ project, ...(member !== null && { target: member }) })}`,
              body,
              doing,
            },
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
        return this.#read(config);
      }),
    );
    this.#become(machine, value);
  }

  /** Deletes an instance; one that is not there is passed over. */
  async #remove(config: IncusConfig): Promise<void> {
    await this.#run(config, callTo('DELETE', config, 'delete the instance')).catch((error: unknown) => {
      if (!(error instanceof PaddockError) || error.code !== 'file-missing') throw error;
    });
  }

  /** Does what brings a machine to an instance, as Paddock’s own doing; what came and went besides is looked at then. */
  async #moving<T>(id: DomainId, to: IncusConfig, work: () => Promise<T>): Promise<T> {
    return this.#places.moving(id, to, work).finally(() => this.#servers.get(to.remote)?.lookSoon());
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
    await machine.unlocked(() => this.#run(to, callTo('PATCH', to, 'change its limits', { body })));
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
    const instance = await machine.unlocked(() => this.#freeName(config.remote, config.project, name));
    const renamed = { ...config, instance: instance.value };
    await this.#moving(id, renamed, () =>
      machine.unlocked(() =>
        this.#run(
          config,
          callTo('POST', config, 'rename the instance', { body: { name: renamed.instance } }),
        ),
      ),
    );
    return renamed;
  }

  async planClone(_id: DomainId, source: IncusConfig, name: string): Promise<IncusConfig> {
    return { ...source, instance: await this.#freeName(source.remote, source.project, name) };
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
      this.#run(config, callTo('POST', config, 'take the snapshot', { below: '/snapshots', body })),
    );
    return { config, bytes: null, withMemory: false };
  }

  async checkSnapshot(machine: Machine, { id: identity }: Snapshot): Promise<void> {
    const { config } = machine.definition;
    await machine.unlocked(() =>
      this.#server(config.remote)
        .client.ask(
          callTo('GET', config, 'find the snapshot', { below: `/snapshots/${identity}` }),
          z.unknown(),
        )
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
      await this.#run(config, callTo('PUT', config, 'go back to the snapshot', { body }));
      // The limits came back with the rest; the definition's are of then as well.
      const limits = { config: limitsOf(config) };
      await this.#run(config, callTo('PATCH', config, 'set its limits', { body: limits }));
    });
  }

  async deleteSnapshot(machine: Machine, { id: identity }: Snapshot): Promise<void> {
    const { config } = machine.definition;
    await machine.unlocked(() =>
      this.#run(
        config,
        callTo('DELETE', config, 'delete the snapshot', { below: `/snapshots/${identity}` }),
      ).catch((error: unknown) => {
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
    const instance = await this.#read(config).catch(nullWhereGone);
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
      await this.#run(config, callTo('PUT', config, 'force the instance off', { below: '/state', body }));
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
      const call = callTo('PUT', config, doing, { below: '/state', body });
      await machine.unlocked(() => this.#onceIdle(config, call, job));
    } finally {
      const { value } = await machine.unlocked(() => this.#read(config));
      this.#become(machine, value);
    }
  }

  /** An instance that ended just now is still being cleared away by Incus, which refuses everything meanwhile. */
  async #onceIdle(config: IncusConfig, call: Call, job: Job | undefined): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        await this.#run(config, call, { ...(job && { signal: job.signal }) });
        return;
      } catch (error) {
        const cause = error instanceof PaddockError ? (error.failure.cause ?? '') : '';
        if (!/busy running|operation in progress|already running/i.test(cause) || tries >= 50) throw error;
        await delay(100);
      }
    }
  }

  // --- what only instances can do ---

  actions({ id, state, definition }: Seen): readonly Action[] {
    const offOnly = isActive(state) ? 'The machine must be off.' : null;
    const publish: Action = {
      id: PUBLISH,
      title: 'Make an image of it',
      hint: 'An image at the server, of which new instances can be made.',
      reason: offOnly,
      fields: [
        {
          name: 'alias',
          label: 'Name of the image',
          choices: null,
          initial: plainNameFor(definition.name, () => false),
        },
      ],
      warning: null,
    };
    const members = this.#servers.get(definition.config.remote)?.members ?? [];
    const others = members.filter((member) => member !== this.#locations.get(id));
    if (others.length === 0) return [publish];
    const move: Action = {
      id: MOVE,
      title: 'Move to another member',
      hint: 'Its disk goes to another computer of the cluster.',
      reason: offOnly,
      fields: [
        {
          name: 'member',
          label: 'Member',
          choices: others.map((member) => ({ value: member, label: member })),
          initial: others[0] ?? '',
        },
      ],
      warning: null,
    };
    return [publish, move];
  }

  async act(machine: Machine, action: string, values: ActionValues, job: Job): Promise<void> {
    const { config } = machine.definition;
    const { instance, project } = config;
    const call: Call =
      action === MOVE
        ? callTo('POST', config, 'move the instance', {
            query: { target: values['member'] ?? '' },
            body: { name: instance, migration: true },
          })
        : {
            method: 'POST',
            path: `/1.0/images?${new URLSearchParams({ project })}`,
            body: {
              source: { type: 'instance', name: instance },
              aliases: [{ name: values['alias'] ?? '', description: '' }],
            },
            doing: 'make an image of it',
          };
    const { value } = await machine.unlocked(async () => {
      await this.#run(config, call, { signal: job.signal, onProgress: (words) => job.report(words) });
      return this.#read(config);
    });
    this.#become(machine, value);
  }

  // --- watching and consoles ---

  async sample(machines: readonly Seen[]): Promise<ReadonlyMap<DomainId, Usage>> {
    const found = new Map<DomainId, Usage>();
    const wanted = machines.filter(({ state }) => isActive(state));
    const byServer = new Map<string, Seen[]>();
    for (const machine of wanted) {
      const { remote } = machine.definition.config;
      byServer.set(remote, [...(byServer.get(remote) ?? []), machine]);
    }
    await Promise.all(
      [...byServer].map(async ([remote, its]) => {
        const server = this.#servers.get(remote);
        if (!server?.isThere) return;
        // A connection that is lost meanwhile is told by the stream of events.
        const states = await this.#statesAt(server, its).catch(() => new Map<string, InstanceState>());
        for (const { id, definition } of its) {
          const state = states.get(placeOf(definition.config));
          if (state) found.set(id, usageIn(state));
        }
      }),
    );
    return found;
  }

  /** Throws `connection-lost`. */
  async #statesAt(server: Server, machines: readonly Seen[]): Promise<ReadonlyMap<string, InstanceState>> {
    if (machines.length > EACH_MAX) {
      const all = await server.listed();
      return new Map(
        all.flatMap((one) => (one.state ? [[placeIn(server.remote, one), one.state] as const] : [])),
      );
    }
    const states = await Promise.all(
      machines.map(async ({ definition: { config } }) => {
        const call = callTo('GET', config, 'read its state', { below: '/state' });
        return [placeOf(config), await server.client.ask(call, InstanceStateSchema)] as const;
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
    const { client } = this.#server(config.remote);
    const size = { width: 80, height: 24 };
    if (consoleId === CONSOLE.id) {
      const body = { ...size, type: 'console' };
      const call = callTo('POST', config, 'open its console', { below: '/console', body });
      return terminalOf(client, await client.begin(call), new Uint8Array());
    }
    const body = {
      ...size,
      command: ['/bin/sh', '-c', 'exec "$(command -v bash || echo /bin/sh)" -l'],
      environment: { TERM: 'xterm-256color', HOME: '/root', USER: 'root', LANG: 'C.UTF-8' },
      interactive: true,
      'wait-for-websocket': true,
    };
    const call = callTo('POST', config, 'open a shell', { below: '/exec', body });
    return terminalOf(client, await client.begin(call), new Uint8Array());
  }

  async openDisplay(): Promise<DisplayConsole> {
    throw noConsole();
  }

  summary({ memory, cpus, remote }: IncusConfig): Summary {
    return { memoryBytes: memory, cpus, server: remote === LOCAL ? null : remote };
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

const LAST_WORDS: Readonly<Record<DomainState, string>> = {
  running: 'running',
  paused: 'paused',
  shutoff: 'off',
  saved: 'saved',
  crashed: 'crashed',
  unknown: 'unknown',
};

/** Nothing where its member of the cluster does not answer: its limits are as they were. */
function limitsIn({ config }: Instance): Partial<Pick<IncusConfig, 'memory' | 'cpus'>> {
  return config
    ? { memory: parseMemory(config['limits.memory']), cpus: parseCpus(config['limits.cpu']) }
    : {};
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
