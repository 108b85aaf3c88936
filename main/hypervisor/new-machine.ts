import { DEFINITION_FORMAT, type Definition, type DomainId } from '../domains/definition';
import type { LockedDomain } from '../domains/domain';
import type { Driver } from '../drivers/driver';

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
