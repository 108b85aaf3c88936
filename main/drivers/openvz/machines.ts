import { setImmediate as otherWork } from 'node:timers/promises';
import type { Definition, DomainId } from '../../domains/definition';
import type { DomainSnapshot, LockedDomain } from '../../domains/domain';
import { isActive } from '../../domains/state';
import { findHierarchy, type Hierarchy } from '../control-groups';
import type { DriverHost, Usage } from '../driver';
import { foreignDefinition } from '../foreign-definition';
import { identityOf } from '../foreign-names';
import { Heard, type Question } from '../heard';
import { isFrozen } from '../freezer';
import { Places } from '../places';
import { identify } from '../process-identity';
import { OpenvzConfigSchema, type OpenvzConfig } from './config';
import { configFileOf, type Container } from './containers';
import { Following } from './following';
import type { OpenvzPlaces } from './host';
import { Installation } from './installation';
import { another, elsewhere, gone, isAnother, notKnown, untold } from './lost-containers';
import { stateOf, type Seen, type Taken, type Tools } from './tools';

export type Machine = LockedDomain<OpenvzConfig, Running>;

/** Which container a machine is, and what OpenVZ calls it besides. */
type Place = Pick<OpenvzConfig, 'ctid' | 'folder' | 'name'>;

/** A container that runs. */
export interface Running {
  readonly pid: number | null;
  readonly startedAt: number | null;
  readonly isPaused: boolean;
}

