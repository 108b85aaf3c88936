import type { Definition, DomainId, Snapshot } from '../../domains/definition';
import type { DomainSnapshot } from '../../domains/domain';
import type { Job } from '../../domains/job';
import type { DomainState } from '../../domains/state';
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
  type Driver,
  type DriverHost,
  type Probe,
  type Summary,
  type TextConsole,
  type Usage,
} from '../driver';
import { ContainerDriver } from '../container-driver';
import { cannotBecomeAnother } from '../refusals';
import { act, actionsOf } from './actions';
import {
  IncusConfigSchema,
  IncusHardwareSchema,
  IncusRequestSchema,
  LOCAL,
  type IncusChoices,
  type IncusConfig,
  type IncusHardware,
  type IncusHardwareChoices,
  type IncusRequest,
} from './config';
import { CONSOLES, openText } from './consoles';
import { applyChange, hardwareOf, liveIn, planChange } from './hardware';
import { choicesFor } from './hardware-choices';
import { imagesAt } from './images';
import { Instances, type Machine, type Running } from './instances';
import { Life } from './life';
import { Making } from './making';
import { placeOf } from './place';
import type { IncusRemotes } from './remotes';
import { sample } from './sampling';
import * as snapshots from './snapshots';

export interface IncusDriverOptions {
  /** The socket of this computer's server. */
  readonly socket: string;
  /** Where servers elsewhere are kept. */
  readonly folder: string;
  /** How long a guest may take to shut down or to restart, in ms. */
  readonly shutdownLimitMs?: number;
}

type Seen = DomainSnapshot<IncusConfig>;

/** Instances of Incus servers, here and elsewhere: containers and virtual machines, those that Paddock makes and all others. */
export function createIncusDriver(
  options: IncusDriverOptions,
): Driver<IncusConfig, IncusRequest, Running, IncusHardware> {
  return new IncusDriver(options);
}

