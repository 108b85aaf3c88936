import type { Definition, DomainId } from '../../domains/definition';
import type { LockedDomain } from '../../domains/domain';
import { PaddockError } from '../../domains/failure';
import type { DomainState } from '../../domains/state';
import type { DriverHost } from '../driver';
import { foreignDefinition } from '../foreign-definition';
import { identityOf, plainNameFor } from '../foreign-names';
import { Places } from '../places';
import { stateOf, type Instance, type Operation } from './answers';
import { Changes } from './changes';
import type { Call, IncusClient } from './client';
import { IncusConfigSchema, LOCAL, type IncusConfig } from './config';
import { isSameAs } from './devices';
import { changeableIn, deferredIn } from './hardware';
import { instanceIdentity, markOf, placeIn, placeOf } from './place';
import { isPassing, nullWhereGone, type Asked } from './server';
import { Servers } from './servers';
import { addressesIn } from './usage';

export type Machine = LockedDomain<IncusConfig, Running>;

/** An instance that runs. */
export interface Running {
  readonly pid: number | null;
  /** The fields of its hardware that it has only after its next start. */
  readonly deferred: readonly string[];
}

/** When a machine that has started is asked for its addresses again, in ms. */
const ADDRESSES_AFTER_MS = [2_000, 8_000, 30_000] as const;
/** How long after something was heard of an instance with which a job was at work it is looked at, in ms. */
const AFTER_JOB_MS = 1_000;

/** Which instance each machine is, what it is doing, and which others there are. */
export class Instances {
  readonly servers: Servers;
  #host: DriverHost<IncusConfig, Running> | null = null;
  #closed = false;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #places = new Places<IncusConfig>(placeOf);
  readonly #running = new Map<DomainId, Running>();
  readonly #changes = new Changes();
  /** At which member of its cluster each machine is, as it was heard last. */
  readonly #locations = new Map<DomainId, string>();
  /** What tells each machine's instance from a later one of its name, as it was read last. */
  readonly #marks = new Map<DomainId, string>();

  constructor(options: { readonly socket: string; readonly folder: string }) {
    this.servers = new Servers({
      ...options,
      settled: () => this.#places.settled(),
      onAll: (remote, all, asked) => this.#lookAtAll(remote, all, asked),
      onOne: (remote, name, instance, asked) => this.#lookAtOne(remote, name, instance, asked),
      onLost: (remote, why) => this.#lose(remote, why),
      onRemoved: (remote) => {
        for (const id of this.#places.takeMissing((config) => config.remote !== remote)) this.#vanish(id);
      },
      probeChanged: () => this.#host?.probeChanged(),
      log: (message) => this.#host?.log(message),
    });
  }

  open(host: DriverHost<IncusConfig, Running>): void {
    this.#host = host;
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.servers.close();
    this.#running.clear();
  }

  /** What a machine runs with, where it runs. Takes no lock. */
  running(id: DomainId): Running | undefined {
    return this.#running.get(id);
  }

  /** At which member of its cluster a machine is, where that was heard. */
  location(id: DomainId): string | undefined {
    return this.#locations.get(id);
  }

  /** What tells a machine's instance from a later one of its name; null where it was not read yet. */
  mark(id: DomainId): string | null {
    return this.#marks.get(id) ?? null;
  }

  /** Lets go of a machine that is put into the bin. */
  forget(id: DomainId): void {
    this.#places.delete(id);
    this.#letGo(id);
  }

  #letGo(id: DomainId): void {
    this.#running.delete(id);
    this.#locations.delete(id);
    this.#marks.delete(id);
  }

