import type { DriverView, Failure } from '../../preload/contract';
import { call, failureOf, on } from '../bridge';

/** The hypervisors on this computer, as far as they have been looked for. */
class Drivers {
  list = $state.raw<readonly DriverView[]>([]);
  looking = $state(false);
  failure = $state.raw<Failure | null>(null);

  titleOf(id: string): string {
    return this.list.find((driver) => driver.id === id)?.title ?? id;
  }

  follow(): () => void {
    const end = on('drivers', (list) => (this.list = list));
    call('drivers.list', {}).then(
      (list) => (this.list = list),
      (error: unknown) => (this.failure = failureOf(error)),
    );
    return end;
  }

  /** Looks again for all of them. */
  async probe(): Promise<void> {
    this.looking = true;
    try {
      this.list = await call('drivers.probe', {});
      this.failure = null;
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.looking = false;
    }
  }
}

export const drivers = new Drivers();
