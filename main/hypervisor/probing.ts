import { EventStream } from '../domains/events';
import type { FoundProgram, Probe } from '../drivers/driver';
import type { ManagedDriver, ManagedDrivers } from './managed-drivers';

export interface DriverStatus {
  readonly id: string;
  readonly title: string;
  /** Null while the probe is under way. */
  readonly probe: Probe | null;
}

/** Which hypervisors are there, as was found when they were looked for last. */
export class Probing {
  readonly #drivers: EventStream<readonly DriverStatus[]>;
  readonly #capabilities: EventStream<string>;
  #closed = false;

  constructor(
    private readonly managed: ManagedDrivers,
    listenerFailed: (error: unknown) => void,
  ) {
    this.#drivers = new EventStream(listenerFailed);
    this.#capabilities = new EventStream(listenerFailed);
  }

  drivers(): readonly DriverStatus[] {
    return this.managed.all().map(({ driver: { id, title }, probe }) => ({ id, title, probe }));
  }

  /**
   * Looks again for a driver's hypervisor, once those that look already have ended: where something else was chosen
   * meanwhile, the answer about that is the one that stays.
   */
  probe(driverId: string): Promise<void> {
    const managed = this.managed.driver(driverId);
    const before = managed.probing ?? Promise.resolve();
    return (managed.probing = before.catch(() => undefined).then(() => this.#probeNow(managed)));
  }

  async #probeNow(managed: ManagedDriver): Promise<void> {
    managed.probe = await managed.driver.probe();
    if (this.#closed) return;
    this.#drivers.emit(this.drivers());
    const able = JSON.stringify(managed.driver.capabilities);
    if (able === managed.told) return;
    managed.told = able;
    this.#capabilities.emit(managed.driver.id);
  }

  /** Looks again for all hypervisors, side by side. */
  async probeAll(): Promise<void> {
    await Promise.all(this.managed.all().map(({ driver }) => this.probe(driver.id)));
  }

  /** Resolves when no driver is still trying out what its machines can run under. */
  async triedOut(): Promise<void> {
    await Promise.all(this.managed.all().map(({ driver }) => driver.triedOut?.()));
  }

  /** Looks at one of a driver’s programs, at a path or (null) at the one in use. Throws with why it can’t be used. */
  lookAtProgram(driverId: string, program: string, path: string | null): Promise<FoundProgram> {
    const { driver } = this.managed.driver(driverId);
    if (!driver.lookAtProgram) throw new Error(`the programs of ${driverId} can't be chosen`);
    return driver.lookAtProgram(program, path);
  }

  onDrivers(listener: (drivers: readonly DriverStatus[]) => void): () => void {
    return this.#drivers.subscribe(listener);
  }

  /** Hears which driver can do something else than before, so that its machines allow other things. */
  onCapabilities(listener: (driverId: string) => void): () => void {
    return this.#capabilities.subscribe(listener);
  }

  /** Tells nothing any more of what is found. */
  close(): void {
    this.#closed = true;
  }
}
