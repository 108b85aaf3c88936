import type { Definition, DomainId, Snapshot } from '../../domains/definition';
import type { DomainSnapshot, LockedDomain } from '../../domains/domain';
import { PaddockError } from '../../domains/failure';
import type { Job } from '../../domains/job';
import { isActive, type DomainState } from '../../domains/state';
import {
  ABLE,
  everyCapability,
  type Action,
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
import { Churn } from './churn';
import {
  TestConfigSchema,
  TestHardwareSchema,
  TestRequestSchema,
  type TestConfig,
  type TestHardware,
  type TestRequest,
} from './config';
import { demoWorld } from './demo-world';
import type { Guest } from './guest';
import { hash } from './hash';
import { pass, spend, type Step } from './passing';
import { hang } from './pause';
import { RunningGuests } from './running-guests';
import { notListening, OUT_OF_MEMORY, START_REFUSED } from './troubles';

export interface TestDriverOptions {
  /** How long an operation of a demo machine takes, in ms. */
  readonly pace?: number;
  /** The machines that `discover` finds; the demo world where nothing else is said. */
  readonly world?: (pace: number) => Definition<TestConfig>[];
  /** How many machines are paused or resumed each second by themselves, for trying how the window bears it. */
  readonly churn?: number;
  /** How long a guest may take to shut down before it counts as not listening, in ms. */
  readonly shutdownLimit?: number;
}

type Machine = LockedDomain<TestConfig, Guest>;

const HOUR = 3_600_000;

const CONSOLES: readonly ConsoleInfo[] = [
  { id: 'display0', kind: 'display', title: 'Screen' },
  { id: 'serial0', kind: 'text', title: 'Serial console' },
];

/**
 * Machines that are simulated in memory: every state and operation with believable times, faults on request, a shell that
 * answers and a screen that shows it. The whole window can be tried on it, with no hypervisor at all.
 */
export class TestDriver implements Driver<TestConfig, TestRequest, Guest, TestHardware> {
  readonly id = 'test';
  readonly title = 'Test';
  readonly persistent = false;
  readonly accelerates = true;
  readonly snapshotsKeepMemory = true;
  readonly config = TestConfigSchema;
  readonly request = TestRequestSchema;
  readonly hardware = TestHardwareSchema;
  readonly capabilities: Capabilities = everyCapability(ABLE);
  #host: DriverHost<TestConfig, Guest> | null = null;
  #churn: Churn | null = null;
  readonly #guests = new RunningGuests((...what) => this.#host?.observed(...what));
  /** The states in which machines went into the bin. */
  readonly #binned = new Map<DomainId, DomainState>();

  constructor(private readonly options: TestDriverOptions = {}) {}

  open(host: DriverHost<TestConfig, Guest>): void {
    this.#host = host;
    const { churn = 0 } = this.options;
    if (churn > 0) this.#churn = new Churn(churn, this.#guests, (...what) => host.observed(...what));
  }

  async probe(): Promise<Probe> {
    return {
      status: 'ready',
      version: 'built in',
      notes: [{ tone: 'good', text: 'Simulates machines in memory, for trying things out.' }],
    };
  }

  async close(): Promise<void> {
    this.#churn?.stop();
    this.#guests.close();
  }

  async discover(): Promise<readonly Definition<TestConfig>[]> {
    return (this.options.world ?? demoWorld)(this.options.pace ?? 700);
  }

  /** Puts a machine of a world into the state in which it is first seen. */
  async attach(machine: Machine): Promise<void> {
    // What comes back from the bin is as it went there, whatever its world says of it.
    const initial = this.#binned.get(machine.id) ?? machine.definition.config.initial;
    this.#binned.delete(machine.id);
    const since = Date.now() - HOUR * (1 + (hash(machine.id) % 72));
    switch (initial) {
      case 'running':
      case 'paused': {
        const guest = this.#guests.run(machine, since);
        if (initial === 'paused') guest.pause();
        machine.setState(initial, initial === 'paused' ? 'Paused by a person.' : null, since);
        return;
      }
      case 'unknown':
        machine.setState('unknown', 'Its host does not answer.', null);
        return;
      case 'crashed':
        machine.setState('crashed', OUT_OF_MEMORY.cause, since);
        machine.setFailure(OUT_OF_MEMORY);
        return;
      case 'shutoff':
      case 'saved':
        machine.setState(initial, null, since);
    }
  }

  async plan(_id: DomainId, _name: string, request: TestRequest): Promise<TestConfig> {
    return { ...request, initial: 'shutoff' };
  }

  async define(machine: Machine, _request: TestRequest, job: Job): Promise<void> {
    const disk = 20 * 1024 ** 3;
    await this.#pass(machine, job, [{ step: 'Making a disk', unit: 'bytes', total: disk }], 1);
    machine.setState('shutoff');
  }

  hardwareOf({ memory, cpus }: TestConfig): TestHardware {
    return { memory, cpus };
  }

  async planChange(config: TestConfig, hardware: TestHardware): Promise<TestConfig> {
    return { ...config, ...hardware };
  }

  async applyChange(): Promise<void> {}

  live(): readonly string[] {
    return [];
  }

  pending({ id, definition: { config } }: DomainSnapshot<TestConfig>): readonly string[] {
    const guest = this.#guests.get(id);
    if (!guest) return [];
    return (['memory', 'cpus'] as const).filter((field) => guest.hardware[field] !== config[field]);
  }

  async planClone(_id: DomainId, source: TestConfig): Promise<TestConfig> {
    return { ...source, initial: 'shutoff' };
  }

  async clone(copy: Machine, _source: TestConfig, job: Job): Promise<void> {
    await this.#pass(copy, job, [{ step: 'Copying the disk', unit: 'bytes', total: 20 * 1024 ** 3 }], 3);
    copy.setState('shutoff');
  }

  canSnapshot(): Capability {
    return ABLE;
  }

  async createSnapshot(
    machine: Machine,
    snapshot: Snapshot,
    job: Job,
  ): Promise<{ readonly config: TestConfig; readonly bytes: number | null; readonly paused: boolean }> {
    const { config } = machine.definition;
    const paused = machine.state === 'paused';
    const total = config.memory;
    const saving = { step: 'Saving its memory', unit: 'bytes', total } as const;
    job.allowCancel(true);
    await this.#pass(machine, job, snapshot.withMemory ? [saving] : ['Saving its disk'], 1);
    job.allowCancel(false);
    return { config, bytes: snapshot.withMemory ? total : null, paused };
  }

  async checkSnapshot(): Promise<void> {}

  async revertSnapshot(machine: Machine, snapshot: Snapshot, job: Job): Promise<void> {
    await this.#pass(machine, job, ['Going back to the snapshot'], 0.5);
    if (!snapshot.withMemory) return;
    const guest = this.#guests.run(machine, Date.now());
    if (snapshot.paused) guest.pause();
    machine.setState(snapshot.paused ? 'paused' : 'running');
  }

  async deleteSnapshot(machine: Machine, _snapshot: Snapshot, job: Job): Promise<void> {
    await this.#pass(machine, job, ['Deleting the snapshot'], 0.3);
  }

  files(): readonly string[] {
    return [];
  }

  async belongings(): Promise<readonly Belonging[]> {
    return [];
  }

  async undefine(machine: Machine, job: Job): Promise<void> {
    this.#binned.set(machine.id, machine.state);
    await this.#pass(machine, job, ['Putting it into the bin'], 0.3);
  }

  async purge({ id }: Definition<TestConfig>): Promise<void> {
    this.#binned.delete(id);
  }

  async start(machine: Machine, job: Job): Promise<void> {
    const { faults, pace, memory } = machine.definition.config;
    await this.#pass(
      machine,
      job,
      machine.state === 'saved'
        ? [{ step: 'Reading the saved memory', unit: 'bytes', total: memory }, 'Starting its processors']
        : ['Checking its files', 'Taking memory', 'Starting its processors'],
      1,
    );
    if (faults.includes('hangs-on-start')) {
      job.report('Waiting for its disk, for ever');
      await machine.unlocked(() => hang(job.signal));
    }
    if (faults.includes('start-fails')) throw new PaddockError(START_REFUSED);
    const guest = this.#guests.run(machine, Date.now());
    machine.setState('running');
    if (faults.includes('crashes-after-start')) {
      const { id } = machine;
      guest.after(pace * 8, () => this.#guests.crash(id, guest));
    }
  }

  async suspend(machine: Machine, job: Job): Promise<void> {
    await this.#pass(machine, job, ['Pausing'], 0.3);
    if (machine.state !== 'running') return; // it powered itself off meanwhile
    machine.runtime?.pause();
    machine.setState('paused');
  }

  async resume(machine: Machine, job: Job): Promise<void> {
    await this.#pass(machine, job, ['Resuming'], 0.3);
    if (machine.state !== 'paused') return;
    machine.runtime?.resume();
    machine.setState('running');
  }

  async save(machine: Machine, job: Job): Promise<void> {
    const total = machine.definition.config.memory;
    await this.#pass(machine, job, [{ step: 'Writing its memory to the disk', unit: 'bytes', total }], 1);
    if (isActive(machine.state)) this.#guests.stop(machine, 'saved');
  }

  async shutdown(machine: Machine, job: Job): Promise<void> {
    if (machine.definition.config.faults.includes('shutdown-ignored')) {
      const limit = this.options.shutdownLimit ?? 15_000;
      await machine.unlocked(() =>
        spend(limit, job, (done) =>
          job.report('Waiting for the guest to power off', { done, total: limit, unit: 'ms' }),
        ),
      );
      if (isActive(machine.state)) throw notListening(limit);
      return;
    }
    await this.#stopServices(machine, job, 'Power down', 'Powering off');
    if (isActive(machine.state)) this.#guests.stop(machine, 'shutoff');
  }

  /** Takes no time, as pulling the plug does. What is off already stays as it is. */
  async destroy(machine: Machine): Promise<void> {
    if (machine.state !== 'shutoff' && machine.state !== 'crashed') this.#guests.stop(machine, 'shutoff');
  }

  async reboot(machine: Machine, job: Job): Promise<void> {
    await this.#stopServices(machine, job, 'Restarting system', 'Starting again');
    if (isActive(machine.state)) machine.runtime?.restart();
  }

  /** A paused machine stays paused, as under QEMU: it boots once it is resumed. */
  async reset(machine: Machine, job: Job): Promise<void> {
    await this.#pass(machine, job, ['Resetting'], 0.1);
    if (isActive(machine.state)) machine.runtime?.restart();
  }

  actions(): readonly Action[] {
    return [];
  }

  async act(): Promise<void> {}

  async sample(machines: readonly DomainSnapshot<TestConfig>[]): Promise<ReadonlyMap<DomainId, Usage>> {
    return this.#guests.usage(machines);
  }

  async screenshot({ id }: DomainSnapshot<TestConfig>): Promise<Uint8Array | null> {
    return this.#guests.get(id)?.picture() ?? null;
  }

  consoles(): readonly ConsoleInfo[] {
    return CONSOLES;
  }

  async openText(machine: DomainSnapshot<TestConfig>, consoleId: string): Promise<TextConsole> {
    return this.#guestFor(machine, consoleId, 'text').openSerial();
  }

  async openDisplay(machine: DomainSnapshot<TestConfig>, consoleId: string): Promise<DisplayConsole> {
    return this.#guestFor(machine, consoleId, 'display').openDisplay();
  }

  summary(config: TestConfig): Summary {
    return { keeps: 'disks', memoryBytes: config.memory, cpus: config.cpus };
  }

  async commandLine(): Promise<null> {
    return null;
  }

  // --- inside ---

  /** Passes the time of an operation: a share of the machine's pace. */
  #pass(machine: Machine, job: Job, steps: readonly Step[], share: number): Promise<void> {
    return pass(machine, job, steps, machine.definition.config.pace * share);
  }

  async #stopServices(
    machine: Machine,
    job: Job,
    then: 'Power down' | 'Restarting system',
    last: string,
  ): Promise<void> {
    const guest = machine.runtime;
    guest?.stopServices(then);
    try {
      await this.#pass(machine, job, ['Waiting for the guest to stop its services', last], 1);
    } catch (error) {
      guest?.carryOn(); // cancelled: it runs on
      throw error;
    }
  }

  #guestFor(machine: DomainSnapshot<TestConfig>, consoleId: string, kind: ConsoleInfo['kind']): Guest {
    if (!CONSOLES.some((one) => one.id === consoleId && one.kind === kind)) {
      throw new PaddockError({
        code: 'argument-invalid',
        message: `The machine has no ${kind} console “${consoleId}”.`,
      });
    }
    const guest = this.#guests.get(machine.id);
    if (guest) return guest;
    throw new PaddockError({
      code: 'wrong-state',
      message: `“${machine.definition.name}” is not running.`,
      next: 'Start it to open its console.',
    });
  }
}
