import type { Definition, DomainId } from '../../domains/definition';
import type { Job } from '../../domains/job';
import { isActive } from '../../domains/state';
import { plainNameFor } from '../foreign-names';
import { runsInBin } from '../refusals';
import type { OpenvzConfig, OpenvzRequest } from './config';
import type { Machine, Machines } from './machines';
import { stateOf, workOf } from './tools';

/** Makes, copies, renames and deletes containers. What each function does is said of the driver's (`driver.ts`). */
export class Making {
  constructor(private readonly machines: Machines) {}

  async plan(id: DomainId, name: string, request: OpenvzRequest): Promise<OpenvzConfig> {
    const { tools } = await this.machines.openvz.there();
    return tools.plan(id, name, request, this.machines.taken());
  }

  async define(machine: Machine, request: OpenvzRequest, job: Job): Promise<OpenvzConfig> {
    const { id } = machine;
    const { config } = machine.definition;
    const tools = await this.machines.openvz.tools();
    const made = await this.machines.making(id, config, async () => {
      const { value } = await machine.unlocked(() => tools.create(config, request, workOf(job)));
      return value;
    });
    machine.setState('shutoff');
    return made;
  }

  async rename(machine: Machine, config: OpenvzConfig, name: string, job: Job): Promise<OpenvzConfig> {
    if (plainNameFor(name, () => false) === config.name) return config;
    const tools = await this.machines.openvz.tools();
    const { value } = await machine.unlocked(async () => {
      const free = await tools.freeName(name, this.machines.taken());
      await tools.rename(config, free, workOf(job));
      return { ...config, name: free };
    });
    this.machines.moved(machine.id, value);
    return value;
  }

  async planClone(source: OpenvzConfig, name: string): Promise<OpenvzConfig> {
    return (await this.machines.openvz.tools()).planCopy(source, name, this.machines.taken());
  }

  async clone(copy: Machine, source: OpenvzConfig, job: Job): Promise<OpenvzConfig> {
    const { id } = copy;
    const { config } = copy.definition;
    const tools = await this.machines.openvz.tools();
    const made = await this.machines.making(id, config, async () => {
      const { value } = await copy.unlocked(() => tools.copy(source, config, workOf(job)));
      return value;
    });
    copy.setState('shutoff');
    return made;
  }

  async purge({ name, config }: Definition<OpenvzConfig>): Promise<void> {
    const tools = await this.machines.openvz.tools();
    const seen = await tools.seen(config.ctid);
    if (isActive(stateOf(seen))) throw runsInBin(name, 'Its container runs.');
    await tools.remove(config);
  }
}