/** Which container each machine is, what it is doing, and which others there are. */
export class Machines {
  readonly openvz: Installation;
  readonly #hierarchy: Hierarchy = findHierarchy();
  #host: DriverHost<OpenvzConfig, Running> | null = null;
  #all: ReturnType<Tools['seenAll']> | null = null;
  #discovered = false;
  #closed = false;
  readonly #places = new Places<Place>(configFileOf);
  /** The machines that run, for what takes no lock. Changed with the machine locked, as `machine.runtime` is. */
  readonly #running = new Map<DomainId, Running>();
  /** Containers whose configurations were written while a job ran: they are read with the next round. */
  readonly #unread = new Set<string>();
  /** What was read of the containers that have just been found: to list many of them they are not all read twice. */
  #justRead = new WeakSet<OpenvzConfig>();
  /** Whether there are containers that were not whole when they were looked at. */
  #mustLook = false;
  /** What is being asked about containers now. */
  readonly #asking = new Set<Promise<void>>();
  /** What is told of containers. */
  readonly #heard = new Heard();
  readonly #following = new Following({
    onFolder: (ctids) => this.#follow(this.#look(ctids), 'the containers'),
    onChange: (ctid) => this.#heardOf(ctid),
    onRound: () => this.#round(),
    log: (message) => this.#host?.log(message),
  });

  constructor(options: OpenvzPlaces & { readonly work: string }) {
    this.openvz = new Installation(options, (host, isSame) => {
      this.#following.begin(host.folder, host.locks);
      if (!isSame && this.#discovered) this.#lookAnew(host.folder);
    });
  }

  open(host: DriverHost<OpenvzConfig, Running>): void {
    this.#host = host;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#following.close();
    this.#running.clear();
    await Promise.all(this.#asking);
  }

  /** Lets go of a machine that is put into the bin. */
  forget(id: DomainId): void {
    this.#places.delete(id);
  }

  /** Notes what OpenVZ calls a machine's container now. */
  moved(id: DomainId, to: OpenvzConfig): void {
    this.#places.set(id, to);
  }

  /** Containers that no machine stands for. Never throws where OpenVZ is missing. */
  async discover(): Promise<readonly Definition<OpenvzConfig>[]> {
    const found = await this.openvz.find();
    this.#discovered = true; // what was attached before was looked at then
    return found ? this.#foreign(found.tools) : [];
  }

  /** Containers that no machine, in the list or in the bin, stands for. */
  async #foreign(tools: Tools): Promise<readonly Definition<OpenvzConfig>[]> {
    const found: Definition<OpenvzConfig>[] = [];
    this.#mustLook = false;
    this.#justRead = new WeakSet(); // something may have been written since
    const { folder } = (await this.openvz.there()).host;
    const all = await tools.all();
    const busy = await tools.busy(); // asked last: none of them begins to be made any more
    for (const ctid of all) {
      const one = { ctid, folder };
      const id = identityOf('openvz', configFileOf(one));
      if (this.#isOurs(id, one)) continue;
      if (busy.has(ctid)) {
        this.#mustLook = true; // it has no name yet where it is just being made
        continue;
      }
      const config = await tools.read(ctid).catch(() => null);
      await otherWork();
      if (!config) continue;
      this.#justRead.add(config);
      found.push(foreignDefinition(id, 'openvz', config.name ?? config.hostName ?? ctid, config));
    }
    // What Paddock itself makes just now may be among them: prlctl gives a copy another identity than was planned, and its
    // name last. All are looked at again once that is over.
    return this.#places.ids().some((id) => this.#places.isMoving(id)) ? [] : found;
  }

  #isOurs(id: DomainId, one: Container): boolean {
    return (
      this.#places.at({ ...one, name: null }) !== undefined ||
      (this.#host?.neededBy(id, configFileOf(one)) ?? null) !== null
    );
  }

  /** Of machines whose configurations are in another folder than OpenVZ's nothing is known; they stay in the list. */
  #lookAnew(folder: string): void {
    for (const id of this.#places.ids()) {
      const place = this.#places.get(id);
      if (!place) continue;
      if (place.folder === folder) this.#observe(id, place.ctid);
      else {
        this.#host?.observed(id, 'where OpenVZ is', (machine) => {
          if (machine.jobs.all.length === 0) notKnown(machine, elsewhere(place));
        });
      }
    }
    this.#following.lookSoon();
  }

  /** Tells which containers came and went, and what was written of others, by other tools' doing. Never throws. */
  async #look(touched: readonly string[]): Promise<void> {
    try {
      const { host, tools } = await this.openvz.there();
      const { folder } = host;
      // One that is made while it is being asked need not be in the answer.
      const known = new Set(this.#settled().map(({ ctid }) => ctid));
      const found = await this.#foreign(tools);
      const there = new Set(await tools.all());
      if (this.#closed) return;
      for (const id of this.#places.takeMissing(
        ({ ctid, folder: its }) => its !== folder || there.has(ctid) || !known.has(ctid),
      )) {
        this.#running.delete(id);
        this.#host?.vanished(id);
      }
      this.#heard.keep(new Set(this.#places.all().map(({ ctid }) => ctid)));
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
      const config = await (await this.openvz.tools()).read(ctid).catch(() => null);
      if (config === null || this.#closed) return; // one that just went is looked at elsewhere
      this.#host?.observed(id, 'what was written of it', async (machine) => {
        if (machine.jobs.all.length > 0) this.#unread.add(ctid);
        else await this.#takeSettings(machine, config).catch((error: unknown) => notKnown(machine, error));
      });
    };
    this.#follow(read(), ctid);
  }

  #machineAt(ctid: string): DomainId | undefined {
    return this.#places.ids().find((id) => this.#places.get(id)?.ctid === ctid && this.#isHere(id));
  }

  /** Finds the container of a machine from the store. Throws with what became of it. */
  async attach(machine: Machine): Promise<void> {
    const { config } = machine.definition;
    this.#places.set(machine.id, config);
    const { host, tools } = await this.openvz.there();
    if (host.folder !== config.folder) throw elsewhere(config);
    const { seen, unreadable } = await this.#seenAll(tools);
    if (unreadable.includes(config.ctid)) throw untold(config.ctid);
    const one = seen.get(config.ctid);
    if (!one) throw gone(config);
    if (!this.#justRead.delete(config)) {
      const now = await tools.read(config.ctid);
      if (!now) throw gone(config);
      await this.#takeSettings(machine, now);
    }
    this.become(machine, one);
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
  become(machine: Machine, seen: Seen | null): void {
    this.#heard.note(machine.definition.config.ctid);
    const state = stateOf(seen);
    if (seen === null || !isActive(state)) {
      this.#running.delete(machine.id);
      machine.runtime = null;
      machine.setState(state);
      return;
    }
    const { pid, startedAt, addresses } = seen;
    const running: Running = { pid, startedAt, isPaused: state === 'paused' };
    this.#running.set(machine.id, running);
    machine.runtime = running;
    machine.setState(state, null, startedAt);
    const known = addresses.length > 0 ? addresses : plain(machine.definition.config.addresses);
    const before = machine.presence;
    if (before && before.pid === pid && before.addresses.join() === known.join()) return;
    machine.setPresence({ pid, startedAt, accelerator: null, addresses: known });
  }

  #heardOf(ctid: string): void {
    this.#heard.note(ctid);
    const id = this.#machineAt(ctid);
    if (id) this.#observe(id, ctid);
    else if (this.#mustLook) this.#following.lookSoon();
  }

  /** Asks what containers do of which nothing would tell: all, where one question does, or else those that seem to have ended. */
  #round(): void {
    const tools = this.openvz.now?.tools;
    if (!tools || this.#closed) return;
    const unread = [...this.#unread];
    this.#unread.clear();
    for (const ctid of unread) this.#settingsOf(ctid);
    if (this.#mustLook) this.#following.lookSoon();
    if (tools.asksAllAtOnce) return this.#observeAll(tools);
    for (const [id, { pid, isPaused }] of this.#running) {
      if (pid !== null && identify(pid) && (isFrozen(pid, this.#hierarchy) ?? isPaused) === isPaused)
        continue;
      const ctid = this.#places.get(id)?.ctid;
      if (ctid !== undefined) this.#observe(id, ctid);
    }
  }

  #observeAll(tools: Tools): void {
    if (this.#places.ids().length === 0) return;
    const asked = new Map(this.#places.all().map(({ ctid }) => [ctid, this.#heard.ask(ctid)]));
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
    const asked = this.#heard.ask(ctid);
    this.#follow(
      this.openvz
        .tools()
        .then((tools) => tools.seen(ctid))
        .then((seen) => this.#tell(id, ctid, asked, seen)),
      ctid,
    );
  }

  #tell(id: DomainId, ctid: string, asked: Question | undefined, seen: Seen | null): void {
    if (this.#closed || !this.#heard.isGood(ctid, asked) || !this.#isHere(id)) return;
    this.#host?.observed(id, 'what OpenVZ says', (machine) => {
      // A job that runs says itself what became of the machine.
      if (!this.#heard.isGood(ctid, asked) || machine.jobs.all.length > 0) return;
      this.become(machine, seen);
    });
  }

  /** Whether a machine's configuration is in the folder that OpenVZ has now. */
  #isHere(id: DomainId): boolean {
    return this.#places.get(id)?.folder === this.openvz.now?.host.folder;
  }

  /** Keeps hold of what is being asked, so that closing waits for it. */
  #follow(asking: Promise<void>, what: string): void {
    const settled = asking
      .catch((error: unknown) => this.#host?.log(`${what}: ${String(error)}`))
      .finally(() => this.#asking.delete(settled));
    this.#asking.add(settled);
  }

  /** Does what changes a container, and lets its machine follow, however that ended. */
  async change(machine: Machine, tools: Tools, work: () => Promise<void>): Promise<void> {
    const { ctid } = machine.definition.config;
    try {
      await machine.unlocked(work);
    } finally {
      const { value } = await machine.unlocked(() => tools.seen(ctid));
      this.become(machine, value);
    }
  }

  /** What machines of Paddock's have taken, those too that are just being made. */
  taken(): Taken {
    const all = this.#places.all();
    return {
      ctids: new Set(all.map(({ ctid }) => ctid)),
      names: new Set(all.flatMap(({ name }) => name ?? [])),
    };
  }

  /** Makes the container of a machine, as Paddock’s own doing; what came and went besides is looked at then. */
  async making(id: DomainId, planned: Place, work: () => Promise<OpenvzConfig>): Promise<OpenvzConfig> {
    return this.#places.making(id, planned, work).finally(() => this.#following.lookSoon());
  }

  /** What machines that run take. Never throws. */
  async sample(machines: readonly DomainSnapshot<OpenvzConfig>[]): Promise<ReadonlyMap<DomainId, Usage>> {
    const found = new Map<DomainId, Usage>();
    const running = machines.filter(({ id }) => this.#running.has(id));
    if (running.length === 0 || !this.openvz.now) return found;
    const pids = new Map(
      running.map(({ id, definition }) => [definition.config.ctid, this.#running.get(id)?.pid ?? null]),
    );
    const usage = await this.openvz.now.tools.usage(pids).catch(() => new Map<string, Usage>());
    for (const { id, definition } of running) {
      const one = usage.get(definition.config.ctid);
      if (one) found.set(id, one);
    }
    return found;
  }
}

/** Addresses without the lengths of their networks' prefixes. */
function plain(addresses: readonly string[]): readonly string[] {
  return addresses.map((address) => address.replace(/\/\d+$/, ''));
}
