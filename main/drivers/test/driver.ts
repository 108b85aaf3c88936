import type { Definition, DomainId, Snapshot } from '../../domains/definition';
import type { DomainSnapshot, LockedDomain } from '../../domains/domain';
import { PaddockError, type Failure } from '../../domains/failure';
import type { Job, Progress } from '../../domains/job';
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
import {
  TestConfigSchema,
  TestHardwareSchema,
  TestRequestSchema,
  type TestConfig,
  type TestHardware,
  type TestRequest,
} from './config';
import { demoWorld } from './demo-world';
import { Guest } from './guest';
import { hang, pause } from './pause';

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
type DetailedStep = { readonly step: string; readonly unit: 'bytes'; readonly total: number };

const HOUR = 3_600_000;
/** A guest boots for this many times as long as its start takes. */
const BOOT_SHARE = 2;
const REPORT_MS = 250;
/** How often a second some change of themselves: news come in bursts, as those of a real host do. */
const CHURN_BEATS = 20;

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
  /** The guests that run, for consoles, which take no lock. Changed with the machine locked, as `machine.runtime` is. */
  readonly #guests = new Map<DomainId, Guest>();

  #turns: Iterator<[DomainId, Guest], undefined> = this.#guests.entries();

  readonly #seeds = new Map<DomainId, number>();

  /** The states in which machines went into the bin. */
  readonly #binned = new Map<DomainId, DomainState>();

  constructor(private readonly options: TestDriverOptions = {}) {}

  #churning: NodeJS.Timeout | null = null;

  open(host: DriverHost<TestConfig, Guest>): void {
    this.#host = host;
    const { churn = 0 } = this.options;
    if (churn <= 0) return;
    const beats = Math.min(churn, CHURN_BEATS);
    const beat = (): void => {
      for (let change = 0; change < Math.round(churn / beats); change++) this.#churn();
    };
    this.#churning = setInterval(beat, 1000 / beats);
  }

  async probe(): Promise<Probe> {
    return {
      status: 'ready',
      version: 'built in',
      notes: [{ tone: 'good', text: 'Simulates machines in memory, for trying things out.' }],
    };
  }

  async close(): Promise<void> {
    if (this.#churning) clearInterval(this.#churning);
    for (const guest of this.#guests.values()) guest.end();
    this.#guests.clear();
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
        const guest = this.#run(machine, since);
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
    const guest = this.#run(machine, Date.now());
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
    const guest = this.#run(machine, Date.now());
    machine.setState('running');
    if (faults.includes('crashes-after-start')) {
      const { id } = machine;
      guest.after(pace * 8, () => this.#crash(id, guest));
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
    if (isActive(machine.state)) this.#stop(machine, 'saved');
  }

  async shutdown(machine: Machine, job: Job): Promise<void> {
    if (machine.definition.config.faults.includes('shutdown-ignored')) {
      const limit = this.options.shutdownLimit ?? 15_000;
      await machine.unlocked(() =>
        this.#spend(limit, job, (done) =>
          job.report('Waiting for the guest to power off', { done, total: limit, unit: 'ms' }),
        ),
      );
      if (isActive(machine.state)) throw notListening(limit);
      return;
    }
    await this.#stopServices(machine, job, 'Power down', 'Powering off');
    if (isActive(machine.state)) this.#stop(machine, 'shutoff');
  }

  /** Takes no time, as pulling the plug does. What is off already stays as it is. */
  async destroy(machine: Machine): Promise<void> {
    if (machine.state !== 'shutoff' && machine.state !== 'crashed') this.#stop(machine, 'shutoff');
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
    const found = new Map<DomainId, Usage>();
    for (const { id } of machines) {
      const guest = this.#guests.get(id);
      if (guest) found.set(id, guest.usage(this.#seedOf(id)));
    }
    return found;
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

  /** Passes the time that the steps of an operation would take, with the machine unlocked; tells how far it is. */
  async #pass(
    machine: Machine,
    job: Job,
    steps: readonly (string | DetailedStep)[],
    share: number,
  ): Promise<void> {
    const each = (machine.definition.config.pace * share) / steps.length;
    await machine.unlocked(async () => {
      for (const [at, step] of steps.entries()) {
        if (typeof step === 'string') {
          job.report(step, { done: at, total: steps.length, unit: 'steps' });
          await pause(each, job.signal);
          continue;
        }
        const progress = (done: number): Progress => ({
          done: Math.round(step.total * (each > 0 ? done / each : 1)),
          total: step.total,
          unit: step.unit,
        });
        await this.#spend(each, job, (done) => job.report(step.step, progress(done)));
      }
    });
  }

  /** Waits, telling at intervals how much of the time has passed. */
  async #spend(milliseconds: number, job: Job, tell: (done: number) => void): Promise<void> {
    const began = Date.now();
    const now = (): void => tell(Math.min(milliseconds, Date.now() - began));
    now();
    const timer = setInterval(now, REPORT_MS);
    try {
      await pause(milliseconds, job.signal);
    } finally {
      clearInterval(timer);
    }
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

  #run(machine: Machine, startedAt: number): Guest {
    const { id } = machine;
    const { name, config } = machine.definition;
    // Blocks that are reserved for examples: they lead nowhere.
    const addresses = [`192.0.2.${1 + (hash(id) % 254)}`, `2001:db8::${(hash(id) % 65_536).toString(16)}`];
    const guest: Guest = new Guest({
      ...config,
      name,
      addresses,
      bootedAt: startedAt,
      bootTime: config.pace * BOOT_SHARE,
      poweredOff: () =>
        this.#host?.observed(id, 'guest shutdown', (locked) => {
          // By now it may be another guest that runs there, or none.
          if (locked.runtime === guest) this.#stop(locked, 'shutoff', 'The guest powered itself off.');
        }),
    });
    machine.runtime = guest;
    this.#guests.set(id, guest);
    // No process id: one that was made up would be that of a stranger's process.
    machine.setPresence({ pid: null, startedAt, accelerator: 'simulated', addresses });
    return guest;
  }

  #stop(machine: Machine, state: 'shutoff' | 'crashed' | 'saved', reason: string | null = null): void {
    machine.runtime?.end();
    machine.runtime = null;
    this.#guests.delete(machine.id);
    machine.setState(state, reason);
  }

  #crash(id: DomainId, guest: Guest): void {
    this.#host?.observed(id, 'crash', (machine) => {
      if (machine.runtime !== guest) return;
      this.#stop(machine, 'crashed', OUT_OF_MEMORY.cause);
      machine.setFailure(OUT_OF_MEMORY);
    });
  }

  /** Made once: of ten thousand machines it is asked often. */
  #seedOf(id: DomainId): number {
    let seed = this.#seeds.get(id);
    if (seed === undefined) this.#seeds.set(id, (seed = hash(id)));
    return seed;
  }

  /** Pauses or resumes the machine whose turn it is. */
  #churn(): void {
    const { value: next, done } = this.#turns.next();
    if (done) this.#turns = this.#guests.entries();
    if (!next) return;
    const [id, guest] = next;
    this.#host?.observed(id, 'churn', (machine) => {
      if (machine.runtime !== guest) return;
      if (machine.state === 'paused') guest.resume();
      else guest.pause();
      machine.setState(machine.state === 'paused' ? 'running' : 'paused');
    });
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

