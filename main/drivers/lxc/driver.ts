import { access, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Definition, DomainId, Snapshot } from '../../domains/definition';
import type { DomainSnapshot } from '../../domains/domain';
import type { Job } from '../../domains/job';
import type { ProgramOutput } from '../../domains/program-output';
import { isActive, type DomainState } from '../../domains/state';
import { hostBridges } from '../bridges';
import { bytesBelow } from '../bytes-below';
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
  type FoundProgram,
  type Probe,
  type Summary,
  type TextConsole,
  type Usage,
} from '../driver';
import { ContainerDriver } from '../container-driver';
import { findProgram, programMissing } from '../program';
import { runsInBin } from '../refusals';
import { act, actionsOf } from './actions';
import { doingOf, LxcCommands, stateOf } from './commands';
import {
  LxcConfigSchema,
  LxcHardwareSchema,
  LxcRequestSchema,
  type LxcChoices,
  type LxcConfig,
  type LxcHardware,
  type LxcRequest,
} from './config';
import { CONSOLES, openText } from './consoles';
import { folderOf, isAnother, markOf } from './containers';
import { removeContainer } from './create';
import { applyChange, LIVE, pendingIn } from './hardware';
import { Life } from './life';
import { checkStandsAlone } from './linked-copies';
import { Machines, type Machine, type Running } from './machines';
import { Making } from './making';
import { lookAtFolder, lookAtPrograms, programsIn } from './programs';
import * as snapshots from './snapshots';

export interface LxcDriverOptions {
  /** A folder for logs and for what is needed while something is made. */
  readonly work: string;
  /** The folder of the containers, where it is another than LXC's settings name for this user. May change at any time. */
  readonly folder?: string | undefined;
  /** The folder of LXC's programs, where they are not on the PATH. May change at any time. */
  readonly programs?: string | undefined;
  /** How long a guest may take to shut down or to restart, in ms. */
  readonly shutdownLimitMs?: number;
}

type Seen = DomainSnapshot<LxcConfig>;

const OFF_ONLY = unable('LXC copies the files of a container, which must be off meanwhile.');

/** System containers of LXC: those that Paddock makes, and all others of this user. */
export function createLxcDriver(
  options: LxcDriverOptions,
): Driver<LxcConfig, LxcRequest, Running, LxcHardware> {
  return new LxcDriver(options);
}

class LxcDriver
  extends ContainerDriver<LxcConfig, Running>
  implements Driver<LxcConfig, LxcRequest, Running, LxcHardware>
{
  readonly id = 'lxc';
  readonly title = 'LXC';
  readonly persistent = true;
  readonly snapshotsKeepMemory = false;
  readonly config = LxcConfigSchema;
  readonly request = LxcRequestSchema;
  readonly hardware = LxcHardwareSchema;
  readonly #commands: LxcCommands;
  readonly #machines: Machines;
  readonly #making: Making;
  protected readonly life: Life;

  constructor(private readonly options: LxcDriverOptions) {
    super();
    this.#commands = new LxcCommands(
      join(options.work, 'logs'),
      programsIn(() => options.programs),
    );
    this.#machines = new Machines(this.#commands, options, options.work);
    this.#making = new Making(this.#machines, join(options.work, 'making'));
    this.life = new Life(this.#machines, options.shutdownLimitMs);
  }

  get capabilities(): Capabilities {
    const there = this.#machines.isThere ? ABLE : unable('LXC is not installed.');
    return everyCapability(there, {
      save: unable('LXC can’t save a container’s memory reliably.'),
      undefine: ABLE,
      redefine: ABLE,
    });
  }

  open(host: DriverHost<LxcConfig, Running>): void {
    this.#machines.open(host);
  }

  probe(): Promise<Probe> {
    return this.#machines.probe();
  }

  async lookAtProgram(program: string, path: string | null): Promise<FoundProgram> {
    if (program === 'folder') return lookAtFolder(path ?? (await this.#machines.folderOfAll()));
    const folder = path ?? this.options.programs ?? null;
    if (folder !== null) return lookAtPrograms(folder);
    const found = await findProgram('lxc-start');
    if (found === undefined) throw programMissing('lxc-start');
    return lookAtPrograms(dirname(found));
  }

  async close(): Promise<void> {
    this.#machines.close();
  }

  discover(): Promise<readonly Definition<LxcConfig>[]> {
    return this.#machines.discover();
  }

  attach(machine: Machine): Promise<void> {
    return this.#machines.attach(machine);
  }

  // --- making and changing ---

  plan(_id: DomainId, name: string, request: LxcRequest): Promise<LxcConfig> {
    return this.#making.plan(name, request);
  }

  define(machine: Machine, request: LxcRequest, job: Job): Promise<void> {
    return this.#making.define(machine, request, job);
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

  applyChange(machine: Machine, from: LxcConfig, to: LxcConfig, _form: unknown, job: Job): Promise<void> {
    return applyChange(this.#machines, machine, from, to, job);
  }

  live(): readonly string[] {
    return LIVE;
  }

  pending({ id, definition: { config } }: Seen): readonly string[] {
    return pendingIn(config, this.#machines.running(id)?.network ?? null);
  }

  carryOver(from: LxcConfig, to: LxcConfig): LxcConfig {
    return { ...to, container: from.container, folder: from.folder };
  }

  rename(machine: Machine, config: LxcConfig, name: string): Promise<LxcConfig> {
    return this.#making.rename(machine, config, name);
  }

  planClone(_id: DomainId, source: LxcConfig, name: string): Promise<LxcConfig> {
    return this.#making.planClone(source, name);
  }

  clone(copy: Machine, source: LxcConfig, job: Job): Promise<void> {
    return this.#making.clone(copy, source, job);
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
    if (await isAnother(config)) return [];
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    return isThere ? [{ path, bytes: await bytesBelow(path) }] : [];
  }

  async undefine(machine: Machine): Promise<void> {
    const { config, name } = machine.definition;
    const { value: mark } = await machine.unlocked(async () => {
      await checkStandsAlone(config, name);
      return markOf(config);
    });
    await machine.redefine({ ...machine.definition, config: { ...machine.definition.config, mark } });
    this.#machines.forget(machine.id);
  }

  async purge({ name, config }: Definition<LxcConfig>): Promise<void> {
    if (await isAnother(config)) return this.#machines.following.lookSoon(); // it is shown from now on
    const doing = await doingOf(this.#commands.at, config);
    if (doing && stateOf(doing) !== 'shutoff') throw runsInBin(name, 'Its container runs.');
    await checkStandsAlone(config, name);
    await removeContainer(this.#commands, config);
  }

  // --- what only containers can do ---

  actions(machine: Seen): readonly Action[] {
    return actionsOf(machine);
  }

  act(machine: Machine, action: string, values: ActionValues, job: Job): Promise<ProgramOutput | undefined> {
    return act(this.#machines, machine, action, values, job);
  }

  // --- watching and consoles ---

  async sample(machines: readonly Seen[]): Promise<ReadonlyMap<DomainId, Usage>> {
    return this.#machines.sample(machines);
  }

  consoles(): readonly ConsoleInfo[] {
    return CONSOLES;
  }

  async openText(machine: Seen, consoleId: string): Promise<TextConsole> {
    return openText(this.#commands.at, machine, consoleId);
  }

  summary({ memory, cpus }: LxcConfig): Summary {
    return { keeps: 'files', memoryBytes: memory, cpus };
  }

  async commandLine({ definition: { config } }: Seen): Promise<readonly string[]> {
    return [this.#commands.at('lxc-start'), '-P', config.folder, '-n', config.container, '-d'];
  }
}
