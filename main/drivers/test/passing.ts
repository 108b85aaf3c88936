import type { LockedDomain } from '../../domains/domain';
import type { Job, Progress } from '../../domains/job';
import { pause } from './pause';

/** A step of an operation: what it is, and where it tells how much is done, of how much. */
export type Step = string | { readonly step: string; readonly unit: 'bytes'; readonly total: number };

const REPORT_MS = 250;

/** Passes the time that the steps of an operation would take, in ms, with the machine unlocked; tells how far it is. */
export async function pass(
  machine: LockedDomain<unknown, unknown>,
  job: Job,
  steps: readonly Step[],
  milliseconds: number,
): Promise<void> {
  const each = milliseconds / steps.length;
  await machine.unlocked(async () => {
    for (const [at, step] of steps.entries()) {
      if (typeof step === 'string') {
        job.report(step, { done: at, total: steps.length, unit: 'steps' });
        await pause(each, job.signal);
        continue;
      }
      const progress = (done: number): Progress => ({
        done: Math.round(step.total * (each > 0 ? done / each : 1)),
        total: step.total,
        unit: step.unit,
      });
      await spend(each, job, (done) => job.report(step.step, progress(done)));
    }
  });
}

/** Waits, telling at intervals how much of the time has passed. */
export async function spend(milliseconds: number, job: Job, tell: (done: number) => void): Promise<void> {
  const began = Date.now();
  const now = (): void => tell(Math.min(milliseconds, Date.now() - began));
  now();
  const timer = setInterval(now, REPORT_MS);
  try {
    await pause(milliseconds, job.signal);
  } finally {
    clearInterval(timer);
  }
}
