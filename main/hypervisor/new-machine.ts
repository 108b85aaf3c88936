import { DEFINITION_FORMAT, newDomainId, type Definition, type DomainId } from '../domains/definition';
import type { LockedDomain } from '../domains/domain';
import type { Requester } from '../domains/job';
import type { Driver } from '../drivers/driver';
import { checkFilledIn } from './filled-in';
import type { Managed, Operations } from './operations';
import { unsupported } from './permission';

/**
 * Makes a machine of what was filled in, and answers when it is whole; it is in the list meanwhile. Throws `name-taken`,
 * `unsupported`, `argument-invalid` (with the field) and the driver's errors; when it fails nothing is left.
 */
export async function makeMachine(
  { driver, list }: Managed,
  operations: Operations,
  name: string,
  request: unknown,
  by: Requester,
): Promise<DomainId> {
  const capability = driver.capabilities.define;
  if (!capability.able) throw unsupported('define', capability.reason);
  const checked = checkFilledIn(driver.request, request, 'request');
  const id = newDomainId();
  const definition = newDefinition(driver, id, name, await driver.plan(id, name, checked));
  await list.add(definition, 'define', (machine) =>
    operations.perform(machine, 'define', by, async (job) => {
      const made = await driver.define(machine, checked, job);
      await keepNew(machine, driver, definition, made);
    }),
  );
  return id;
}

/** The definition of a machine that is about to be made. */
export function newDefinition(driver: Driver, id: DomainId, name: string, config: unknown): Definition {
  return {
    format: DEFINITION_FORMAT,
    id,
    driver: driver.id,
    name,
    description: '',
    tags: [],
    createdAt: new Date().toISOString(),
    autostart: null,
    protected: false,
    snapshots: [],
    snapshot: null,
    config,
  };
}

/**
 * Saves a new machine's definition, with the config that the driver made of it where it did; where that fails, what the
 * driver made for it goes.
 */
export async function keepNew(
  machine: LockedDomain<unknown, unknown>,
  driver: Driver,
  planned: Definition,
  config: unknown = undefined,
): Promise<void> {
  const definition = config === undefined ? planned : { ...planned, config };
  try {
    await machine.redefine(definition);
  } catch (error) {
    await machine.unlocked(() => driver.purge(definition));
    throw error;
  }
}
