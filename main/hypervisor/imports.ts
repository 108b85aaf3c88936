import { newDomainId, type Definition, type DomainId } from '../domains/definition';
import type { Requester } from '../domains/job';
import type { DiskPlacement, ForeignMachine } from '../drivers/foreign-machine';
import { diskLost, wentWithout } from '../drivers/lost-disk';
import { keepNew, newDefinition } from './new-machine';
import type { Managed, Operations } from './operations';
import { unsupported } from './permission';

/** How another program's machine is taken over. */
export interface ImportHow {
  readonly name: string;
  readonly disks: DiskPlacement;
  /** Lost disks that a person goes without. */
  readonly without: readonly string[];
}

/**
 * Makes a machine of one that another program made, and answers when it is whole; it is in the list meanwhile. What could
 * not be taken over stands in its description. Throws `file-missing` for a lost disk, `name-taken`, `unsupported` and the
 * driver's errors; when it fails nothing is left, and nothing of the other program's was changed.
 */
export async function importMachine(
  { driver, list }: Managed,
  operations: Operations,
  found: ForeignMachine,
  how: ImportHow,
  by: Requester,
): Promise<DomainId> {
  const { takeOver } = driver;
  if (!takeOver) throw unsupported('define', 'Machines of this kind are made by its own tools.');
  const capability = driver.capabilities.define;
  if (!capability.able) throw unsupported('define', capability.reason);
  const lost = found.lost.find(({ disk }) => !how.without.includes(disk));
  if (lost !== undefined) throw diskLost(lost);
  const id = newDomainId();
  const config = await takeOver.plan(id, found, how.disks);
  const definition: Definition = {
    ...newDefinition(driver, id, how.name, config),
    description: [found.description, ...found.lost.map(wentWithout), ...found.left, ...takeOver.lacks(found)]
      .filter((line) => line !== '')
      .join('\n'),
  };
  await list.add(definition, 'define', (machine) =>
    operations.perform(machine, 'define', by, async (job) => {
      await takeOver.make(machine, found, how.disks, job);
      await keepNew(machine, driver, definition);
    }),
  );
  return id;
}
