import type { Definition, DomainId } from '../../domains/definition';
import type { DomainSnapshot, LockedDomain } from '../../domains/domain';
import { PaddockError } from '../../domains/failure';
import type { Job } from '../../domains/job';
import {
  ABLE,
  type Belonging,
  type Capabilities,
  type ConsoleInfo,
  type DisplayConsole,
  type Driver,
  type DriverHost,
  type Probe,
  type TextConsole,
} from '../driver';
import { TestConfigSchema, TestRequestSchema, type TestConfig, type TestRequest } from './config';
import { demoWorld } from './demo-world';
import { hang, pause } from './pause';
import { SimulatedDisplay } from './rfb-server';
import { SimulatedShell } from './shell';

export interface TestDriverOptions {
  /** How long an operation of a demo machine takes, in ms. */
  readonly pace?: number;
  /** The machines that `discover` finds; the demo world where nothing else is said. */
  readonly world?: (pace: number) => Definition<TestConfig>[];
  /** How long a guest may take to shut down before it counts as not listening, in ms. */
  readonly shutdownLimit?: number;
}

/** A running simulated machine; its consoles end with it. */
export interface TestRuntime {
  readonly startedAt: number;
  readonly open: Set<{ close(): void }>;
  readonly crash: NodeJS.Timeout | null;
}

type Machine = LockedDomain<TestConfig, TestRuntime>;

/** The processes of simulated machines are numbered, as a kernel would. */
const FIRST_PID = 10_000;

const CONSOLES: readonly ConsoleInfo[] = [
  { id: 'display0', kind: 'display', title: 'Screen' },
  { id: 'serial0', kind: 'text', title: 'Serial console' },
];

/**
 * Machines that are simulated in memory: every state and operation with believable times, faults on request, a shell that
 * answers and a screen that moves. The whole window can be tried on it, with no hypervisor at all.
 */
export class TestDriver implements Driver<TestConfig, TestRequest, TestRuntime> {
  readonly id = 'test';
  readonly title = 'Test';
  readonly persistent = false;
  readonly config = TestConfigSchema;
  readonly request = TestRequestSchema;
  readonly capabilities: Capabilities = {
    define: ABLE,
    start: ABLE,
    suspend: ABLE,
    resume: ABLE,
    shutdown: ABLE,
    destroy: ABLE,
    reboot: ABLE,
    reset: ABLE,
    undefine: ABLE,
  };
  #host: DriverHost<TestConfig, TestRuntime> | null = null;
  #nextPid = FIRST_PID;
  /** Live objects by machine, for consoles, which take no lock. Changed with the machine locked. */
  readonly #running = new Map<DomainId, TestRuntime>();

  constructor(private readonly options: TestDriverOptions = {}) {}

  open(host: DriverHost<TestConfig, TestRuntime>): void {
    this.#host = host;
  }

  async probe(): Promise<Probe> {
    return {
      status: 'ready',
      version: 'built in',
      notes: [{ tone: 'good', text: 'Simulates machines in memory, for trying things out.' }],
    };
  }

