import { access } from 'node:fs/promises';
import { PaddockError } from '../../domains/failure';
import type { Job } from '../../domains/job';
import { hostBridges } from '../bridges';
import { plainNameFor } from '../foreign-names';
import type { LxcConfig, LxcRequest } from './config';
import { ConfigFile } from './config-file';
import { makeContainer, making } from './create';
import { defaultConfig } from './host';
import type { Machine, Machines } from './machines';

/** Makes, copies and renames containers. What each function does is said of the driver's (`driver.ts`) of the same name. */
export class Making {
  constructor(
    private readonly machines: Machines,
    /** A folder for what is needed meanwhile. */
    private readonly work: string,
  ) {}

  async plan(name: string, request: LxcRequest): Promise<LxcConfig> {
    const folder = await this.machines.folderOfAll();
    const { memory, cpus, source } = request;
    if (source.kind === 'archive') await checkArchive(source.path);
    const network = request.network
      ? ({ kind: 'bridge', bridge: await this.#standardBridge() } as const)
      : ({ kind: 'none' } as const);
    return {
      container: await this.machines.freeName(folder, name),
      folder,
      memory,
      cpus,
      network,
      mark: null,
    };
  }

  /** The bridge that LXC's own settings name, or else the first of this computer. */
  async #standardBridge(): Promise<string> {
    const standard = new ConfigFile(await defaultConfig(this.machines.commands.at)).value('lxc.net.0.link');
    const bridge = standard ?? (await hostBridges())[0];
    if (bridge !== undefined) return bridge;
    throw new PaddockError({
      code: 'unsupported',
      message: 'There is no bridge for the machine’s network.',
      cause: 'LXC’s own settings name none, and this computer has none.',
      next: 'Set up LXC’s network (lxc-net), or make the machine without one.',
      field: 'request.network',
    });
  }

  async define(machine: Machine, { source }: LxcRequest, job: Job): Promise<void> {
    const { id } = machine;
    const { commands, hierarchy, isRoot } = this.machines;
    const { work } = this;
    const { config } = machine.definition;
    await this.machines.moving(id, config, () =>
      machine.unlocked(() => makeContainer({ commands, hierarchy, isRoot, work }, config, source, job)),
    );
    machine.setState('shutoff');
  }

  async rename(machine: Machine, config: LxcConfig, name: string): Promise<LxcConfig> {
    const { id } = machine;
    if (machine.runtime) return config; // LXC renames only what is off: the name inside Paddock is free
    const container = await this.machines.freeName(config.folder, name);
    if (plainNameFor(name, () => false) === config.container) return config;
    const renamed = { ...config, container };
    await this.machines.moving(id, renamed, () =>
      machine.unlocked(() =>
        this.machines.commands.run('lxc-copy', config, {
          doing: 'rename the container',
          args: ['-R', '-N', container],
        }),
      ),
    );
    return renamed;
  }

  async planClone(source: LxcConfig, name: string): Promise<LxcConfig> {
    return { ...source, container: await this.machines.freeName(source.folder, name) };
  }

  async clone(copy: Machine, source: LxcConfig, job: Job): Promise<void> {
    const { id } = copy;
    const { config } = copy.definition;
    job.report('Copying its root file system');
    await this.machines.moving(id, config, () =>
      copy.unlocked(() =>
        making(this.machines.commands, config, () =>
          this.machines.commands.run('lxc-copy', source, {
            doing: 'copy the container',
            args: ['-N', config.container],
            signal: job.signal,
            limitMs: null,
          }),
        ),
      ),
    );
    copy.setState('shutoff');
  }
}

async function checkArchive(path: string): Promise<void> {
  await access(path).catch((error: unknown) => {
    throw new PaddockError(
      {
        code: 'file-missing',
        message: `${path} can’t be read.`,
        next: 'Choose an archive of a root file system that is there.',
        field: 'request.source.path',
      },
      { cause: error },
    );
  });
}