  /** Those that no machine stands for, at all servers that can be reached. Never throws. */
  async discover(): Promise<readonly Definition<IncusConfig>[]> {
    const all = await Promise.all(
      this.servers.there.map(async (server) =>
        this.#foreign(server.remote, await server.listed().catch(() => [])),
      ),
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
        ...changeableIn(instance),
      });
      if (!parsed.success) return [];
      const config = parsed.data;
      const identity = instanceIdentity(instance);
      if (identity === null) return []; // it is shown once its member answers again
      const id = identityOf('incus', remote, config.project, identity);
      if (this.#isOurs(id, config)) return [];
      return [foreignDefinition(id, 'incus', instance.name, config, new Date(instance.created_at ?? 0))];
    });
  }

  #isOurs(id: DomainId, config: IncusConfig): boolean {
    return (
      this.#places.at(config) !== undefined || (this.#host?.neededBy(id, placeOf(config)) ?? null) !== null
    );
  }

  #lookAtAll(remote: string, all: readonly Instance[], asked: Asked): void {
    const found = new Map(all.map((instance) => [placeIn(remote, instance), instance]));
    this.#takeMissing((place, config) => config.remote === remote && !found.has(place), asked);
    for (const config of this.#places.all()) {
      const instance = found.get(placeOf(config));
      if (instance) this.#observe(config, instance, asked);
    }
    this.#show(remote, all, asked);
  }

  #lookAtOne(
    remote: string,
    name: Pick<Instance, 'project' | 'name'>,
    instance: Instance | null,
    asked: Asked,
  ): void {
    const place = placeIn(remote, name);
    if (!instance) return this.#takeMissing((one) => one === place, asked);
    const config = this.#places.all().find((one) => placeOf(one) === place);
    if (config) this.#observe(config, instance, asked);
    else this.#show(remote, [instance], asked);
  }

  /** Takes machines out whose instances are gone: of those that were there when it was asked, and that Paddock left alone since. */
  #takeMissing(isMissing: (place: string, config: IncusConfig) => boolean, asked: Asked): void {
    const isThere = (config: IncusConfig): boolean => {
      const place = placeOf(config);
      return (
        !isMissing(place, config) || !asked.settled.has(place) || !this.#changes.isSince(place, asked.at)
      );
    };
    for (const id of this.#places.takeMissing(isThere)) this.#vanish(id);
  }

  /** Shows what no machine stands for. What Paddock itself makes or renames just now is looked at once that is over. */
  #show(remote: string, all: readonly Instance[], asked: Asked): void {
    if (this.#places.isAnyMoving) return;
    const believed = all.filter((one) => this.#changes.isSince(placeIn(remote, one), asked.at));
    for (const definition of this.#foreign(remote, believed)) this.#host?.appeared(definition);
  }

  /** A job that runs says itself what became of its machine; what was read before it ended is old. */
  #observe(config: IncusConfig, instance: Instance, asked: Asked): void {
    const id = this.#places.at(config);
    if (id === undefined || this.#places.isMoving(id)) return;
    const place = placeOf(config);
    this.#host?.observed(id, 'what Incus says', async (machine) => {
      // Another tool may have changed it beside the job.
      if (machine.jobs.all.length > 0) this.#lookLater(config, AFTER_JOB_MS);
      else if (this.#changes.isSince(place, asked.at)) await this.#takeOver(machine, instance);
      else this.servers.find(config.remote)?.lookSoon(config);
    });
  }

  /** Makes a machine what its instance is, and is doing, by whatever tool. Needs its lock. */
  async #takeOver(machine: Machine, instance: Instance): Promise<void> {
    const { definition } = machine;
    const config = { ...definition.config, ...changeableIn(instance), mark: null };
    if (!isSameAs(config, definition.config)) await machine.redefine({ ...definition, config });
    this.become(machine, instance);
  }

  #vanish(id: DomainId): void {
    this.#letGo(id);
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

  /** Finds the instance of a machine from the store. Throws `file-missing`, `connection-lost`. */
  async attach(machine: Machine): Promise<void> {
    const { definition } = machine;
    this.#places.set(machine.id, definition.config);
    const { remote } = definition.config;
    if (remote !== LOCAL) await this.servers.remotes.load();
    const server = this.servers.at(remote);
    server.follow();
    const place = placeOf(definition.config);
    const listed =
      (await server.listedLately()).find((one) => placeIn(remote, one) === place) ??
      (await server.read(definition.config).catch(nullWhereGone)); // it may have come since that was asked
    if (!listed) throw gone(definition.config);
    const instance = isPassing(listed) ? await server.read(definition.config) : listed;
    await this.#takeOver(machine, instance);
  }

  /** Makes a machine what its instance is doing. Needs its lock. */
  become(machine: Machine, instance: Instance): void {
    const { status, status_code, location, state: details } = instance;
    if (location !== 'none') this.#locations.set(machine.id, location);
    const mark = markOf(instance);
    if (mark !== null) this.#marks.set(machine.id, mark);
    const state = stateOf(status_code);
    if (state === null) {
      const at = location === 'none' ? '' : ` Its cluster member is ${location}.`;
      machine.setState('unknown', `Incus says “${status}”.${at}`, null);
      return;
    }
    if (state === 'shutoff') return this.ended(machine);
    const pid = details?.pid ?? null;
    const began = Date.parse(details?.started_at ?? '');
    const since = Number.isNaN(began) || began <= 0 ? null : began;
    const running = { pid, deferred: deferredIn(instance) };
    const isNew = this.#running.get(machine.id)?.pid !== pid || !machine.presence;
    this.#running.set(machine.id, running);
    machine.runtime = running;
    machine.setState(state, null, since);
    const addresses = addressesIn(details);
    if (!isNew && machine.presence?.addresses.join() === addresses.join()) return;
    machine.setPresence({ pid, startedAt: since, accelerator: null, addresses });
    if (isNew) this.#askForAddresses(machine.definition.config);
  }

  /** Its start has succeeded. Needs its lock. */
  began(machine: Machine): void {
    const running = { pid: null, deferred: [] };
    this.#running.set(machine.id, running);
    machine.runtime = running;
    machine.setState('running');
    machine.setPresence({ pid: null, startedAt: Date.now(), accelerator: null, addresses: [] });
  }

  /** Needs its lock. */
  ended(machine: Machine): void {
    this.#running.delete(machine.id);
    machine.runtime = null;
    machine.setState('shutoff');
  }

  #askForAddresses(config: IncusConfig): void {
    for (const ms of ADDRESSES_AFTER_MS) this.#lookLater(config, ms);
  }

  /** Looks at an instance after a while, in ms; once where that is to be already. */
  #lookLater(config: IncusConfig, ms: number): void {
    const key = `${ms} ${placeOf(config)}`;
    if (this.#closed || this.#timers.has(key)) return;
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      this.servers.find(config.remote)?.lookSoon(config);
    }, ms);
    timer.unref();
    this.#timers.set(key, timer);
  }

  /** Throws `file-missing`, `connection-lost`. */
  async read(config: IncusConfig): Promise<Instance> {
    return this.servers.at(config.remote).read(config);
  }

  /** Throws what the server's refusal means, `connection-lost`, or the signal's reason. */
  async run(
    config: IncusConfig,
    call: Call,
    options: Parameters<IncusClient['run']>[1] = {},
  ): Promise<Operation> {
    const server = this.servers.at(config.remote);
    return server.client.run(call, options).finally(() => {
      this.#changes.note(placeOf(config));
      server.noteChange();
    });
  }

  async freeName(remote: string, project: string, name: string): Promise<string> {
    const there = await this.servers.at(remote).listed();
    const taken = new Set([
      ...there.filter((one) => one.project === project).map((one) => one.name),
      ...this.#places.all().map(({ instance }) => instance),
    ]);
    return plainNameFor(name, (candidate) => taken.has(candidate));
  }

  /** Does what brings a machine to an instance, as Paddock’s own doing; what came and went besides is looked at then. */
  async moving<T>(id: DomainId, to: IncusConfig, work: () => Promise<T>): Promise<T> {
    return this.#places.moving(id, to, work).finally(() => this.servers.find(to.remote)?.lookSoon());
  }
}

const LAST_WORDS: Readonly<Record<DomainState, string>> = {
  running: 'running',
  paused: 'paused',
  shutoff: 'off',
  saved: 'saved',
  crashed: 'crashed',
  unknown: 'unknown',
};

function gone({ instance, project }: IncusConfig): PaddockError {
  return new PaddockError({
    code: 'file-missing',
    message: 'Incus knows no such instance any more.',
    cause: `There is none called ${instance} in the project ${project}.`,
    next: 'Delete the machine here as well.',
  });
}
