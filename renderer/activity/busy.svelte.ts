import type { Busy, Failure } from '../../preload/contract';
import { call, failureOf } from '../bridge';

const EVERY_MS = 1_000;

/** What holds each lock now, for which job, and what waits: asked for again and again, while somebody looks. */
export class BusyNow {
  now = $state.raw<Busy | null>(null);
  failure = $state.raw<Failure | null>(null);

  follow(): () => void {
    const look = (): void => {
      if (document.visibilityState === 'visible') void this.#look();
    };
    look();
    const timer = setInterval(look, EVERY_MS);
    return () => clearInterval(timer);
  }

  async #look(): Promise<void> {
    try {
      this.now = await call('busy.inspect', {});
      this.failure = null;
    } catch (error) {
      this.failure = failureOf(error);
    }
  }
}
