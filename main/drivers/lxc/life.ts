import { PaddockError } from '../../domains/failure';
import type { Job } from '../../domains/job';
import { isActive } from '../../domains/state';
import { endedAtOnce, notListening } from '../refusals';
import { doingOf, stateOf } from './commands';
import type { LxcConfig } from './config';
import { checkMayRun } from './linked-copies';
import type { Machine, Machines } from './machines';

const START_LIMIT_MS = 60_000;
const SHUTDOWN_LIMIT_MS = 60_000;

/** Starts and ends containers. What each function does is said of the driver's (`driver.ts`) of the same name. */
export class Life {
  constructor(
    private readonly machines: Machines,
    /** How long a guest may take to shut down or to restart, in ms. */
    private readonly shutdownLimitMs = SHUTDOWN_LIMIT_MS,
  ) {}

  async start(machine: Machine, job: Job): Promise<void> {
    const { config, name } = machine.definition;
    job.report('Starting the container');
    const { fate, value } = await machine.unlocked(async () => {
      await checkMayRun(config, name);
      try {
        await this.machines.commands.run('lxc-start', config, {
          doing: 'start the container',
          args: ['-d'],
          signal: job.signal,
          limitMs: START_LIMIT_MS,
        });
      } catch (error) {
        // Cut short it may run all the same; one that LXC refused to start was perhaps started by another tool.
        const isCutShort = job.signal.aborted || (error instanceof PaddockError && error.code === 'timeout');
        if (isCutShort) await this.#kill(config);
        throw error;
      }
      return this.machines.now(config);
    });
    if (fate === 'gone') return this.#kill(config);
    if (stateOf(value) === 'shutoff') throw endedAtOnce(name);
    this.machines.become(machine, value, config);
  }

  async suspend(machine: Machine): Promise<void> {
    await this.#run(machine, 'lxc-freeze', 'pause the container');
  }

  async resume(machine: Machine): Promise<void> {
    const { config } = machine.definition;
    const { value: doing } = await machine.unlocked(() => doingOf(this.machines.commands.at, config));
    // Of one that was frozen behind its back LXC says that it runs, and would do nothing.
    if (doing?.state === 'RUNNING') await this.#run(machine, 'lxc-freeze', 'resume the container');
    await this.#run(machine, 'lxc-unfreeze', 'resume the container');
  }

  async shutdown(machine: Machine, job: Job): Promise<void> {
    const { definition } = machine;
    const limit = this.shutdownLimitMs;
    const seconds = Math.max(1, Math.round(limit / 1000));
    job.report('Waiting for the guest to power off');
    await this.#run(machine, 'lxc-stop', 'shut the container down', {
      args: ['--nokill', '-t', String(seconds)],
      signal: job.signal,
      limitMs: limit + 10_000,
    }).catch((error: unknown) => {
      if (!(error instanceof PaddockError) || error.code !== 'program-failed') throw error;
    });
    if (isActive(machine.state)) throw notListening(definition.name, limit);
  }

  async destroy(machine: Machine): Promise<void> {
    if (!isActive(machine.state) && machine.state !== 'unknown') return;
    const { config } = machine.definition;
    const { value } = await machine.unlocked(async () => {
      await this.#kill(config);
      return this.machines.now(config);
    });
    this.machines.become(machine, value);
  }

  async reboot(machine: Machine, job: Job): Promise<void> {
    const { definition } = machine;
    const limit = this.shutdownLimitMs;
    job.report('Waiting for the guest to restart');
    const before = machine.runtime?.pid;
    await this.#run(machine, 'lxc-stop', 'restart the container', {
      args: ['-r', '-t', String(Math.max(1, Math.round(limit / 1000)))],
      signal: job.signal,
      limitMs: limit + 10_000,
    }).catch((error: unknown) => {
      if (!(error instanceof PaddockError) || error.code !== 'program-failed') throw error;
    });
    if (machine.runtime?.pid === before) throw notListening(definition.name, limit);
  }

  async reset(machine: Machine, job: Job): Promise<void> {
    const { config } = machine.definition;
    await machine.unlocked(() => this.#kill(config));
    await this.start(machine, job);
  }

  /** Runs a program that changes what a container does, and lets its machine follow, however the program ended. */
  async #run(
    machine: Machine,
    program: string,
    doing: string,
    options: { args?: readonly string[]; signal?: AbortSignal; limitMs?: number } = {},
  ): Promise<void> {
    const { config } = machine.definition;
    try {
      await machine.unlocked(() => this.machines.commands.run(program, config, { doing, ...options }));
    } finally {
      const { value } = await machine.unlocked(() => this.machines.now(config));
      this.machines.become(machine, value, config);
    }
  }

  /** Of one that is off already it does nothing. */
  async #kill(config: LxcConfig): Promise<void> {
    try {
      await this.machines.commands.run('lxc-stop', config, {
        doing: 'force the container off',
        args: ['-k'],
      });
    } catch (error) {
      const doing = await doingOf(this.machines.commands.at, config);
      if (doing && stateOf(doing) !== 'shutoff') throw error;
    }
  }
}
