import type { Definition, DomainId, Snapshot } from '../../domains/definition';
import type { DomainSnapshot } from '../../domains/domain';
import type { Job } from '../../domains/job';
import type { ProgramOutput } from '../../domains/program-output';
import type { DomainState } from '../../domains/state';
import { hostBridges } from '../bridges';
import {
  ABLE,
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
import { cannotBecomeAnother } from '../refusals';
import { act, actionsOf } from './actions';
import {
  OpenvzConfigSchema,
  OpenvzHardwareSchema,
  OpenvzRequestSchema,
  type OpenvzChoices,
  type OpenvzConfig,
  type OpenvzHardware,
  type OpenvzRequest,
} from './config';
import { consolesOf, openText } from './consoles';
import { configFileOf } from './containers';
import { planChange } from './hardware';
import { templatesOf, type OpenvzPlaces } from './host';
import type { Installation } from './installation';
import { Life } from './life';
import { Machines, type Machine, type Running } from './machines';
import { Making } from './making';
import { lookAt } from './programs';
import * as snapshots from './snapshots';
import { workOf } from './tools';

export interface OpenvzDriverOptions extends OpenvzPlaces {
  /** A folder for what Paddock has to remember. */
  readonly work: string;
}

type Seen = DomainSnapshot<OpenvzConfig>;

/** Containers of OpenVZ: those that Paddock makes, and all others of this computer. */
export function createOpenvzDriver(
  options: OpenvzDriverOptions,
): Driver<OpenvzConfig, OpenvzRequest, Running, OpenvzHardware> {
  return new OpenvzDriver(options);
}

class OpenvzDriver
  extends ContainerDriver<OpenvzConfig, Running>
  implements Driver<OpenvzConfig, OpenvzRequest, Running, OpenvzHardware>
{
  readonly id = 'openvz';
  readonly title = 'OpenVZ';
  readonly persistent = true;
  readonly snapshotsKeepMemory = true;
  readonly config = OpenvzConfigSchema;
  readonly request = OpenvzRequestSchema;
  readonly hardware = OpenvzHardwareSchema;
  readonly #openvz: Installation;
  readonly #machines: Machines;
  readonly #making: Making;
  protected readonly life: Life;

  constructor(private readonly options: OpenvzDriverOptions) {
    super();
    this.#machines = new Machines(options);
    this.#openvz = this.#machines.openvz;
    this.#making = new Making(this.#machines);
    this.life = new Life(this.#machines);
  }

  get capabilities(): Capabilities {
    return this.#openvz.capabilities;
  }

  open(host: DriverHost<OpenvzConfig, Running>): void {
    this.#machines.open(host);
  }

  probe(): Promise<Probe> {
    return this.#openvz.probe();
  }

  lookAtProgram(program: string, path: string | null): Promise<FoundProgram> {
    return lookAt(program, path, this.options);
  }

  close(): Promise<void> {
    return this.#machines.close();
  }

  discover(): Promise<readonly Definition<OpenvzConfig>[]> {
    return this.#machines.discover();
  }

  attach(machine: Machine): Promise<void> {
    return this.#machines.attach(machine);
  }

  // --- making and changing ---

  plan(id: DomainId, name: string, request: OpenvzRequest): Promise<OpenvzConfig> {
    return this.#making.plan(id, name, request);
  }

  define(machine: Machine, request: OpenvzRequest, job: Job): Promise<OpenvzConfig> {
    return this.#making.define(machine, request, job);
  }

  hardwareOf(config: OpenvzConfig): OpenvzHardware {
    return OpenvzHardwareSchema.parse(config);
  }

  async hardwareChoices(): Promise<OpenvzChoices> {
    const { host } = await this.#openvz.there();
    return { bridges: [...(await hostBridges())], templates: [...(await templatesOf(host))] };
  }

  requestChoices(): Promise<OpenvzChoices> {
    return this.hardwareChoices();
  }

  async planChange(config: OpenvzConfig, hardware: OpenvzHardware): Promise<OpenvzConfig> {
    return planChange(config, hardware);
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
    const tools = await this.#openvz.tools();
    await machine.unlocked(() => tools.change(from, to, workOf(job)));
  }

  /** All; but on a plain kernel a container must be off for a change of its disk limits. */
  live(): readonly string[] {
    const isPlain = this.#openvz.now?.host.kernel === 'plain';
    return Object.keys(OpenvzHardwareSchema.shape).filter((field) => !(isPlain && /^disk/.test(field)));
  }

  pending(): readonly string[] {
    return [];
  }

  carryOver(from: OpenvzConfig, to: OpenvzConfig): OpenvzConfig {
    const { ctid, folder, name, template, layout, mark } = from;
    return { ...to, ctid, folder, name, template, layout, mark };
  }

  rename(machine: Machine, config: OpenvzConfig, name: string, job: Job): Promise<OpenvzConfig> {
    return this.#making.rename(machine, config, name, job);
  }

  planClone(_id: DomainId, source: OpenvzConfig, name: string): Promise<OpenvzConfig> {
    return this.#making.planClone(source, name);
  }

  clone(copy: Machine, source: OpenvzConfig, job: Job): Promise<OpenvzConfig> {
    return this.#making.clone(copy, source, job);
  }

  // --- snapshots ---

  canSnapshot({ layout }: OpenvzConfig, _state: DomainState): Capability {
    return layout === 'ploop'
      ? ABLE
      : unable('OpenVZ takes snapshots only of machines whose files are in an image file (ploop).');
  }

  createSnapshot(
    machine: Machine,
    snapshot: Snapshot,
    job: Job,
  ): Promise<{ readonly config: OpenvzConfig; readonly bytes: null }> {
    return snapshots.create(this.#machines, machine, snapshot, job);
  }

  checkSnapshot(machine: Machine, snapshot: Snapshot): Promise<void> {
    return snapshots.check(this.#openvz, machine, snapshot);
  }

  revertSnapshot(machine: Machine, snapshot: Snapshot, job: Job): Promise<void> {
    return snapshots.revert(this.#machines, machine, snapshot, job);
  }

  deleteSnapshot(machine: Machine, snapshot: Snapshot, job: Job): Promise<void> {
    return snapshots.drop(this.#openvz, machine, snapshot, job);
  }

  // --- deleting ---

  files(config: OpenvzConfig): readonly string[] {
    return [configFileOf(config)];
  }

  async belongings({ config }: Definition<OpenvzConfig>): Promise<readonly Belonging[]> {
    return (await this.#openvz.tools()).belongings(config);
  }

  async undefine(machine: Machine): Promise<void> {
    this.#machines.forget(machine.id);
  }

  purge(definition: Definition<OpenvzConfig>): Promise<void> {
    return this.#making.purge(definition);
  }

  // --- what only containers of OpenVZ can do ---

  actions(machine: Seen): readonly Action[] {
    return actionsOf(machine);
  }

  act(machine: Machine, action: string, values: ActionValues, job: Job): Promise<ProgramOutput | undefined> {
    return act(this.#openvz, machine, action, values, job);
  }

  // --- watching and consoles ---

  sample(machines: readonly Seen[]): Promise<ReadonlyMap<DomainId, Usage>> {
    return this.#machines.sample(machines);
  }

  consoles(machine: Seen): readonly ConsoleInfo[] {
    return consolesOf(this.#openvz, machine);
  }

  openText(machine: Seen, consoleId: string): Promise<TextConsole> {
    return openText(this.#openvz, machine, consoleId);
  }

  summary({ memory, cpus }: OpenvzConfig): Summary {
    return { keeps: 'files', memoryBytes: memory, cpus };
  }

  async commandLine({ definition: { config } }: Seen): Promise<readonly string[] | null> {
    return this.#openvz.now?.tools.startCommand(config) ?? null;
  }
}
