import type { LiveMachine } from './live-machine';
import type { Limits } from './operations';

/**
 * Asks a running QEMU now and then whether it still answers, as long as it is followed: one that hangs sends no event of
 * that. It keeps no process alive.
 */
export function followPulse(live: LiveMachine, { pulse, answer }: Pick<Limits, 'pulse' | 'answer'>): void {
  const next = (): void => {
    setTimeout(() => void beat(), pulse).unref();
  };
  const beat = async (): Promise<void> => {
    if (live.isReleased || live.ending) return;
    await live.lookWhetherItAnswers(answer);
    next();
  };
  next();
}