  async close(): Promise<void> {
    for (const runtime of this.#running.values()) end(runtime);
    this.#running.clear();
  }

  async discover(): Promise<readonly Definition<TestConfig>[]> {
    return (this.options.world ?? demoWorld)(this.options.pace ?? 700);
  }

  async attach(machine: Machine): Promise<void> {
    const { initial, faults } = machine.definition.config;
    if (initial === 'running' || initial === 'paused') {
      this.#run(machine, Date.now() - 3_600_000 * (1 + (machine.definition.name.length % 40)));
      machine.setState(initial, null, machine.presence?.startedAt ?? null);
    } else if (initial === 'unknown') {
      machine.setState('unknown', 'Its host does not answer.', null);
    } else if (initial === 'crashed') {
      const reason = faults.includes('crashes-after-start')
        ? 'The guest ran out of memory.'
        : 'The guest panicked.';
      machine.setState('crashed', reason, Date.now() - 5_400_000);
    } else {
      machine.setState(initial, null, Date.now() - 86_400_000);
    }
  }

  async plan(_id: DomainId, _name: string, request: TestRequest): Promise<TestConfig> {
    return { ...request, initial: 'shutoff' };
  }

  async define(machine: Machine, _request: TestRequest, job: Job): Promise<void> {
    await this.#work(machine, job, ['making a disk', 'writing the definition']);
    machine.setState('shutoff');
  }

  async belongings(): Promise<readonly Belonging[]> {
    return [];
  }

  async undefine(machine: Machine, job: Job): Promise<void> {
    await this.#work(machine, job, ['deleting']);
  }

  async start(machine: Machine, job: Job): Promise<void> {
    const { faults, pace } = machine.definition.config;
    await this.#work(machine, job, ['checking its files', 'taking memory', 'starting its processors']);
    if (faults.includes('hangs-on-start')) {
      job.report('waiting for its disk, for ever');
      await machine.unlocked(() => hang(job.signal));
    }
    if (faults.includes('start-fails')) {
      throw new PaddockError({
        code: 'program-failed',
        message: 'The simulated hypervisor refused to start the machine.',
        cause: 'It was told to: this machine has the fault “start-fails”.',
        next: 'Look at the details below; a real error has the command and its last words there.',
        detail: {
          command: ['simulate', '--start'],
          exitCode: 1,
          output: 'simulate: could not start: as requested',
        },
      });
    }
    const { id } = machine;
    const crash = faults.includes('crashes-after-start')
      ? setTimeout(() => this.#crash(id), Math.max(50, pace * 8))
      : null;
    this.#run(machine, Date.now(), crash);
    machine.setState('running');
  }

  async suspend(machine: Machine, job: Job): Promise<void> {
    await this.#work(machine, job, ['pausing'], 0.3);
    machine.setState('paused');
  }

  async resume(machine: Machine, job: Job): Promise<void> {
    await this.#work(machine, job, ['resuming'], 0.3);
    machine.setState('running');
  }

  async shutdown(machine: Machine, job: Job): Promise<void> {
    if (machine.definition.config.faults.includes('shutdown-ignored')) {
      const limit = this.options.shutdownLimit ?? 15_000;
      const began = Date.now();
      const tell = (): void =>
        job.report('waiting for the guest', {
          done: Math.min(limit, Date.now() - began),
          total: limit,
          unit: 'ms',
        });
      tell();
      const timer = setInterval(tell, 250);
      try {
        await machine.unlocked(() => pause(limit, job.signal));
      } finally {
        clearInterval(timer);
      }
      throw new PaddockError({
        code: 'guest-not-listening',
        message: 'The machine did not shut down.',
        cause: `The system inside did not react to the power button within ${Math.round(limit / 1000)} s.`,
        next: 'Shut it down from inside, or force it off; what was not saved inside is lost then.',
        remedy: { kind: 'destroy' },
      });
    }
    await this.#work(machine, job, ['stopping services', 'unmounting disks']);
    this.#stop(machine);
  }

  async destroy(machine: Machine, job: Job): Promise<void> {
    await this.#work(machine, job, ['forcing off'], 0.2);
    this.#stop(machine);
  }

  async reboot(machine: Machine, job: Job): Promise<void> {
    await this.#work(machine, job, ['stopping services', 'starting again']);
    this.#restart(machine);
  }

  async reset(machine: Machine, job: Job): Promise<void> {
    await this.#work(machine, job, ['resetting'], 0.2);
    this.#restart(machine);
  }

  consoles(): readonly ConsoleInfo[] {
    return CONSOLES;
  }

  async openText(machine: DomainSnapshot<TestConfig>): Promise<TextConsole> {
    const runtime = this.#runtime(machine);
    const { id, definition } = machine;
    const shell = new SimulatedShell({
      hostname: definition.name,
      system: definition.config.system,
      memoryBytes: definition.config.memory,
      cpus: definition.config.cpus,
      startedAt: runtime.startedAt,
      powerOff: () =>
        this.#host?.observed(id, 'guest shutdown', (locked) =>
          this.#stop(locked, 'The guest powered itself off.'),
        ),
      reboot: () => this.#host?.observed(id, 'guest reboot', (locked) => this.#restart(locked)),
    });
    runtime.open.add(shell);
    return shell;
  }

  async openDisplay(machine: DomainSnapshot<TestConfig>): Promise<DisplayConsole> {
    const runtime = this.#runtime(machine);
    const display = new SimulatedDisplay(
      machine.definition.name,
      machine.definition.config.system,
      runtime.startedAt,
    );
    runtime.open.add(display);
    return display;
  }

  summary(config: TestConfig): { readonly memoryBytes: number; readonly cpus: number } {
    return { memoryBytes: config.memory, cpus: config.cpus };
  }

  async commandLine(): Promise<null> {
    return null;
  }

  // --- inside ---

  /** Passes the time that the steps of an operation would take, with the machine unlocked. */
  async #work(machine: Machine, job: Job, steps: readonly string[], share = 1): Promise<void> {
    const each = (machine.definition.config.pace * share) / steps.length;
    for (const [done, step] of steps.entries()) {
      job.report(step, { done, total: steps.length, unit: 'steps' });
      await machine.unlocked(() => pause(each, job.signal));
    }
  }

  #run(machine: Machine, startedAt: number, crash: NodeJS.Timeout | null = null): void {
    const runtime: TestRuntime = { startedAt, open: new Set(), crash };
    machine.runtime = runtime;
    this.#running.set(machine.id, runtime);
    const pid = this.#nextPid++;
    machine.setPresence({
      pid,
      startedAt,
      accelerator: 'simulated',
      addresses: [`192.0.2.${(pid % 250) + 2}`], // a block reserved for examples
    });
  }

  #stop(machine: Machine, reason: string | null = null): void {
    this.#end(machine);
    machine.setState('shutoff', reason);
  }

  #restart(machine: Machine): void {
    this.#end(machine);
    this.#run(machine, Date.now());
    machine.setState('running');
  }

  #end(machine: Machine): void {
    if (machine.runtime) end(machine.runtime);
    machine.runtime = null;
    this.#running.delete(machine.id);
  }

  #crash(id: DomainId): void {
    this.#host?.observed(id, 'crash', (machine) => {
      if (machine.state !== 'running') return;
      this.#end(machine);
      machine.setState('crashed', 'The guest ran out of memory.');
    });
  }

  #runtime(machine: DomainSnapshot<TestConfig>): TestRuntime {
    const runtime = this.#running.get(machine.id);
    if (runtime) return runtime;
    throw new PaddockError({
      code: 'wrong-state',
      message: `“${machine.definition.name}” is not running.`,
      next: 'Start it to open its console.',
    });
  }
}

function end(runtime: TestRuntime): void {
  if (runtime.crash) clearTimeout(runtime.crash);
  for (const one of runtime.open) one.close();
  runtime.open.clear();
}
