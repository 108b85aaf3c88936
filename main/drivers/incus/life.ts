import { setTimeout as delay } from 'node:timers/promises';
import { PaddockError } from '../../domains/failure';
import type { Job } from '../../domains/job';
import { isActive } from '../../domains/state';
import { notListening } from '../refusals';
import { stateOf } from './answers';
import type { Call } from './client';
import type { IncusConfig } from './config';
import type { Instances, Machine } from './instances';
import { callTo } from './server';

const SHUTDOWN_LIMIT_MS = 60_000;

/** Starts and ends instances. What each function does is said of the driver's (`driver.ts`) of the same name. */
export class Life {
  constructor(
    private readonly instances: Instances,
    /** How long a guest may take to shut down or to restart, in ms. */
    private readonly shutdownLimitMs = SHUTDOWN_LIMIT_MS,
  ) {}

  async start(machine: Machine, job: Job): Promise<void> {
    job.report('Starting the instance');
    const { config } = machine.definition;
    try {
      await this.#act(machine, { action: 'start' }, 'start the instance', job);
      this.instances.began(machine);
    } catch (error) {
      if (!job.signal.aborted) throw error;
      // It may have started all the same.
      await machine.unlocked(() => this.#forceOff(config));
      this.instances.ended(machine);
      throw error;
    }
  }

  async suspend(machine: Machine): Promise<void> {
    await this.#act(machine, { action: 'freeze' }, 'pause the instance');
    machine.setState('paused');
  }

  async resume(machine: Machine): Promise<void> {
    await this.#act(machine, { action: 'unfreeze' }, 'resume the instance');
    machine.setState('running');
  }

  async shutdown(machine: Machine, job: Job): Promise<void> {
    job.report('Waiting for the guest to power off');
    const { name } = machine.definition;
    if (await this.#politely(machine, 'stop', 'shut the instance down', job))
      return this.instances.ended(machine);
    if (isActive(machine.state)) throw notListening(name, this.shutdownLimitMs);
  }

  async reboot(machine: Machine, job: Job): Promise<void> {
    job.report('Waiting for the guest to restart');
    const { name } = machine.definition;
    const before = machine.runtime?.pid;
    if (await this.#politely(machine, 'restart', 'restart the instance', job))
      return this.instances.began(machine);
    if (machine.runtime?.pid === before) throw notListening(name, this.shutdownLimitMs);
  }

  /** Asks the guest, and answers whether it listened. */
  async #politely(machine: Machine, action: string, doing: string, job: Job): Promise<boolean> {
    const timeout = Math.max(1, Math.round(this.shutdownLimitMs / 1000));
    try {
      await this.#act(machine, { action, timeout, force: false }, doing, job);
      return true;
    } catch (error) {
      if (!(error instanceof PaddockError) || error.code !== 'program-failed') throw error;
      return false;
    }
  }

  async destroy(machine: Machine): Promise<void> {
    if (!isActive(machine.state) && machine.state !== 'unknown') return;
    const { config } = machine.definition;
    await machine.unlocked(() => this.#forceOff(config));
    this.instances.ended(machine);
  }

  /** Of one that is off already it does nothing. */
  async #forceOff(config: IncusConfig): Promise<void> {
    const body = { action: 'stop', force: true, timeout: -1 };
    try {
      await this.instances.run(
        config,
        callTo('PUT', config, 'force the instance off', { below: '/state', body }),
      );
    } catch (error) {
      if (stateOf((await this.instances.read(config)).status_code) !== 'shutoff') throw error;
    }
  }

  async reset(machine: Machine, job: Job): Promise<void> {
    job.report('Restarting the instance');
    await this.#act(machine, { action: 'restart', force: true }, 'restart the instance', job);
    this.instances.began(machine);
  }

  /**
   * Changes what an instance does. That this succeeded tells what it does now, and nobody waits for the rest (its process, its
   * addresses), which is read afterwards; where it failed its machine follows what is found.
   */
  async #act(machine: Machine, body: object, doing: string, job?: Job): Promise<void> {
    const { config } = machine.definition;
    try {
      const call = callTo('PUT', config, doing, { below: '/state', body });
      await machine.unlocked(() => this.#onceIdle(config, call, job));
    } catch (error) {
      const { value } = await machine.unlocked(() => this.instances.read(config));
      this.instances.become(machine, value);
      throw error;
    }
    this.instances.servers.find(config.remote)?.lookSoon(config);
  }

  /** An instance that ended just now is still being cleared away by Incus, which refuses everything meanwhile. */
  async #onceIdle(config: IncusConfig, call: Call, job: Job | undefined): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        await this.instances.run(config, call, { ...(job && { signal: job.signal }) });
        return;
      } catch (error) {
        const cause = error instanceof PaddockError ? (error.failure.cause ?? '') : '';
        if (!/busy running|operation in progress|already running/i.test(cause) || tries >= 50) throw error;
        await delay(100);
      }
    }
  }
}
