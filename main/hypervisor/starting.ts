import type { DomainId } from '../domains/definition';
import type { Requester } from '../domains/job';
import type { Driver, StartHow } from '../drivers/driver';
import { checkNoneStandsOn } from './image-uses';
import type { Managed, Operations } from './operations';
import { refusal, unsupported } from './permission';

/** How a driver's machines can be started when they are off. */
export function startsHow(driver: Driver): readonly StartHow[] {
  return ['normal', ...(driver.startsHow ?? [])];
}

/** Throws `unsupported` where its driver can't start it so, `wrong-state` where it is saved and would go on instead. */
export async function startMachine(
  managed: Managed,
  operations: Operations,
  id: DomainId,
  how: StartHow,
  by: Requester,
): Promise<void> {
  const { driver, list } = managed;
  if (!startsHow(driver).includes(how)) {
    throw unsupported('start', `Machines of ${driver.title} can’t be started so.`);
  }
  await operations.run(
    managed,
    id,
    'start',
    by,
    async (machine, job) => {
      if (how !== 'normal' && machine.state === 'saved') {
        throw refusal('It is saved, and goes on from there. Force it off first to start it anew.');
      }
      // A run of which nothing is kept writes nothing that another could stand on.
      if (how !== 'disposable') checkNoneStandsOn(driver, machine.definition, list);
      await driver.start(machine, job, how);
    },
    how,
  );
}
