import type { DiskView, DomainId, Failure } from '../../../preload/contract';
import { call, failureOf } from '../../bridge';

/** The disks of one machine, looked at again whenever its row has changed, one look at a time. */
export class Disks {
  list = $state.raw<readonly DiskView[] | null>(null);
  failure = $state.raw<Failure | null>(null);
  #isLooking = false;
  #isStale = false;

  constructor(private readonly id: DomainId) {}

  async look(): Promise<void> {
    this.#isStale = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      while (this.#isStale) {
        this.#isStale = false;
        this.list = await call('disks.list', { id: this.id });
        this.failure = null;
      }
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.#isLooking = false;
    }
  }
}
