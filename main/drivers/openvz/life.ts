import type { Job } from '../../domains/job';
import { isActive } from '../../domains/state';
import { endedAtOnce } from '../refusals';
import { another, isAnother, readIfThere } from './lost-containers';
import type { Machine, Machines } from './machines';
import { stateOf, workOf } from './tools';

/** Starts and ends containers. What each function does is said of the driver's (`driver.ts`) of the same name. */
export class Life {
  constructor(private readonly machines: Machines) {}

  async start(machine: Machine, job: Job): Promise<void> {
    const { definition } = machine;
    const { config } = definition;
    const tools = await this.machines.openvz.tools();
    job.report(machine.state === 'saved' ? 'Going on from where it was saved' : 'Starting the container');
    const { fate, value } = await machine.unlocked(async () => {
      if (isAnother(config, await readIfThere(tools, config.ctid))) throw another(config);
      try {
        await tools.start(config, workOf(job));
        return await tools.seen(config.ctid);
      } catch (error) {
        // What vzctl refused may run by another tool's doing; what was cancelled is half there.
        if (job.signal.aborted) await tools.kill(config);
        throw error;
      }
    });
    if (fate === 'gone') return tools.kill(config);
    if (!isActive(stateOf(value))) throw endedAtOnce(definition.name);
    this.machines.become(machine, value);
  }

  async suspend(machine: Machine, job: Job): Promise<void> {
    const tools = await this.machines.openvz.tools();
    const { config } = machine.definition;
    await this.machines.change(machine, tools, () => tools.pause(config, workOf(job)));
  }

  async resume(machine: Machine, job: Job): Promise<void> {
    const tools = await this.machines.openvz.tools();
    const { config } = machine.definition;
    await this.machines.change(machine, tools, () => tools.unpause(config, workOf(job)));
  }

  async save(machine: Machine, job: Job): Promise<void> {
    const tools = await this.machines.openvz.tools();
    const { config } = machine.definition;
    job.report('Writing its processes to the drive');
    await this.machines.change(machine, tools, () => tools.save(config, workOf(job)));
  }

  async shutdown(machine: Machine, job: Job): Promise<void> {
    const tools = await this.machines.openvz.tools();
    const { config } = machine.definition;
    job.report('Waiting for the guest to power off');
    await this.machines.change(machine, tools, () => tools.stop(config, workOf(job)));
  }

  async destroy(machine: Machine): Promise<void> {
    const { config } = machine.definition;
    const { state } = machine;
    if (!isActive(state) && state !== 'unknown' && state !== 'saved') return;
    const tools = await this.machines.openvz.tools();
    if (state === 'unknown') {
      // Where its container is gone there is nothing to end, and what has its number by now is another tool's.
      const { value } = await machine.unlocked(() => readIfThere(tools, config.ctid));
      if (value === null || isAnother(config, value)) return this.machines.become(machine, null);
    }
    await this.machines.change(machine, tools, () =>
      state === 'saved' ? tools.forget(config) : tools.kill(config),
    );
  }

  async reboot(machine: Machine, job: Job): Promise<void> {
    const tools = await this.machines.openvz.tools();
    const { config } = machine.definition;
    job.report('Waiting for the guest to restart');
    await this.machines.change(machine, tools, () => tools.restart(config, workOf(job)));
  }

  async reset(machine: Machine, job: Job): Promise<void> {
    const tools = await this.machines.openvz.tools();
    const { config } = machine.definition;
    await machine.unlocked(() => tools.kill(config));
    await this.start(machine, job);
  }
}
