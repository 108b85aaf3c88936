import type { Definition } from './domains/definition';
import type { LockedDomain } from './domains/domain';
import type { Job } from './domains/job';
import type { Driver } from './drivers/driver';

type Machine = LockedDomain<unknown, unknown>;

/**
 * Makes a machine what is wanted of it, its driver first and its saved definition last; where one fails, what was done
 * before is undone, the last first. `hardware` is the form that was filled in; null where the config itself was written.
 */
export async function changeMachine(
  driver: Driver,
  machine: Machine,
  wanted: Definition,
  hardware: unknown,
  job: Job,
): Promise<void> {
  const { config, name } = machine.definition;
  const isOther = wanted.config !== config;
  if (isOther) await driver.applyChange(machine, config, wanted.config, hardware, job);
  try {
    if (!driver.rename || wanted.name === name) return await machine.redefine(wanted);
    const renamed = await driver.rename(machine, wanted.config, wanted.name, job);
    try {
      await machine.redefine({ ...wanted, config: renamed });
    } catch (error) {
      await driver.rename(machine, renamed, name, job);
      throw error;
    }
  } catch (error) {
    if (isOther) await driver.applyChange(machine, wanted.config, config, null, job);
    throw error;
  }
}
