import type { Definition, DomainId } from '../domains/definition';
import { checkText, readText, textOf } from '../domains/definition-text';
import type { LockedDomain } from '../domains/domain';
import type { Job, Requester } from '../domains/job';
import type { Driver } from '../drivers/driver';
import { checkFilledIn } from './filled-in';
import type { Managed, Operations } from './operations';
import { refusal } from './permission';

type Machine = LockedDomain<unknown, unknown>;

/** What a person wants to be different of a machine; what is left out stays as it is. */
export interface MachineChange extends Partial<
  Pick<Definition, 'name' | 'description' | 'tags' | 'autostart' | 'protected'>
> {
  /** As the driver's `hardware` schema has it. */
  readonly hardware?: unknown;
}

/** Changes what a person can change in forms. Throws `name-taken`, `argument-invalid` (with the field); nothing is changed then. */
export async function changeByForm(
  managed: Managed,
  operations: Operations,
  id: DomainId,
  { hardware, ...change }: MachineChange,
  by: Requester,
): Promise<void> {
  const { driver } = managed;
  const wanted = hardware === undefined ? null : checkFilledIn(driver.hardware, hardware, 'hardware');
  await operations.run(managed, id, 'redefine', by, async (machine, job) => {
    const { definition } = machine;
    const config =
      wanted === null ? definition.config : await driver.planChange(definition.config, wanted, id);
    await changeMachine(driver, machine, { ...definition, ...change, config }, wanted, job);
  });
}

/**
 * Changes a machine to what its definition says, edited as a text; `before` is the text that was edited. Throws
 * `argument-invalid` with the place, `wrong-state` where the definition was changed by another since; nothing is changed then.
 */
export async function changeByText(
  managed: Managed,
  operations: Operations,
  id: DomainId,
  { text, before }: { readonly text: string; readonly before: string },
  by: Requester,
): Promise<void> {
  const { driver } = managed;
  await operations.run(managed, id, 'redefine', by, async (machine, job) => {
    const { definition } = machine;
    if (textOf(definition) !== before) {
      throw refusal('The definition was changed meanwhile. Look at it again before you save yours.');
    }
    const read = checkText(readText(text, definition, driver.config));
    const config = driver.carryOver?.(definition.config, read.config) ?? read.config;
    await changeMachine(driver, machine, { ...read, config }, null, job);
  });
}

/**
 * Makes a machine what is wanted of it: first what it runs with, then its saved definition, by which its name is its own, then
 * its name at the hypervisor. Where one fails, what was done before is undone, the last first. `hardware` is the form that
 * was filled in; null where the config itself was written.
 */
async function changeMachine(
  driver: Driver,
  machine: Machine,
  wanted: Definition,
  hardware: unknown,
  job: Job,
): Promise<void> {
  const { config } = machine.definition;
  const isOther = wanted.config !== config;
  if (isOther) await driver.applyChange(machine, config, wanted.config, hardware, job);
  try {
    await saveAndRename(driver, machine, wanted, job);
  } catch (error) {
    if (isOther) await driver.applyChange(machine, wanted.config, config, null, job);
    throw error;
  }
}

async function saveAndRename(driver: Driver, machine: Machine, wanted: Definition, job: Job): Promise<void> {
  const before = machine.definition;
  await machine.redefine(wanted);
  if (!driver.rename || wanted.name === before.name) return;
  try {
    const config = await driver.rename(machine, wanted.config, wanted.name, job);
    try {
      if (config !== wanted.config) await machine.redefine({ ...wanted, config });
    } catch (error) {
      await driver.rename(machine, config, before.name, job);
      throw error;
    }
  } catch (error) {
    await machine.redefine(before);
    throw error;
  }
}
