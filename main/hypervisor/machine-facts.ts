import type { DomainId } from '../domains/definition';
import { differencesOf, type Difference } from '../domains/differences';
import type { DomainSnapshot } from '../domains/domain';
import type { Action, Driver, StartHow, Summary } from '../drivers/driver';
import { stoodOnWords, useBeneath } from './image-uses';
import type { ManagedDrivers } from './managed-drivers';
import { startsHow } from './starting';

/** What is to be known of a machine besides its state: its driver is asked. Takes no lock. */
export class MachineFacts {
  constructor(private readonly managed: ManagedDrivers) {}

  summary(machine: DomainSnapshot): Summary {
    return this.#driverOf(machine).summary(machine.definition.config);
  }

  /** What its driver's machines are like: whether acceleration is a question, and what their snapshots keep. */
  traits(machine: DomainSnapshot): { readonly accelerates: boolean; readonly snapshotsKeepMemory: boolean } {
    const { accelerates = false, snapshotsKeepMemory } = this.#driverOf(machine);
    return { accelerates, snapshotsKeepMemory };
  }

  /** How it can be started when it is off. */
  startsHow(machine: DomainSnapshot): readonly StartHow[] {
    return startsHow(this.#driverOf(machine));
  }

  /** What only this driver's machines can do. */
  actions(machine: DomainSnapshot): readonly Action[] {
    return this.#driverOf(machine).actions(machine);
  }

  /** What its settings form starts from. */
  hardware(machine: DomainSnapshot): unknown {
    return this.#driverOf(machine).hardwareOf(machine.definition.config);
  }

  /** What that form can offer; null where there is nothing to choose from. Throws `machine-not-found`. */
  async hardwareChoices(id: DomainId): Promise<unknown> {
    const { driver, list } = this.managed.of(id);
    return (await driver.hardwareChoices?.(list.snapshot(id))) ?? null;
  }

  /** Which fields of that form it takes at once while it is active. */
  live(machine: DomainSnapshot): readonly string[] {
    return this.#driverOf(machine).live(machine);
  }

  /** Which fields of that form it will have, being active, only after its next start. */
  pending(machine: DomainSnapshot): readonly string[] {
    return this.#driverOf(machine).pending(machine);
  }

  /** What it runs with, being active, that is not what it is defined to have; empty where nothing, or not known. */
  differences(machine: DomainSnapshot): readonly Difference[] {
    const running = this.#driverOf(machine).runningConfig?.(machine) ?? null;
    return running === null ? [] : differencesOf(running, machine.definition.config);
  }

  /** Why it must stay as it is, where a linked one stands on its disks; else null. Looks at all machines. */
  stoodOn(machine: DomainSnapshot): string | null {
    const { driver, list } = this.managed.driver(machine.driver);
    const use = useBeneath(driver, machine.definition, list);
    return use && stoodOnWords(use);
  }

  /** The exact command that a start would run, or null where it is no command. Throws `machine-not-found`. */
  async commandLine(id: DomainId): Promise<readonly string[] | null> {
    const { driver, list } = this.managed.of(id);
    return driver.commandLine(list.snapshot(id));
  }

  #driverOf(machine: DomainSnapshot): Driver {
    return this.managed.driver(machine.driver).driver;
  }
}