const OUT_OF_MEMORY = {
  code: 'program-failed',
  message: 'The machine crashed.',
  cause: 'The system inside ran out of memory.',
  next: 'Give it more memory, or run less in it, then start it again.',
  detail: {
    output: 'Out of memory: Killed process 4711 (ld)\nKernel panic - not syncing: System is deadlocked',
  },
} as const satisfies Failure;

const START_REFUSED: Failure = {
  code: 'program-failed',
  message: 'The simulated hypervisor refused to start the machine.',
  cause: 'It was told to: this machine has the fault “start-fails”.',
  next: 'Look at the details: a real error has the command and its last words there.',
  detail: {
    command: ['simulate', '--start'],
    exitCode: 1,
    output: 'simulate: could not start: as requested',
  },
};

function notListening(limit: number): PaddockError {
  return new PaddockError({
    code: 'guest-not-listening',
    message: 'The machine did not shut down.',
    cause: `The system inside did not react to the power button within ${Math.round(limit / 1000)} s.`,
    next: 'Shut it down from inside, or force it off; what was not saved inside is lost then.',
    remedy: { kind: 'destroy' },
  });
}

/** A number that is the same for the same machine each time. */
function hash(id: DomainId): number {
  return Number.parseInt(id.slice(0, 8), 16); // an identity of the demo world's is made of a digest
}
