import type { Job } from '../../domains/job';
import { cannotBecomeAnother } from '../refusals';
import type { LxcConfig } from './config';
import { readConfigFile, writeConfigFile } from './config-file';
import { configFileOf } from './containers';
import { cpuLimit, memoryLimit } from './hierarchy';
import { withSettings } from './limits';
import type { Machine, Machines } from './machines';

/** The fields that a container which runs takes at once: all but its card. */
export const LIVE = ['memory', 'cpus'] as const;

/** Those that one started with this card will have after its next start; null where the card is not known. */
export function pendingIn(config: LxcConfig, started: LxcConfig['network'] | null): readonly string[] {
  return started === null || JSON.stringify(started) === JSON.stringify(config.network) ? [] : ['network'];
}

/** Writes what differs into a container's configuration, and limits it at once where it runs. */
export async function applyChange(
  machines: Machines,
  machine: Machine,
  from: LxcConfig,
  to: LxcConfig,
  job: Job,
): Promise<void> {
  if (to.container !== from.container || to.folder !== from.folder) {
    throw cannotBecomeAnother('container', 'config.container');
  }
  const running = machine.runtime;
  await machine.unlocked(async () => {
    const path = configFileOf(to);
    const file = await readConfigFile(path);
    await writeConfigFile(path, withSettings(file, to, machines.hierarchy));
    if (!running) return;
    try {
      await limit(machines, from, to, job);
    } catch (error) {
      await writeConfigFile(path, file);
      throw error;
    }
  });
}

/** Limits a container that runs. */
async function limit(machines: Machines, from: LxcConfig, to: LxcConfig, job: Job): Promise<void> {
  const limits = [
    ...(from.memory === to.memory ? [] : [memoryLimit(machines.hierarchy, to.memory)]),
    ...(from.cpus === to.cpus ? [] : [cpuLimit(machines.hierarchy, to.cpus)]),
  ];
  for (const { file, value } of limits) {
    await machines.commands.run('lxc-cgroup', to, {
      doing: file.startsWith('memory') ? 'change its memory' : 'change its CPUs',
      args: [file, value],
      signal: job.signal,
    });
  }
}
