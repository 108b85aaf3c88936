import type { DomainId, Failure, MachineRow, Operation } from '../../preload/contract';
import type { Inhabited } from './fake-world';

const GIB = 1024 ** 3;

/** Does something to a machine for a moment, until it is in another state. */
export const become =
  (world: Inhabited, operation: Operation, state: MachineRow['state']) =>
  async ({ id }: { id: string }): Promise<void> => {
    world.find(id);
    world.change(id, {
      job: {
        id: `${operation}-${world.nextNumber()}`,
        operation,
        by: 'window',
        since: Date.now(),
        step: null,
        progress: null,
        cancellable: true,
      },
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    world.change(id, { job: null, state, accelerator: state === 'running' ? 'tcg' : null, failure: null });
  };

/** Copies a disk for a second or two; throws where that is cancelled. */
export async function make(world: Inhabited, id: DomainId): Promise<void> {
  const total = 2.4 * GIB;
  const job = {
    id: `define-${world.nextNumber()}`,
    operation: 'define',
    by: 'window',
    since: Date.now(),
  } as const;
  for (let part = 0; part < 16; part++) {
    const progress = { done: (total * part) / 16, total, unit: 'bytes' } as const;
    world.change(id, { job: { ...job, step: 'Copying the disk', progress, cancellable: true } });
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (world.find(id).job?.id === job.id) continue;
    world.remove(id);
    throw { code: 'cancelled', message: 'The operation “define” was cancelled.' } satisfies Failure;
  }
}
