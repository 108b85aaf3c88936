import type { Definition } from '../../domains/definition';
import { PaddockError } from '../../domains/failure';
import type { Job } from '../../domains/job';
import type { Belonging } from '../driver';
import { plainNameFor } from '../foreign-names';
import { nameCameBetween, runsInBin } from '../refusals';
import { stateOf } from './answers';
import type { IncusConfig, IncusRequest } from './config';
import { devicesOfCopy } from './hardware';
import { imageOf } from './images';
import type { Instances, Machine } from './instances';
import { limitsOf } from './limits';
import { isAnother, placeOf } from './place';
import { callTo, nullWhereGone } from './server';

/** Makes instances, copies, renames and deletes them. What each function does is said of the driver's (`driver.ts`). */
export class Making {
  constructor(private readonly instances: Instances) {}

  async plan(name: string, request: IncusRequest): Promise<IncusConfig> {
    const { memory, cpus, type, remote, project } = request;
    const instance = await this.instances.freeName(remote, project, name);
    return { remote, project, instance, type, memory, cpus, devices: {}, mark: null };
  }

  async define(machine: Machine, { source, member }: IncusRequest, job: Job): Promise<void> {
    const from =
      source.kind === 'image'
        ? { type: 'image', ...imageOf(source.image) }
        : {
            type: 'image',
            mode: 'pull',
            protocol: 'simplestreams',
            server: source.server,
            ...imageOf(source.image),
          };
    await this.#make(machine, from, 'make the instance', job, member);
  }

  /** Makes the instance of a machine; where that fails or is cancelled nothing of it is left. */
  async #make(
    machine: Machine,
    source: object,
    doing: string,
    job: Job,
    member: string | null = null,
  ): Promise<void> {
    const { id } = machine;
    const { config } = machine.definition;
    const { project, instance, type } = config;
    const limits = Object.entries(limitsOf(config)).filter(([, value]) => value !== '');
    const body = {
      name: instance,
      type,
      config: Object.fromEntries(limits),
      devices: config.devices,
      source,
    };
    const { value } = await this.instances.moving(id, config, () =>
      machine.unlocked(async () => {
        try {
          await this.instances.run(
            config,
            {
              method: 'POST',
              path: `/1.0/instances?${new URLSearchParams({ project, ...(member !== null && { target: member }) })}`,
              body,
              doing,
            },
            { signal: job.signal, onProgress: (words) => job.report(words) },
          );
        } catch (error) {
          // Refused for its name, it is another tool's; else it may have been made half.
          if (error instanceof PaddockError && error.code === 'file-exists') {
            throw nameCameBetween('instance', instance);
          }
          await this.#remove(config).catch(() => undefined); // what failed first is told
          throw error;
        }
        return this.instances.read(config);
      }),
    );
    this.instances.become(machine, value);
  }

  async planClone(source: IncusConfig, name: string): Promise<IncusConfig> {
    const instance = await this.instances.freeName(source.remote, source.project, name);
    return { ...source, instance, devices: devicesOfCopy(source.devices) };
  }

  async clone(copy: Machine, source: IncusConfig, job: Job): Promise<void> {
    job.report('Copying the instance');
    const from = { type: 'copy', source: source.instance, project: source.project, instance_only: true };
    await this.#make(copy, from, 'copy the instance', job);
  }

  async rename(machine: Machine, config: IncusConfig, name: string): Promise<IncusConfig> {
    const { id } = machine;
    if (machine.runtime || plainNameFor(name, () => false) === config.instance) return config;
    const instance = await machine.unlocked(() =>
      this.instances.freeName(config.remote, config.project, name),
    );
    const renamed = { ...config, instance: instance.value };
    await this.instances.moving(id, renamed, () =>
      machine.unlocked(() =>
        this.instances.run(
          config,
          callTo('POST', config, 'rename the instance', { body: { name: renamed.instance } }),
        ),
      ),
    );
    return renamed;
  }

  async belongings(config: IncusConfig): Promise<readonly Belonging[]> {
    const instance = await this.instances.read(config).catch(() => null);
    if (!instance || isAnother(config, instance)) return [];
    const disks = Object.values(instance.state?.disk ?? {});
    return [{ path: placeOf(config), bytes: disks.reduce((sum, { usage }) => sum + Math.max(0, usage), 0) }];
  }

  async purge({ name, config }: Definition<IncusConfig>): Promise<void> {
    const instance = await this.instances.read(config).catch(nullWhereGone);
    if (instance === null) return;
    if (isAnother(config, instance)) return this.instances.servers.at(config.remote).lookSoon(); // it is shown from now on
    if (stateOf(instance.status_code) !== 'shutoff')
      throw runsInBin(name, `Incus says “${instance.status}”.`);
    await this.#remove(config);
  }

  /** Deletes an instance; one that is not there is passed over. */
  async #remove(config: IncusConfig): Promise<void> {
    await this.instances.run(config, callTo('DELETE', config, 'delete the instance')).catch(nullWhereGone);
  }
}
