import { cpus as hostCpus } from 'node:os';
import { PaddockError } from '../../domains/failure';
import type { OpenvzConfig, OpenvzHardware } from './config';

/** What `vzctl set` can change, but not take away. */
const KEPT = [
  ['diskSpace', 'limit of disk space'],
  ['diskInodes', 'limit of files'],
  ['hostName', 'host name'],
  ['nameServers', 'name servers'],
  ['onBoot', 'choice whether it starts with the computer'],
] as const satisfies readonly (readonly [keyof OpenvzHardware, string])[];

/** The config as a person wants it now. Throws `unsupported` by its field where something can't be taken away. */
export function planChange(config: OpenvzConfig, hardware: OpenvzHardware): OpenvzConfig {
  for (const [field, what] of KEPT) {
    const [before, wanted] = [config[field], hardware[field]];
    const isEmpty = wanted === null || (Array.isArray(wanted) && wanted.length === 0);
    if (isEmpty && JSON.stringify(before) !== JSON.stringify(wanted)) throw cannotBeTakenAway(field, what);
  }
  // OpenVZ takes a number alone: that of all is as good as no limit.
  const cpus = hardware.cpus ?? (config.cpus === null ? null : hostCpus().length);
  return { ...config, ...hardware, cpus };
}

function cannotBeTakenAway(field: string, what: string): PaddockError {
  return new PaddockError({
    code: 'unsupported',
    message: `OpenVZ can’t take a container’s ${what} away again.`,
    cause: 'Its tools can only put another in its place.',
    next: 'Give another one, or leave it as it is.',
    field: `hardware.${field}`,
  });
}
