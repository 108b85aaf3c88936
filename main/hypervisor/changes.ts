import type { Definition } from '../domains/definition';
import type { LockedDomain } from '../domains/domain';
import type { Job } from '../domains/job';
import type { Driver } from '../drivers/driver';

type Machine = LockedDomain<unknown, unknown>;

/**
 * Makes a machine what is wanted of it: first what it runs with, then its saved definition, by which its name is its own, then
 * its name at the hypervisor. Where one fails, what was done before is undone, the last first. `hardware` is the form that
 * was filled in; null where the config itself was written.
 */
export async function changeMachine(
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
