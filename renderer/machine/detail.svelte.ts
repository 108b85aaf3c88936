import type { DomainId, Failure, MachineDetail } from '../../preload/contract';
import { call, failureOf } from '../bridge';

/** What is known of one machine beyond its row: read again whenever the row has changed, one reading at a time. */
export class Detail {
  value = $state.raw<MachineDetail | null>(null);
  failure = $state.raw<Failure | null>(null);
  #isReading = false;
  #isStale = false;

  constructor(private readonly id: DomainId) {}

  async read(): Promise<void> {
    this.#isStale = true;
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (this.#isStale) {
        this.#isStale = false;
        this.value = await call('machine.detail', { id: this.id });
        this.failure = null;
      }
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.#isReading = false;
    }
  }
}