class IncusDriver
  extends ContainerDriver<IncusConfig, Running>
  implements Driver<IncusConfig, IncusRequest, Running, IncusHardware>
{
  readonly id = 'incus';
  readonly title = 'Incus';
  readonly persistent = true;
  readonly snapshotsKeepMemory = false;
  readonly config = IncusConfigSchema;
  readonly request = IncusRequestSchema;
  readonly hardware = IncusHardwareSchema;
  readonly remotes: IncusRemotes;
  readonly #instances: Instances;
  readonly #making: Making;
  protected readonly life: Life;

  constructor({ socket, folder, shutdownLimitMs }: IncusDriverOptions) {
    super();
    this.#instances = new Instances({ socket, folder });
    this.#making = new Making(this.#instances);
    this.life = new Life(this.#instances, shutdownLimitMs);
    this.remotes = this.#instances.servers.remotes;
  }

  get capabilities(): Capabilities {
    const isThere = this.#instances.servers.there.length > 0;
    return everyCapability(isThere ? ABLE : unable('No Incus server can be reached.'), {
      save: unable('Incus saves the memory of virtual machines only that were set up for it.'),
      undefine: ABLE,
      redefine: ABLE,
    });
  }

  open(host: DriverHost<IncusConfig, Running>): void {
    this.#instances.open(host);
  }

  probe(): Promise<Probe> {
    return this.#instances.servers.probe();
  }

  async close(): Promise<void> {
    this.#instances.close();
  }

  attach(machine: Machine): Promise<void> {
    return this.#instances.attach(machine);
  }

  async discover(): Promise<readonly Definition<IncusConfig>[]> {
    await this.probe();
    return this.#instances.discover();
  }

  // --- making and changing ---

  /** What the servers have that can be reached now. */
  async requestChoices(): Promise<IncusChoices> {
    const servers = await Promise.all(
      this.#instances.servers.there
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

  plan(_id: DomainId, name: string, request: IncusRequest): Promise<IncusConfig> {
    return this.#making.plan(name, request);
  }

  define(machine: Machine, request: IncusRequest, job: Job): Promise<void> {
    return this.#making.define(machine, request, job);
  }

  hardwareOf(config: IncusConfig): IncusHardware {
    return hardwareOf(config);
  }

  async hardwareChoices({ definition: { config } }: Seen): Promise<IncusHardwareChoices> {
    return choicesFor(this.#instances.servers.at(config.remote), config);
  }

  async planChange(config: IncusConfig, hardware: IncusHardware): Promise<IncusConfig> {
    return planChange(config, hardware);
  }

  async applyChange(
    machine: Machine,
    from: IncusConfig,
    to: IncusConfig,
    hardware: IncusHardware | null,
  ): Promise<void> {
    if (placeOf(from) !== placeOf(to) || from.type !== to.type) {
      throw cannotBecomeAnother('instance', 'config.instance');
    }
    const server = this.#instances.servers.at(to.remote);
    await machine.unlocked(() =>
      applyChange(server, (call) => this.#instances.run(to, call), from, to, hardware),
    );
  }

  live({ definition }: Seen): readonly string[] {
    return liveIn(definition.config);
  }

  pending({ id }: Seen): readonly string[] {
    return this.#instances.running(id)?.deferred ?? [];
  }

  carryOver(from: IncusConfig, to: IncusConfig): IncusConfig {
    const { remote, project, instance, type } = from;
    return { ...to, remote, project, instance, type };
  }

  rename(machine: Machine, config: IncusConfig, name: string): Promise<IncusConfig> {
    return this.#making.rename(machine, config, name);
  }

  planClone(_id: DomainId, source: IncusConfig, name: string): Promise<IncusConfig> {
    return this.#making.planClone(source, name);
  }

  clone(copy: Machine, source: IncusConfig, job: Job): Promise<void> {
    return this.#making.clone(copy, source, job);
  }

  // --- snapshots ---

  canSnapshot(_config: IncusConfig, _state: DomainState): Capability {
    return ABLE;
  }

  createSnapshot(
    machine: Machine,
    snapshot: Snapshot,
    job: Job,
  ): Promise<{ readonly config: IncusConfig; readonly bytes: null; readonly withMemory: false }> {
    return snapshots.create(this.#instances, machine, snapshot, job);
  }

  checkSnapshot(machine: Machine, snapshot: Snapshot): Promise<void> {
    return snapshots.check(this.#instances, machine, snapshot);
  }

  revertSnapshot(machine: Machine, snapshot: Snapshot, job: Job): Promise<void> {
    return snapshots.revert(this.#instances, machine, snapshot, job);
  }

  deleteSnapshot(machine: Machine, snapshot: Snapshot): Promise<void> {
    return snapshots.drop(this.#instances, machine, snapshot);
  }

  // --- deleting ---

  files(config: IncusConfig): readonly string[] {
    return [placeOf(config)];
  }

  belongings({ config }: Definition<IncusConfig>): Promise<readonly Belonging[]> {
    return this.#making.belongings(config);
  }

  async undefine(machine: Machine): Promise<void> {
    const { definition, id } = machine;
    await machine.redefine({
      ...definition,
      config: { ...definition.config, mark: this.#instances.mark(id) },
    });
    this.#instances.forget(id);
  }

  purge(definition: Definition<IncusConfig>): Promise<void> {
    return this.#making.purge(definition);
  }

  // --- what only instances can do ---

  actions(machine: Seen): readonly Action[] {
    return actionsOf(this.#instances, machine);
  }

  act(machine: Machine, action: string, values: ActionValues, job: Job): Promise<void> {
    return act(this.#instances, machine, action, values, job);
  }

  // --- watching and consoles ---

  sample(machines: readonly Seen[]): Promise<ReadonlyMap<DomainId, Usage>> {
    return sample(this.#instances.servers, machines);
  }

  consoles(): readonly ConsoleInfo[] {
    return CONSOLES;
  }

  openText(machine: Seen, consoleId: string): Promise<TextConsole> {
    return openText(this.#instances.servers, machine, consoleId);
  }

  summary({ type, memory, cpus, remote }: IncusConfig): Summary {
    return {
      keeps: type === 'container' ? 'files' : 'disks',
      memoryBytes: memory,
      cpus,
      server: remote === LOCAL ? null : remote,
    };
  }

  /** What a server elsewhere is called for the program `incus` is not known here. */
  async commandLine({ definition: { config } }: Seen): Promise<readonly string[] | null> {
    const { remote, instance, project } = config;
    return remote === LOCAL ? ['incus', 'start', instance, '--project', project] : null;
  }
}
