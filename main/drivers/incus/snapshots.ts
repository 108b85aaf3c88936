import { z } from 'zod';
import type { Snapshot } from '../../domains/definition';
import { PaddockError } from '../../domains/failure';
import type { Job } from '../../domains/job';
import type { IncusConfig } from './config';
import type { Instances, Machine } from './instances';
import { limitsOf } from './limits';
import { callTo, nullWhereGone } from './server';

/* Incus calls a snapshot by the identity that Paddock gave it. What each function does is said in `driver.ts`. */

export async function create(
  instances: Instances,
  machine: Machine,
  { id: identity }: Snapshot,
  job: Job,
): Promise<{ readonly config: IncusConfig; readonly bytes: null; readonly withMemory: false }> {
  const { config } = machine.definition;
  job.report('Saving its data');
  const body = { name: identity, stateful: false };
  await machine.unlocked(() =>
    instances.run(config, callTo('POST', config, 'take the snapshot', { below: '/snapshots', body })),
  );
  return { config, bytes: null, withMemory: false };
}

export async function check(
  instances: Instances,
  machine: Machine,
  { id: identity }: Snapshot,
): Promise<void> {
  const { config } = machine.definition;
  await machine.unlocked(() =>
    instances.servers
      .at(config.remote)
      .client.ask(
        callTo('GET', config, 'find the snapshot', { below: `/snapshots/${identity}` }),
        z.unknown(),
      )
      .catch((error: unknown) => {
        throw error instanceof PaddockError && error.code === 'file-missing' ? snapshotGone() : error;
      }),
  );
}

export async function revert(
  instances: Instances,
  machine: Machine,
  { id: identity }: Snapshot,
  job: Job,
): Promise<void> {
  const { config } = machine.definition;
  job.report('Going back to the snapshot');
  const body = { restore: identity };
  await machine.unlocked(async () => {
    await instances.run(config, callTo('PUT', config, 'go back to the snapshot', { body }));
    // The limits came back with the rest; the definition's are of then as well.
    const limits = { config: limitsOf(config) };
    await instances.run(config, callTo('PATCH', config, 'set its limits', { body: limits }));
  });
}

export async function drop(
  instances: Instances,
  machine: Machine,
  { id: identity }: Snapshot,
): Promise<void> {
  const { config } = machine.definition;
  await machine.unlocked(() =>
    instances
      .run(config, callTo('DELETE', config, 'delete the snapshot', { below: `/snapshots/${identity}` }))
      .catch(nullWhereGone),
  );
}

function snapshotGone(): PaddockError {
  return new PaddockError({
    code: 'file-missing',
    message: 'Incus does not have this snapshot any more.',
    cause: 'Another program deleted it.',
    next: 'Delete the snapshot here as well; nothing was changed.',
  });
}
