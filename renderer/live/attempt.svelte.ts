import type { Failure } from '../../preload/contract';
import { failureOf } from '../bridge';

/** What is asked of main and waited for: whether it is under way, and why it failed. */
export class Attempt {
  isBusy = $state(false);
  failure = $state.raw<Failure | null>(null);

  /** Does it unless it is under way already. Never throws. */
  async run(work: () => Promise<void>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.failure = null;
    try {
      await work();
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.isBusy = false;
    }
  }
}
