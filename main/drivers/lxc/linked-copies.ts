import { PaddockError } from '../../domains/failure';
import type { Job } from '../../domains/job';
import type { LxcConfig } from './config';
import { standingOn } from './containers';
import type { Machine, Machines } from './machines';

/* A linked copy holds only what differs from its original, on an overlay of it. */

/** Makes a container, of this name or one like it, that holds only what differs from a machine. It appears by itself. */
export async function makeLinkedCopy(
  machines: Machines,
  machine: Machine,
  name: string,
  job: Job,
): Promise<void> {
  const { config } = machine.definition;
  const container = await machines.freeName(config.folder, name);
  await machine.unlocked(() =>
    machines.commands.run('lxc-copy', config, {
      doing: 'make a linked copy',
      args: ['-s', '-B', 'overlay', '-N', container],
      signal: job.signal,
    }),
  );
  machines.following.lookSoon();
}

/** Throws `file-in-use` where linked copies stand on a container: what it wrote would change beneath them. */
export async function checkMayRun(config: LxcConfig, name: string): Promise<void> {
  const others = await standingOn(config);
  if (others.length === 0) return;
  throw new PaddockError({
    code: 'file-in-use',
    message: `“${name}” can’t be started: linked copies stand on it.`,
    cause: `They hold only what differs from it, and it would change beneath them: ${others.join(', ')}.`,
    next: 'Start one of those, or delete them first.',
  });
}

/** Throws `file-in-use` with the containers that hold only what differs from this one. */
export async function checkStandsAlone(config: LxcConfig, name: string): Promise<void> {
  const others = await standingOn(config);
  if (others.length === 0) return;
  throw new PaddockError({
    code: 'file-in-use',
    message: `“${name}” can’t be deleted: linked copies stand on it.`,
    cause: `They hold only what differs from it: ${others.join(', ')}.`,
    next: 'Delete those first.',
  });
}
